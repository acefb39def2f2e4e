import type {Chunk} from '../../hub/chunk.js';
import {type Kernel, type KernelExports, kernelFor, SEARCH_AT} from '../../kernel/kernel-memory.js';
import {PATTERN_BYTES, type SearchPattern} from './search-pattern.js';

/** Patterns that stand in a memory at the same time. */
const PATTERN_SLOTS = 64;
/** Where the kernel writes the messages that it selects, behind the patterns. */
const SELECTED_AT = SEARCH_AT + PATTERN_SLOTS * PATTERN_BYTES;
/** Messages that one call of the kernel selects at the most. */
const MAX_SELECTED = 4096;

const searches = new WeakMap<Kernel, SearchKernel>();

/** What searches bytes of this buffer; undefined where no kernel can. */
export function searchKernelFor(buffer: ArrayBufferLike): SearchKernel | undefined {
	const kernel = kernelFor(buffer);
	if (kernel === undefined) return undefined;
	const search = searches.get(kernel) ?? new SearchKernel(kernel);
	searches.set(kernel, search);
	return search;
}

/** Searches one memory. Positions are addresses in that memory. */
export class SearchKernel {
	readonly #exports: KernelExports;
	readonly #bytes: Uint8Array;
	readonly #selected: Uint32Array;
	readonly #patterns = new Array<SearchPattern | undefined>(PATTERN_SLOTS).fill(undefined);

	constructor({buffer, exports}: Kernel) {
		this.#exports = exports;
		this.#bytes = new Uint8Array(buffer);
		this.#selected = new Uint32Array(buffer, SELECTED_AT, MAX_SELECTED);
	}

	/** Where the pattern first begins, with all of it from `from` to `end - 1`; -1 if nowhere. */
	find(pattern: SearchPattern, from: number, end: number): number {
		return this.#exports.find(this.#place(pattern), from, end);
	}

	/** Writes to `into` which of the messages `from` to `to - 1` have the pattern in them; returns how many. */
	select(pattern: SearchPattern, chunk: Chunk, from: number, to: number, into: Uint32Array): number {
		const at = this.#place(pattern);
		const base = chunk.bytes.byteOffset;
		const selected = this.#selected;
		let count = 0;
		for (let first = from; first < to; first = into[count - 1]! + 1) {
			const more = this.#exports.select(
				at, base, base + chunk.start(first), base + chunk.entry(first), to - first, SELECTED_AT, MAX_SELECTED,
			);
			for (let i = 0; i < more; i++) into[count + i] = first + selected[i]!;
			count += more;
			if (more < MAX_SELECTED) break;
		}
		return count;
	}

	/** Puts the pattern into its place, if it is not there, and tells its address. */
	#place(pattern: SearchPattern): number {
		const slot = pattern.number % PATTERN_SLOTS;
		const at = SEARCH_AT + slot * PATTERN_BYTES;
		if (this.#patterns[slot] !== pattern) {
			this.#bytes.set(pattern.bytes, at);
			this.#patterns[slot] = pattern;
		}
		return at;
	}
}
