const GENERATION = 0;
const WAITING = 1;

/**
 * Tells the thread that reads the hub that the writer has published something.
 * It costs the writer one atomic load while nobody waits.
 */
export class WakeUp {
	/** Hand this to the other thread. */
	readonly shared: SharedArrayBuffer;
	readonly #words: Int32Array<SharedArrayBuffer>;

	/** @param at Where its 8 bytes are in `shared`. */
	constructor(shared = new SharedArrayBuffer(8), at = 0) {
		this.shared = shared;
		this.#words = new Int32Array(shared, at, 2);
	}

	/** Wakes the thread that waits, if one does. */
	signal(): void {
		if (Atomics.load(this.#words, WAITING) === 0) return;
		Atomics.store(this.#words, WAITING, 0);
		Atomics.add(this.#words, GENERATION, 1);
		Atomics.notify(this.#words, GENERATION);
	}

	/**
	 * Waits for the next signal.
	 *
	 * @param isThere Whether what is waited for has come already; asked after signals began to count.
	 * @param timeoutMs Waits no longer than that.
	 */
	async wait(isThere: () => boolean, timeoutMs = Infinity): Promise<void> {
		const generation = Atomics.load(this.#words, GENERATION);
		Atomics.store(this.#words, WAITING, 1);
		if (isThere()) return;
		const result = Atomics.waitAsync(this.#words, GENERATION, generation, timeoutMs);
		if (result.async) await result.value;
	}
}
