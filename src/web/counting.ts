import {Refusal} from './daemon.js';

/**
 * Something that is counted in the whole ring, which may take long: for one question at a time. Asked something else, what
 * is under way ends, here and in the daemon.
 */
export class Counting {
	/** What the daemon said when it took too long; empty otherwise. */
	error = '';
	#key: string | undefined;
	#abort: AbortController | undefined;
	#endedAt = -Infinity;
	#tookMs = 0;

	/** Whether something is being counted. */
	get isRunning(): boolean {
		return this.#abort !== undefined;
	}

	/** Whether the last time is long enough ago: so that counting takes no more than a part of all time. */
	isDue(leastMs: number, share: number): boolean {
		return performance.now() - this.#endedAt > Math.max(leastMs, this.#tookMs / share);
	}

	/**
	 * Counts, unless the same is being counted.
	 *
	 * @param key What is asked.
	 * @param count Ends without harm when it is aborted; returns whether it had to look at everything.
	 */
	async run(key: string, count: (signal: AbortSignal) => Promise<boolean>): Promise<void> {
		if (this.#abort !== undefined && this.#key === key) return;
		this.#abort?.abort(new Error('something else is counted'));
		if (key !== this.#key) this.error = '';
		this.#key = key;
		const mine = (this.#abort = new AbortController());
		const begun = performance.now();
		try {
			if (!await count(mine.signal) || mine.signal.aborted) return;
			this.#tookMs = performance.now() - begun;
			this.#endedAt = performance.now();
			this.error = '';
		} catch (error) {
			if (mine.signal.aborted) return;
			this.#tookMs = performance.now() - begun;
			this.#endedAt = performance.now();
			// Where the daemon does not answer, the list says so.
			if (error instanceof Refusal) this.error = error.message;
		} finally {
			if (this.#abort === mine) this.#abort = undefined;
		}
	}
}
