import {wipe} from '../hub/packing/web-assembly.js';

/**
 * Buffers that are used again: with one of its own, each dump would leave half a megabyte behind for the garbage
 * collector, which comes late for memory that is not its own.
 */
export class SpareBuffers {
	readonly #bytes: number;
	readonly #kept: ReadonlySet<Uint8Array>;
	readonly #spare: Uint8Array[];
	/** Those in use that hold what has been forgotten since they were taken. */
	readonly #stale = new Set<Uint8Array>();
	readonly #used = new Set<Uint8Array>();

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
		const buffer = this.#spare.pop() ?? new Uint8Array(this.#bytes);
		this.#used.add(buffer);
		return buffer;
	}

	/** Takes a buffer back that nobody uses any more. */
	give(buffer: Uint8Array): void {
		const isKept = this.#kept.has(buffer);
		this.#used.delete(buffer);
		if (this.#stale.delete(buffer) || !isKept) wipe(buffer);
		if (isKept) this.#spare.push(buffer);
	}

	/** Overwrites what stands in buffers; in those in use when they are given back. */
	forget(): void {
		for (const buffer of this.#spare) wipe(buffer);
		for (const buffer of this.#used) this.#stale.add(buffer);
	}
}
