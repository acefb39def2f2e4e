import {readFileSync} from 'node:fs';
import {Chunk} from '../../hub/chunk.js';
import {PATTERN_BYTES, type SearchPattern} from './search-pattern.js';

/** Patterns that stand in a memory at the same time. */
const PATTERN_SLOTS = 64;
/** Where the kernel writes the messages that it selects, behind the patterns. */
const SELECTED_AT = PATTERN_SLOTS * PATTERN_BYTES;
/** Messages that one call of the kernel selects at the most. */
const MAX_SELECTED = 4096;
const PAGE_BYTES = 64 * 1024;
/** Where the chunk begins: the page behind the patterns and the selected messages. */
const CHUNK_AT = PAGE_BYTES;
/** The kernel's addresses are signed. */
const MAX_MEMORY_BYTES = 2 ** 31 - PAGE_BYTES;

/** `src/query/search` and `dist/query/search` lie equally deep: both find what the build made. */
const KERNEL_FILE = new URL('../../../dist/query/search/search.wasm', import.meta.url);

/** Makes the chunks that can be searched at memory speed. Each thread has one. */
export function searchMemory(): SearchMemory {
	return (memoryOfThread ??= new SearchMemory());
}

/** The kernel for bytes of this buffer; undefined when it belongs to no chunk that `SearchMemory` made. */
export function kernelFor(buffer: ArrayBufferLike): SearchKernel | undefined {
	return kernels.get(buffer);
}

let memoryOfThread: SearchMemory | undefined;
const kernels = new WeakMap<ArrayBufferLike, SearchKernel>();

/** See `searchMemory`. */
export class SearchMemory {
	#module: object | undefined;

	/**
	 * A new chunk, in memory where a kernel searches. Where there can be none, a chunk like any other: under a limit
	 * of address space (the engine reserves 10 GB for each chunk, and touches what the chunk has), without SIMD, or
	 * without a compiler.
	 *
	 * @param capacityBytes A multiple of 8. For reading from a hub, the size of its blocks.
	 */
	chunk(capacityBytes: number): Chunk {
		const kernel = this.#kernel(capacityBytes);
		if (kernel === undefined) return new Chunk(capacityBytes);
		kernels.set(kernel.buffer, kernel);
		return new Chunk(capacityBytes, kernel.buffer, CHUNK_AT);
	}

	#kernel(capacityBytes: number): SearchKernel | undefined {
		const bytes = CHUNK_AT + Math.ceil(capacityBytes / PAGE_BYTES) * PAGE_BYTES;
		if (typeof WebAssembly === 'undefined' || bytes > MAX_MEMORY_BYTES) return undefined;
		try {
			// Never grown: that would take the chunk's bytes away. Made first: where there is address space for it,
			// there is for the code too, and for want of the latter the engine would end the process.
			const memory = new WebAssembly.Memory({initial: bytes / PAGE_BYTES, maximum: bytes / PAGE_BYTES});
			this.#module ??= new WebAssembly.Module(readFileSync(KERNEL_FILE));
			const {exports} = new WebAssembly.Instance(this.#module, {search: {memory}});
			return new SearchKernel(memory.buffer, exports);
		} catch (error) {
			if (error instanceof RangeError || error instanceof WebAssembly.CompileError) return undefined;
			throw error;
		}
	}
}

/** Searches one memory. Positions are addresses in that memory. */
export class SearchKernel {
	readonly buffer: ArrayBuffer;
	readonly #exports: KernelExports;
	readonly #bytes: Uint8Array;
	readonly #selected: Uint32Array;
	readonly #patterns = new Array<SearchPattern | undefined>(PATTERN_SLOTS).fill(undefined);

	constructor(buffer: ArrayBuffer, exports: KernelExports) {
		this.buffer = buffer;
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
		const at = slot * PATTERN_BYTES;
		if (this.#patterns[slot] !== pattern) {
			this.#bytes.set(pattern.bytes, at);
			this.#patterns[slot] = pattern;
		}
		return at;
	}
}

/** What search.wat exports; it says what the parameters mean. */
interface KernelExports {
	find(pattern: number, from: number, end: number): number;
	select(pattern: number, base: number, start: number, entry: number, count: number, into: number, room: number): number;
}

/** What is used here of WebAssembly, which TypeScript knows from browsers only. Node has none under `--jitless`. */
declare const WebAssembly: undefined | {
	Memory: new (size: {initial: number; maximum: number}) => {readonly buffer: ArrayBuffer};
	Module: new (binary: Uint8Array) => object;
	Instance: new (module: object, imports: object) => {readonly exports: KernelExports};
	CompileError: ErrorConstructor;
};
