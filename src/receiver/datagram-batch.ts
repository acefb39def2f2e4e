import {mapMemory, receiveMany} from '../libc.js';

/** Datagrams read by one system call at the most. */
export const BATCH_DATAGRAMS = 128;

// struct mmsghdr, with the offsets of 64-bit Linux.
const HEADER_BYTES = 64;
const HEADER_NAME = 0;
const HEADER_NAME_LENGTH = 8;
const HEADER_VECTOR = 16;
const HEADER_VECTOR_COUNT = 24;
const HEADER_CONTROL = 32;
const HEADER_CONTROL_LENGTH = 40;
const HEADER_FLAGS = 48;
const HEADER_LENGTH = 56;
const VECTOR_BYTES = 16;
/** Room for a sockaddr_in6, 28 bytes. */
const NAME_BYTES = 32;
/** Room for one control message: 16 bytes of header and a struct ucred of 12. */
const CONTROL_BYTES = 32;
const CONTROL_LEVEL = 8;
const CONTROL_TYPE = 12;
const CONTROL_DATA = 16;
const CONTROL_HEADER_BYTES = 16;

/** Where datagrams are put: `BATCH_DATAGRAMS` slots, `stride` bytes apart. The place may change: see `pointToSlots`. */
export interface Slots {
	/** Address of the first slot. */
	readonly address: number;
	/** Its offset within the hub's memory. */
	readonly offset: number;
	/** From one slot to the next, in bytes. */
	readonly stride: number;
	/** Bytes that a slot holds. */
	readonly capacity: number;
}

/**
 * The vectors that recvmmsg(2) fills, for one socket. They live in mapped memory, as the kernel writes to them;
 * a batch allocates nothing.
 */
export class DatagramBatch {
	/** 32-bit words of the batch's memory, for those who read names and control messages. */
	readonly words: Uint32Array;
	readonly #view: DataView;
	readonly #address: number;
	readonly #slots: Slots;
	readonly #namesAt: number;
	readonly #controlsAt: number;
	readonly #nameBytes: number;
	readonly #controlBytes: number;

	/**
	 * @param named Whether senders' addresses are wanted, which on a unix socket cost 3 % and say nothing; if not, there is
	 * room for a control message instead, which on a UDP socket none comes with.
	 */
	constructor(slots: Slots, named: boolean) {
		const count = BATCH_DATAGRAMS;
		const vectorsAt = count * HEADER_BYTES;
		this.#slots = slots;
		this.#nameBytes = named ? NAME_BYTES : 0;
		this.#controlBytes = named ? 0 : CONTROL_BYTES;
		this.#namesAt = vectorsAt + count * VECTOR_BYTES;
		this.#controlsAt = this.#namesAt + count * NAME_BYTES;
		const memory = mapMemory(this.#controlsAt + count * CONTROL_BYTES);
		this.#address = memory.address;
		this.words = new Uint32Array(memory.buffer);
		this.#view = new DataView(memory.buffer);
		for (let i = 0; i < count; i++) {
			const header = i * HEADER_BYTES;
			const vector = vectorsAt + i * VECTOR_BYTES;
			this.#point(header + HEADER_NAME, named ? memory.address + this.#namesAt + i * NAME_BYTES : 0);
			this.#point(header + HEADER_VECTOR, memory.address + vector);
			this.#point(header + HEADER_VECTOR_COUNT, 1);
			this.#point(header + HEADER_CONTROL, named ? 0 : memory.address + this.#controlsAt + i * CONTROL_BYTES);
			this.#point(vector + 8, slots.capacity);
			this.#reset(i);
		}
		this.pointToSlots();
	}

	/** Has the kernel write to where the slots are now. */
	pointToSlots(): void {
		const {address, stride} = this.#slots;
		for (let i = 0; i < BATCH_DATAGRAMS; i++) this.#point(BATCH_DATAGRAMS * HEADER_BYTES + i * VECTOR_BYTES, address + i * stride);
	}

	/** Reads what waits in the socket; returns the number of datagrams, 0 for none, -1 for an error of the socket. */
	receive(fd: number): number {
		return receiveMany(fd, this.#address, BATCH_DATAGRAMS);
	}

	/** Where datagram `i` stands in the hub's memory. */
	offset(i: number): number {
		return this.#slots.offset + i * this.#slots.stride;
	}

	/** Bytes of datagram `i` that were kept. */
	length(i: number): number {
		return this.words[(i * HEADER_BYTES + HEADER_LENGTH) >>> 2]!;
	}

	/** The kernel's flags for datagram `i`: `MSG_TRUNC` when it was longer than a slot. */
	flags(i: number): number {
		return this.words[(i * HEADER_BYTES + HEADER_FLAGS) >>> 2]!;
	}

	/** Word of `words` at which the sender's address of datagram `i` begins; zeros if addresses are not wanted. */
	name(i: number): number {
		return (this.#namesAt + i * NAME_BYTES) >>> 2;
	}

	/** Word of `words` at which the data of datagram `i`'s control message begin, or -1 if it has none of this type. */
	control(i: number, level: number, type: number): number {
		const control = (this.#controlsAt + i * CONTROL_BYTES) >>> 2;
		if (this.words[(i * HEADER_BYTES + HEADER_CONTROL_LENGTH) >>> 2]! < CONTROL_HEADER_BYTES) return -1;
		if (this.words[control + (CONTROL_LEVEL >>> 2)] !== level || this.words[control + (CONTROL_TYPE >>> 2)] !== type) return -1;
		return control + (CONTROL_DATA >>> 2);
	}

	/** Makes the first `count` vectors ready again: the kernel has written to their length fields. */
	reset(count: number): void {
		for (let i = 0; i < count; i++) this.#reset(i);
	}

	#point(at: number, address: number): void {
		this.#view.setBigUint64(at, BigInt(address), true);
	}

	#reset(i: number): void {
		const header = i * HEADER_BYTES;
		this.words[(header + HEADER_NAME_LENGTH) >>> 2] = this.#nameBytes;
		this.words[(header + HEADER_CONTROL_LENGTH) >>> 2] = this.#controlBytes;
	}
}
