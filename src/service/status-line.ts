/** What the daemon holds at a moment. */
export interface Holding {
	readonly paused: boolean;
	readonly messages: number;
	/** When the oldest of them was received, microseconds since 1970 UTC; undefined for an empty ring. */
	readonly oldestUs: number | undefined;
	/** Messages that have arrived since the start, whatever became of them. */
	readonly received: number;
}

/** Tells people in a line how the daemon does: how much it holds, how far back that goes, how fast it comes. */
export class StatusLine {
	#received: number | undefined;
	#atMs = 0;

	/** `123,456 messages since 2026-11-20 15:08:40, 1,234/s`; the rate is that since the last call, which the first leaves out. */
	next(holding: Holding, nowMs: number): string {
		const {paused, messages, oldestUs, received} = holding;
		const rate = this.#received === undefined ? [] : [`${grouped(Math.round((received - this.#received) / Math.max(1, nowMs - this.#atMs) * 1000))}/s`];
		this.#received = received;
		this.#atMs = nowMs;
		const held = messages === 0 ? 'no messages' : `${grouped(messages)} ${messages === 1 ? 'message' : 'messages'}`;
		const since = oldestUs === undefined ? '' : ` since ${localTime(new Date(oldestUs / 1000))}`;
		return [...(paused ? ['paused'] : []), held + since, ...rate].join(', ');
	}
}

function grouped(number: number): string {
	return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

function localTime(date: Date): string {
	const two = (number: number): string => String(number).padStart(2, '0');
	const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
	return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}
