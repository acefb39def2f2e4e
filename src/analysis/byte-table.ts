import {randomFillSync} from 'node:crypto';

/** Longest bytes that a table can hold. */
export const MAX_KEY_BYTES = 4096;

/**
 * Multilinear hashing (Lemire and Kaser, "Strongly universal string hashing is fast", 2014): the sum of each byte times
 * a random number of its position. The upper 25 bits are strongly universal, so nobody can send bytes that collide
 * without knowing the numbers; and unlike in a chain of multiplications, no step waits for the one before.
 */
const FACTORS = randomFillSync(new Int32Array(MAX_KEY_BYTES + 1));

const MIN_SLOT_BITS = 6;
const FIRST_ARENA_BYTES = 1024;

/**
 * Numbers byte strings from 0 on, in the order of their arrival: an open-addressing hash table in typed arrays. To find
 * what is there allocates nothing.
 */
export class ByteTable {
	/** How many there are. */
	size = 0;
	#slotBits = MIN_SLOT_BITS;
	/** Number plus 1 of what hashes to a slot, or to one before that was taken; 0 where nothing does. */
	#slots = new Int32Array(1 << MIN_SLOT_BITS);
	#hashes = new Int32Array(1 << (MIN_SLOT_BITS - 1));
	/** Where the bytes of each end in the arena. */
	#ends = new Uint32Array(1 << (MIN_SLOT_BITS - 1));
	#arena = new Uint8Array(FIRST_ARENA_BYTES);

	/** Number of `bytes[start]` to `bytes[end - 1]`, at most `MAX_KEY_BYTES`; -1 if they are not in the table. */
	find(bytes: Uint8Array, start: number, end: number): number {
		const hash = hashOf(bytes, start, end);
		const last = this.#slots.length - 1;
		let slot = hash >>> (32 - this.#slotBits);
		for (;;) {
			const id = this.#slots[slot]! - 1;
			if (id === -1) return -1;
			if (this.#hashes[id] === hash && this.#holds(id, bytes, start, end)) return id;
			slot = (slot + 1) & last;
		}
	}

	/** Takes in bytes that are not in the table; returns their number. */
	add(bytes: Uint8Array, start: number, end: number): number {
		const id = this.size;
		if (id === this.#hashes.length) this.#grow();
		const at = this.start(id);
		if (at + end - start > this.#arena.length) this.#growArena(at + end - start);
		for (let i = start; i < end; i++) this.#arena[at + i - start] = bytes[i]!;
		this.#ends[id] = at + end - start;
		this.#hashes[id] = hashOf(bytes, start, end);
		this.size++;
		this.#link(id);
		return id;
	}

	/** All the bytes, one after another; those of `id` from `start(id)` to `end(id)`. Valid until the next `add`. */
	get arena(): Uint8Array {
		return this.#arena;
	}

	start(id: number): number {
		return id === 0 ? 0 : this.#ends[id - 1]!;
	}

	end(id: number): number {
		return this.#ends[id]!;
	}

	/** Forgets everything but `ids`, ascending, which are numbered anew in their order. */
	keep(ids: Uint32Array): void {
		const arena = this.#arena;
		const ends = this.#ends.slice(0, this.size);
		let to = 0;
		// Plain loops: a rebuild may move 100,000 short strings, and copyWithin costs more than that for each.
		for (let id = 0; id < ids.length; id++) {
			const old = ids[id]!;
			const end = ends[old]!;
			for (let from = old === 0 ? 0 : ends[old - 1]!; from < end; from++) arena[to++] = arena[from]!;
			this.#ends[id] = to;
			this.#hashes[id] = this.#hashes[old]!;
		}
		this.size = ids.length;
		this.#linkAll();
	}

	/** Forgets everything. */
	clear(): void {
		this.size = 0;
		this.#slots.fill(0);
	}

	#holds(id: number, bytes: Uint8Array, start: number, end: number): boolean {
		const at = this.start(id);
		if (this.#ends[id]! - at !== end - start) return false;
		for (let i = start; i < end; i++) {
			if (this.#arena[at + i - start] !== bytes[i]) return false;
		}
		return true;
	}

	#link(id: number): void {
		const last = this.#slots.length - 1;
		let slot = this.#hashes[id]! >>> (32 - this.#slotBits);
		while (this.#slots[slot] !== 0) slot = (slot + 1) & last;
		this.#slots[slot] = id + 1;
	}

	#linkAll(): void {
		this.#slots.fill(0);
		for (let id = 0; id < this.size; id++) this.#link(id);
	}

	/** Doubles the table: half of the slots at most are taken. */
	#grow(): void {
		this.#slotBits++;
		this.#slots = new Int32Array(1 << this.#slotBits);
		this.#hashes = grown(this.#hashes, new Int32Array(1 << (this.#slotBits - 1)));
		this.#ends = grown(this.#ends, new Uint32Array(1 << (this.#slotBits - 1)));
		this.#linkAll();
	}

	#growArena(needed: number): void {
		this.#arena = grown(this.#arena, new Uint8Array(Math.max(needed, this.#arena.length * 2)));
	}
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
	// The last number belongs to an end mark, without which "a" and "a\0" would collide.
	let hash = FACTORS[end - start]!;
	for (let i = start; i < end; i++) hash = (hash + Math.imul(FACTORS[i - start]!, bytes[i]!)) | 0;
	return hash;
}

function grown<T extends Uint8Array | Uint32Array | Int32Array>(from: T, into: T): T {
	into.set(from);
	return into;
}
