import {readFileSync} from 'node:fs';
import {builtFile} from '../built/built-file.js';
import {Chunk} from '../hub/chunk.js';

const PAGE_BYTES = 64 * 1024;
/** Room for whoever searches: the first page. */
export const SEARCH_AT = 0;
/** Room for whoever takes messages apart: the second page. kernel.wat says what stands there. */
export const MESSAGES_AT = PAGE_BYTES;
/** The upper half of that page, for the numbers of a chunk's messages: `sequenceIds`. */
export const SEQUENCES_AT = MESSAGES_AT + PAGE_BYTES / 2;
/** Where the chunk begins. Behind it there is output, so that the kernel may read some bytes more than the chunk has. */
const CHUNK_AT = 2 * PAGE_BYTES;
/** Outputs that are made at the same time, as a rule. */
const OUTPUTS = 2;
/** Bytes of each output: twice the text that one piece of a dump is made from. */
export const OUTPUT_BYTES = 512 * 1024;
/** The kernel's addresses are signed. */
const MAX_MEMORY_BYTES = 2 ** 31 - PAGE_BYTES;

const KERNEL_FILE = builtFile('kernel/kernel.wasm');

/** A kernel, and the memory that it works in. Positions are addresses in that memory. */
export interface Kernel {
	readonly buffer: ArrayBuffer;
	readonly exports: KernelExports;
	/** Memory that the kernel can write into, for pieces of output. Only what is used is ever backed. */
	readonly outputs: readonly Uint8Array[];
}

/** What the files in `parts` export; they say what the parameters mean. */
export interface KernelExports {
	find(pattern: number, from: number, end: number): number;
	select(pattern: number, base: number, start: number, entry: number, count: number, into: number, room: number): number;
	parse(start: number, end: number, entry: number): number;
	syslog(base: number, start: number, entry: number, count: number, into: number, limit: number): number;
	json(base: number, start: number, entry: number, count: number, into: number, limit: number): number;
	sequenceIds(base: number, start: number, entry: number, count: number, into: number): number;
}

const kernels = new WeakMap<ArrayBufferLike, Kernel>();
let module: object | undefined;

/**
 * A new chunk, in memory where a kernel works. Where there can be none, a chunk like any other: under a limit of address
 * space (the engine reserves 10 GB for each chunk, and touches what is used), without SIMD, or without a compiler.
 *
 * @param capacityBytes A multiple of 8. For reading from a hub, the size of its blocks.
 */
export function kernelChunk(capacityBytes: number): Chunk {
	// Outputs begin with a page: the system's own copy of one that does not takes twice the time.
	const kernel = createKernel(CHUNK_AT + Math.ceil(capacityBytes / PAGE_BYTES) * PAGE_BYTES);
	if (kernel === undefined) return new Chunk(capacityBytes);
	kernels.set(kernel.buffer, kernel);
	return new Chunk(capacityBytes, kernel.buffer, CHUNK_AT);
}

/** The kernel for bytes of this buffer; undefined when it belongs to no chunk that `kernelChunk` made. */
export function kernelFor(buffer: ArrayBufferLike): Kernel | undefined {
	return kernels.get(buffer);
}

/** Memory for pieces of output: where the chunk's kernel can write, if it has one. */
export function outputsFor({bytes}: Chunk): readonly Uint8Array[] {
	return kernelFor(bytes.buffer)?.outputs ?? Array.from({length: OUTPUTS}, () => new Uint8Array(OUTPUT_BYTES));
}

function createKernel(outputsAt: number): Kernel | undefined {
	const pages = Math.ceil((outputsAt + OUTPUTS * OUTPUT_BYTES) / PAGE_BYTES);
	if (typeof WebAssembly === 'undefined' || pages * PAGE_BYTES > MAX_MEMORY_BYTES) return undefined;
	try {
		// Never grown: that would take the chunk's bytes away. Made first: where there is address space for it, there is
		// for the code too, and for want of the latter the engine would end the process.
		const memory = new WebAssembly.Memory({initial: pages, maximum: pages});
		module ??= new WebAssembly.Module(readFileSync(KERNEL_FILE));
		const {buffer} = memory;
		const {exports} = new WebAssembly.Instance(module, {kernel: {memory}});
		const outputs = Array.from({length: OUTPUTS}, (_, i) => new Uint8Array(buffer, outputsAt + i * OUTPUT_BYTES, OUTPUT_BYTES));
		return {buffer, exports, outputs};
	} catch (error) {
		if (error instanceof RangeError || error instanceof WebAssembly.CompileError) return undefined;
		throw error;
	}
}

/** What is used here of WebAssembly, which TypeScript knows from browsers only. Node has none under `--jitless`. */
declare const WebAssembly: undefined | {
	Memory: new (size: {initial: number; maximum: number}) => {readonly buffer: ArrayBuffer};
	Module: new (binary: Uint8Array) => object;
	Instance: new (module: object, imports: object) => {readonly exports: KernelExports};
	CompileError: ErrorConstructor;
};
