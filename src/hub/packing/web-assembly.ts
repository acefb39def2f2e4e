import {readFileSync} from 'node:fs';
import {builtFile} from '../../built/built-file.js';

export const PAGE_BYTES = 64 * 1024;
/** A page of the operating system. */
const ZEROS = new Uint8Array(4096);

/** Up to the next whole page. */
export function wholePages(bytes: number): number {
	return Math.ceil(bytes / PAGE_BYTES) * PAGE_BYTES;
}

/**
 * Memory of so many bytes.
 *
 * @throws RangeError where the engine cannot have the address space: it reserves 10 GB for each memory.
 */
export function newMemory(bytes: number): {buffer: ArrayBuffer} {
	const pages = wholePages(bytes) / PAGE_BYTES;
	return new WebAssembly.Memory({initial: pages, maximum: pages});
}

/** Overwrites memory with zeros, but for what is zero already: where nothing was ever written, no memory is taken up. */
export function wipe(bytes: Uint8Array): void {
	for (let at = 0; at < bytes.length; at += ZEROS.length) {
		const page = bytes.subarray(at, at + ZEROS.length);
		if (Buffer.compare(page, ZEROS.subarray(0, page.length)) !== 0) page.fill(0);
	}
}

/**
 * Loads a kernel that the build has made.
 *
 * @param name Of its file, without the ending.
 * @param packing What it imports.
 */
export function loadKernel(name: string, packing: Record<string, unknown>): object {
	const bytes = readFileSync(builtFile(`hub/packing/${name}.wasm`));
	return new WebAssembly.Instance(new WebAssembly.Module(bytes), {packing}).exports;
}

/** What is used here of WebAssembly, which TypeScript knows from browsers only. */
declare const WebAssembly: {
	Memory: new (descriptor: {initial: number; maximum: number}) => {buffer: ArrayBuffer};
	Module: new (bytes: Uint8Array) => object;
	Instance: new (module: object, imports: Record<string, Record<string, unknown>>) => {exports: object};
};
