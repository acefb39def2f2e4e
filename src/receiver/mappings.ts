import type {MemoryLock} from '../memory-lock.js';
import {emptyMemory, mapMemory, type MappedMemory, renewMemory} from '../libc/memory.js';

/**
 * Mapped memory that is used again: the smallest piece with room enough. What is given back holds no memory, but keeps
 * its addresses, because views of it may still be lying about in some heap.
 */
export class Mappings {
	/** Sizes of all pieces there are, in bytes, by their addresses. */
	readonly #sizes = new Map<number, number>();
	readonly #spare = new Set<number>();
	readonly #lock: MemoryLock | undefined;

	/** @param lock Locks what is taken. */
	constructor(lock?: MemoryLock) {
		this.#lock = lock;
	}

	/**
	 * Zeroed memory.
	 *
	 * @param prepare May put a file behind its first bytes (`mapFile`), which `give` takes away again; what it throws is thrown.
	 * @throws SystemError where the system has none, LockError where it must be locked and cannot.
	 */
	take(bytes: number, prepare?: (mapped: MappedMemory) => void): MappedMemory {
		const mapped = this.#take(bytes);
		try {
			prepare?.(mapped);
			// A lock does not outlive what is mapped in its place.
			this.#lock?.add(mapped.buffer);
		} catch (error) {
			this.give(mapped);
			throw error;
		}
		return mapped;
	}

	#take(bytes: number): MappedMemory {
		const size = (address: number): number => this.#sizes.get(address)!;
		const [address] = [...this.#spare].filter(each => size(each) >= bytes).sort((a, b) => size(a) - size(b));
		if (address === undefined) {
			const mapped = mapMemory(bytes);
			this.#sizes.set(mapped.address, bytes);
			return mapped;
		}
		const mapped = renewMemory(address, bytes);
		this.#spare.delete(address);
		return mapped;
	}

	/** Takes memory back that nobody uses any more. */
	give({address, buffer}: MappedMemory): void {
		this.#lock?.remove(buffer);
		emptyMemory(address, this.#sizes.get(address)!);
		this.#spare.add(address);
	}
}
