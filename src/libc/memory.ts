import koffi from 'koffi';
import {c, SystemError} from './calls.js';

const PROT_READ = 1;
const PROT_READ_WRITE = 3;
const MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x4022;
const MAP_FIXED = 0x10;
const MAP_SHARED = 0x01;
const MAP_POPULATE = 0x8000;
const MADV_DONTDUMP = 16;

/** Memory outside the JavaScript heap, at an address that never changes. */
export interface MappedMemory {
	readonly address: number;
	readonly buffer: ArrayBuffer;
}

/** Maps zeroed memory, which becomes resident page by page as it is touched. It is never unmapped: see `emptyMemory`. */
export function mapMemory(bytes: number): MappedMemory {
	const pointer = c.mmap(null, bytes, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0) as bigint | null;
	if (pointer === null || BigInt.asIntN(64, pointer) === -1n) throw new SystemError(`mmap of ${bytes} bytes`);
	return keepFromDumps(viewMemory(Number(pointer), bytes));
}

/**
 * Gives mapped memory back to the system, with all that stands in it. The addresses stay taken: whoever still reads there
 * reads zeros, and does not end the process. `renewMemory` makes it memory again.
 */
export function emptyMemory(address: number, bytes: number): void {
	// Mapped anew and not only told MADV_DONTNEED: what cannot be written does not count where memory is not overcommitted.
	const pointer = c.mmap(address, bytes, PROT_READ, MAP_PRIVATE_ANONYMOUS_NORESERVE | MAP_FIXED, -1, 0) as bigint | null;
	if (pointer === null || BigInt.asIntN(64, pointer) === -1n) throw new SystemError(`mmap of ${bytes} bytes`);
}

/** Makes memory that was emptied writable again; it is zeroed. */
export function renewMemory(address: number, bytes: number): MappedMemory {
	if (c.mprotect(address, bytes, PROT_READ_WRITE) === -1) throw new SystemError(`mprotect of ${bytes} bytes`);
	return keepFromDumps(viewMemory(address, bytes));
}

/** The same memory as another thread of this process has mapped. */
export function viewMemory(address: number, bytes: number): MappedMemory {
	return {address, buffer: koffi.view(BigInt(address), bytes)};
}

/**
 * Puts the first bytes of a file where memory from `mapMemory` is: what is written there is in the file, and outlives the
 * process.
 *
 * @param address A multiple of the page size.
 * @param bytes Likewise; the file has as many.
 * @param isTouched Whether all of it is touched at once, which otherwise costs something whenever a page is touched first.
 */
export function mapFile(address: number, bytes: number, fd: number, isTouched: boolean): void {
	const flags = MAP_SHARED | MAP_FIXED | (isTouched ? MAP_POPULATE : 0);
	const pointer = c.mmap(address, bytes, PROT_READ_WRITE, flags, fd, 0) as bigint | null;
	if (pointer === null || BigInt.asIntN(64, pointer) === -1n) throw new SystemError(`mmap of ${bytes} bytes`);
	c.madvise(address, bytes, MADV_DONTDUMP);
}

/** Also who dumps the process from outside leaves this memory out, as gcore does. A kernel that cannot does nothing. */
function keepFromDumps(memory: MappedMemory): MappedMemory {
	c.madvise(memory.address, memory.buffer.byteLength, MADV_DONTDUMP);
	return memory;
}
