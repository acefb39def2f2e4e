/**
 * Buffers that are used again: with one of its own, each dump would leave half a megabyte behind for the garbage
 * collector, which comes late for memory that is not its own.
 */
export class SpareBuffers {
	readonly #bytes: number;
	readonly #kept: ReadonlySet<Uint8Array>;
	readonly #spare: Uint8Array[];

	/**
	 * @param bytes Size of each buffer.
	 * @param kept As many as clients read at the same time as a rule; when they are all in use, others are made, and left
	 * to the garbage collector afterwards.
	 */
	constructor(bytes: number, kept: readonly Uint8Array[]) {
		this.#bytes = bytes;
		this.#kept = new Set(kept);
		this.#spare = [...kept];
	}

	/** A buffer for the caller alone; what stands in it means nothing. */
	take(): Uint8Array {
		return this.#spare.pop() ?? new Uint8Array(this.#bytes);
	}

	/** Takes a buffer back that nobody uses any more. */
	give(buffer: Uint8Array): void {
		if (this.#kept.has(buffer)) this.#spare.push(buffer);
	}
}
