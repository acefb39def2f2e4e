import type {Chunk} from '../../hub/chunk.js';
import {LinearSearch} from './linear-search.js';
import {type SearchKernel, searchKernelFor} from './search-kernel.js';
import {MAX_PATTERN_NEEDLE_BYTES, SearchPattern} from './search-pattern.js';

/** What makes an upper-case ASCII letter lower-case. */
const LETTER_FOLD = 0x20;

/**
 * Searches bytes for a needle, any number of times: at the speed of memory in chunks from `kernelChunk`, and with the
 * same result, though at less than a tenth of that speed, anywhere else.
 */
export class ByteSearch {
	readonly #length: number;
	/** Whether the kernel finds no more than its beginning. */
	readonly #isLong: boolean;
	/** The needle if the case of its letters counts, or if it has none. */
	readonly #exact: Uint8Array | undefined;
	readonly #linear: LinearSearch;
	readonly #pattern: SearchPattern | undefined;
	/** The buffer that was searched last, and its kernel. */
	#buffer: ArrayBufferLike | undefined;
	#kernel: SearchKernel | undefined;

	/** @param ignoreCase Whether ASCII letters match in either case; other characters match only themselves. */
	constructor(needle: Uint8Array, ignoreCase: boolean) {
		const fold = needle.map(byte => ignoreCase && isLetter(byte) ? LETTER_FOLD : 0);
		const folded = needle.map((byte, i) => byte | fold[i]!);
		this.#length = needle.length;
		this.#isLong = needle.length > MAX_PATTERN_NEEDLE_BYTES;
		this.#exact = fold.includes(LETTER_FOLD) ? undefined : folded;
		this.#linear = new LinearSearch(folded, fold);
		this.#pattern = needle.length === 0 ? undefined : new SearchPattern(folded, fold);
	}

	/**
	 * Where the needle first begins in `bytes`, with all of it from `from` to `end - 1`; -1 if nowhere.
	 * An empty needle is found at once.
	 */
	find(bytes: Uint8Array, from: number, end: number): number {
		if (from + this.#length > end) return -1;
		if (this.#pattern === undefined) return from;
		const kernel = this.#kernelFor(bytes.buffer);
		if (kernel === undefined) return this.#findWithoutKernel(bytes, from, end);
		const base = bytes.byteOffset;
		const at = kernel.find(this.#pattern, base + from, base + end) - base;
		if (at < 0) return -1;
		// Of a long needle the kernel has found the beginning.
		return this.#isLong ? this.#linear.find(bytes, at, end) : at;
	}

	/**
	 * Finds which of the messages `from` to `to - 1` of the chunk have the needle in their raw text.
	 *
	 * @param into Gets their indices, ascending; it has room for all.
	 * @returns How many there are.
	 */
	selectContaining(chunk: Chunk, from: number, to: number, into: Uint32Array): number {
		const kernel = this.#kernelFor(chunk.bytes.buffer);
		let count = 0;
		if (kernel !== undefined && this.#pattern !== undefined) {
			const begun = kernel.select(this.#pattern, chunk, from, to, into);
			if (!this.#isLong) return begun;
			for (let k = 0; k < begun; k++) if (this.#isIn(chunk, into[k]!)) into[count++] = into[k]!;
		} else {
			for (let i = from; i < to; i++) if (this.#isIn(chunk, i)) into[count++] = i;
		}
		return count;
	}

	#isIn(chunk: Chunk, i: number): boolean {
		return this.find(chunk.bytes, chunk.start(i), chunk.end(i)) !== -1;
	}

	#findWithoutKernel(bytes: Uint8Array, from: number, end: number): number {
		// Node's search for a long needle takes the square of the time where nearly all of it stands everywhere.
		if (this.#exact === undefined || this.#isLong) return this.#linear.find(bytes, from, end);
		const at = Buffer.from(bytes.buffer, bytes.byteOffset + from, end - from).indexOf(this.#exact);
		return at === -1 ? -1 : from + at;
	}

	#kernelFor(buffer: ArrayBufferLike): SearchKernel | undefined {
		if (buffer !== this.#buffer) {
			this.#buffer = buffer;
			this.#kernel = searchKernelFor(buffer);
		}
		return this.#kernel;
	}
}

function isLetter(byte: number): boolean {
	const lower = byte | LETTER_FOLD;
	return lower >= 0x61 && lower <= 0x7a;
}
