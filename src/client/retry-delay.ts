const FIRST_DELAY_MS = 100;
const LAST_DELAY_MS = 5000;

/** How long to wait before each attempt to connect: 100 ms, doubling to 5 s. */
export class RetryDelay {
	#nextMs = FIRST_DELAY_MS;

	/** The delay before the coming attempt, in milliseconds; the one after it will be longer. */
	next(): number {
		const delayMs = this.#nextMs;
		this.#nextMs = Math.min(2 * delayMs, LAST_DELAY_MS);
		return delayMs;
	}

	/** Begins anew, after an attempt that succeeded. */
	reset(): void {
		this.#nextMs = FIRST_DELAY_MS;
	}
}
