import type {SegmentFacts} from './segment.js';
import {WakeUp} from './wake-up.js';

/** Packed blocks that wait for the receiver, which takes them when something comes: as many as are packed in one go. */
const SLOTS = 8;
const CONTROL_BYTES = 64;
const WAKE_UP_AT = 32;
/** Numbers of a slot before its bytes: those of `PackedBlock`. */
const SLOT_HEADER_BYTES = 128;

const PUT = 0;
const TAKEN = 1;

/** A block that has been packed. */
export interface PackedBlock extends SegmentFacts {
	/** Sequence number of the first message of the block it was made of, which names that block. */
	blockFirst: number;
	/** 0 for a segment; else what was packed are so many segments, compacted, and the bytes are those of a whole block. */
	segments: number;
}

const FIELDS = [
	'blockFirst', 'first', 'earliestUs', 'latestUs', 'packedBytes', 'count', 'textBytes', 'severities', 'segments', 'checksum',
] as const satisfies readonly (keyof PackedBlock)[];

/**
 * Brings packed blocks to the receiver thread, the only one that may write them into the ring. One thread puts, one
 * takes. A packed block of 0 bytes says that this block cannot be compressed, or compacted.
 */
export class PackedQueue {
	/** Hand this to the other thread. */
	readonly shared: SharedArrayBuffer;
	/** Signalled when there may be more to pack, or more room. */
	readonly wakeUp: WakeUp;
	readonly #control: Int32Array;
	readonly #numbers: Float64Array;
	readonly #bytes: Uint8Array;
	readonly #slotBytes: number;

	/** @param memory What another `PackedQueue` has as `shared`, or the most bytes that a packed block may have. */
	constructor(memory: SharedArrayBuffer | number) {
		this.shared = typeof memory === 'number'
			? new SharedArrayBuffer(CONTROL_BYTES + SLOTS * (SLOT_HEADER_BYTES + Math.ceil(memory / 8) * 8))
			: memory;
		this.wakeUp = new WakeUp(this.shared, WAKE_UP_AT);
		this.#control = new Int32Array(this.shared, 0, 2);
		this.#numbers = new Float64Array(this.shared);
		this.#bytes = new Uint8Array(this.shared);
		this.#slotBytes = (this.shared.byteLength - CONTROL_BYTES) / SLOTS;
	}

	/** Whether there is room for one more. */
	get hasRoom(): boolean {
		return Atomics.load(this.#control, PUT) - Atomics.load(this.#control, TAKEN) < SLOTS;
	}

	/** Whether one waits to be taken. */
	get hasNext(): boolean {
		return Atomics.load(this.#control, PUT) !== Atomics.load(this.#control, TAKEN);
	}

	/** Where the bytes of the next block to be put belong. Only where there is room. */
	get room(): Uint8Array {
		return this.#bytesOf(Atomics.load(this.#control, PUT));
	}

	/** Puts a block, whose bytes are in `room`. */
	put(block: PackedBlock): void {
		const slot = this.#slotAt(Atomics.load(this.#control, PUT)) >>> 3;
		for (const [i, name] of FIELDS.entries()) this.#numbers[slot + i] = block[name];
		Atomics.add(this.#control, PUT, 1);
	}

	/** What the oldest says. Only where there is one. */
	get next(): PackedBlock {
		const slot = this.#slotAt(Atomics.load(this.#control, TAKEN)) >>> 3;
		return Object.fromEntries(FIELDS.map((name, i) => [name, this.#numbers[slot + i]!])) as unknown as PackedBlock;
	}

	/** The bytes of the oldest, and what else its slot holds. Only where there is one. */
	get nextBytes(): Uint8Array {
		return this.#bytesOf(Atomics.load(this.#control, TAKEN));
	}

	/** Overwrites the oldest's bytes, and makes room. */
	drop(): void {
		this.nextBytes.fill(0, 0, this.next.packedBytes);
		Atomics.add(this.#control, TAKEN, 1);
	}

	#slotAt(number: number): number {
		return CONTROL_BYTES + (number % SLOTS) * this.#slotBytes;
	}

	#bytesOf(number: number): Uint8Array {
		const at = this.#slotAt(number);
		return this.#bytes.subarray(at + SLOT_HEADER_BYTES, at + this.#slotBytes);
	}
}
