import {c, SystemError} from './calls.js';
import {pollReadable} from './poll.js';
import {scratchBytes, scratchView, VALUE} from './scratch.js';

const CLOCK_REALTIME = 0;
/** Time since the system started, also while it was suspended. Nobody can set it. */
const CLOCK_BOOTTIME = 7;
const TFD_FLAGS = 0x80800;
const TFD_TIMER_ABSTIME = 1;

/** Microseconds since 1970 UTC. */
export function nowUs(): number {
	return clockUs(CLOCK_REALTIME);
}

/** Milliseconds since the system started, also those in which it was suspended. No change of the clock is felt. */
export function sinceBootMs(): number {
	return clockUs(CLOCK_BOOTTIME) / 1000;
}

/** Rings at a time by the clock of `sinceBootMs`, which Node's own timers do not know: they stand still while the system is suspended. */
export interface Alarm {
	/** Sets it anew; Infinity for never. It rings at once for a time that is over. */
	set(atMs: number): void;
	close(): void;
}

/** An alarm that is not set yet. It must be closed before its thread ends, as a poll. */
export function createAlarm(onDue: () => void): Alarm {
	const fd = c.timerfdCreate(CLOCK_BOOTTIME, TFD_FLAGS) as number;
	if (fd === -1) throw new SystemError('timerfd_create');
	const poll = pollReadable(fd, () => {
		// Otherwise the descriptor stays readable.
		c.read(fd, VALUE, 8);
		onDue();
	});
	return {
		set(atMs) {
			const us = Number.isFinite(atMs) ? Math.max(1, Math.ceil(atMs * 1000)) : 0;
			scratchBytes.fill(0, 0, 32);
			scratchView.setBigUint64(16, BigInt(Math.floor(us / 1e6)), true);
			scratchView.setUint32(24, us % 1e6 * 1000, true);
			c.timerfdSettime(fd, TFD_TIMER_ABSTIME, VALUE, null);
		},
		close() {
			poll.close();
			c.close(fd);
		},
	};
}

function clockUs(clock: number): number {
	c.clockGettime(clock, VALUE);
	const seconds = scratchView.getUint32(0, true) + scratchView.getUint32(4, true) * 2 ** 32;
	return seconds * 1e6 + Math.floor(scratchView.getUint32(8, true) / 1000);
}
