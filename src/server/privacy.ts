import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {allowsCores} from '../libc/limits.js';
import {type DaemonState, maxAgeOf, oldestReceived, redactionOf} from './status.js';

/** The answer to `GET /privacy`: how far the log stays in memory, and how long. */
export function privacyOf(state: DaemonState): object {
	const {lock, memory, compression, kept} = state;
	const {limitBytes} = lock;
	return {
		swap: swapOf(),
		lock: {
			required: lock.isRequired,
			state: lock.lockedBytes === lock.wantedBytes ? 'locked' : 'refused',
			locked_bytes: lock.lockedBytes,
			wanted_bytes: lock.wantedBytes,
			limit_bytes: limitBytes === Infinity ? null : limitBytes,
			reason: lock.lockedBytes === lock.wantedBytes ? null : lock.reason,
		},
		dump: {cores: allowsCores() ? 'on' : 'off'},
		age: {max_age: maxAgeOf(state), oldest: oldestReceived(state.reader) ?? null, expired: memory.expired},
		redaction: redactionOf(state),
		compression: compression === undefined ? 'off' : 'brotli',
		// Null where the ring goes with the daemon.
		keep: kept === undefined ? null : {path: kept.path, on_disk: kept.isOnDisk},
	};
}

/** Whether the host has swap, whether this process may use it, and how much of it is there now. */
function swapOf(): {devices: string[]; allowed: boolean | null; swapped_bytes: number | null} {
	const [, ...devices] = textOf('/proc/swaps')?.trimEnd().split('\n') ?? [];
	const kilobytes = /^VmSwap:\s*(\d+) kB$/m.exec(textOf('/proc/self/status') ?? '')?.[1];
	return {
		devices: devices.map(line => line.split(/\s/)[0]!),
		allowed: mayBeSwapped(),
		swapped_bytes: kilobytes === undefined ? null : Number(kilobytes) * 1024,
	};
}

/** Whether the control groups that this process is in let it be swapped; null where they do not tell. */
function mayBeSwapped(): boolean | null {
	const group = /^0::(.*)$/m.exec(textOf('/proc/self/cgroup') ?? '')?.[1];
	if (group === undefined) return null;
	const parts = group.split('/').filter(part => part !== '');
	const limits = parts.map((_, i) => textOf(join('/sys/fs/cgroup', ...parts.slice(0, i + 1), 'memory.swap.max'))?.trim());
	if (limits.includes('0')) return false;
	return limits.some(limit => limit !== undefined) ? true : null;
}

function textOf(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return undefined;
	}
}
