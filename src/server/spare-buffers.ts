/** As many as clients read at the same time as a rule. */
const MAX_SPARE = 2;

/**
 * Buffers that are used again: with one of its own, each dump would leave half a megabyte behind for the garbage
 * collector, which comes late for memory that is not its own.
 */
export class SpareBuffers {
	readonly #bytes: number;
	readonly #spare: Uint8Array[] = [];

	/** @param bytes Size of each buffer. */
	constructor(bytes: number) {
		this.#bytes = bytes;
	}

	/** A buffer for the caller alone; what stands in it means nothing. */
	take(): Uint8Array {
		return this.#spare.pop() ?? new Uint8Array(this.#bytes);
	}

	/** Takes a buffer back that nobody uses any more. */
	give(buffer: Uint8Array): void {
		if (buffer.length === this.#bytes && this.#spare.length < MAX_SPARE) this.#spare.push(buffer);
	}
}
