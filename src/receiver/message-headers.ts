import {mapMemory} from '../libc/memory.js';

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
const VECTOR_LENGTH = 8;
/** Of each datagram: one for its first bytes, one for what is longer than was expected. */
const VECTORS = 2;
const VECTORS_AT = BATCH_DATAGRAMS * HEADER_BYTES;
/** From one datagram's address or control message to the next one's. */
const SENDER_BYTES = 32;
/** Room for a sockaddr_in6, 28 bytes. */
const NAME_BYTES = SENDER_BYTES;
/** Room for one control message: 16 bytes of header and a struct ucred of 12. */
const CONTROL_BYTES = SENDER_BYTES;
const CONTROL_LEVEL = 8;
const CONTROL_TYPE = 12;
const CONTROL_DATA = 16;
const CONTROL_HEADER_BYTES = 16;
const NAMES_AT = VECTORS_AT + BATCH_DATAGRAMS * VECTORS * VECTOR_BYTES;
const CONTROLS_AT = NAMES_AT + BATCH_DATAGRAMS * NAME_BYTES;

/**
 * What recvmmsg(2) is given, and what it says of each datagram: an array of `struct mmsghdr`, with room for vectors, addresses
 * and control messages. It lives in mapped memory, as the kernel writes to it, and allocates nothing.
 */
export class MessageHeaders {
	/** Address of the first header. */
	readonly address: number;
	/** 32-bit words of all of it, for those who read names and control messages. */
	readonly words: Uint32Array;
	/** Word at which the first datagram's sender stands, as `hasSameSender` compares them. */
	readonly #sendersAt: number;
	readonly #nameBytes: number;
	readonly #controlBytes: number;

	/** @param named Whether addresses are wanted; if not, there is room for a control message instead. */
	constructor(named: boolean) {
		this.#nameBytes = named ? NAME_BYTES : 0;
		this.#controlBytes = named ? 0 : CONTROL_BYTES;
		this.#sendersAt = (named ? NAMES_AT : CONTROLS_AT + CONTROL_LEVEL) >>> 2;
		const {address, buffer} = mapMemory(CONTROLS_AT + BATCH_DATAGRAMS * CONTROL_BYTES);
		this.address = address;
		this.words = new Uint32Array(buffer);
		for (let i = 0; i < BATCH_DATAGRAMS; i++) {
			const header = i * HEADER_BYTES;
			this.#point(header + HEADER_NAME, named ? address + NAMES_AT + i * NAME_BYTES : 0);
			this.#point(header + HEADER_VECTOR, address + vectorsAt(i));
			this.#point(header + HEADER_CONTROL, named ? 0 : address + CONTROLS_AT + i * CONTROL_BYTES);
		}
		this.reset(BATCH_DATAGRAMS);
	}

	/** Has the kernel write datagram `i` to `address`, `capacity` bytes at the most. */
	pointTo(i: number, address: number, capacity: number): void {
		this.#point(vectorsAt(i), address);
		this.words[(vectorsAt(i) + VECTOR_LENGTH) >>> 2] = capacity;
		this.words[(i * HEADER_BYTES + HEADER_VECTOR_COUNT) >>> 2] = 1;
	}

	/**
	 * Has the kernel write the first `count` datagrams one behind the other, `bytes` apart; and what is longer than that, `restBytes`
	 * at the most, to `rest`, `restStride` apart. Takes 5 ns each: they are written anew for each batch.
	 */
	pointInRow(count: number, address: number, bytes: number, rest: number, restStride: number, restBytes: number): void {
		const {words} = this;
		for (let i = 0, vector = VECTORS_AT >>> 2; i < count; i++, vector += VECTORS * VECTOR_BYTES >>> 2) {
			words[vector] = address;
			words[vector + 1] = address / 2 ** 32;
			words[vector + 2] = bytes;
			words[vector + 4] = rest;
			words[vector + 5] = rest / 2 ** 32;
			words[vector + 6] = restBytes;
			words[(i * HEADER_BYTES + HEADER_VECTOR_COUNT) >>> 2] = VECTORS;
			address += bytes;
			rest += restStride;
		}
	}

	/** Makes the first `count` headers ready again: the kernel has written to their length fields. */
	reset(count: number): void {
		for (let i = 0; i < count; i++) {
			const header = i * HEADER_BYTES;
			this.words[(header + HEADER_NAME_LENGTH) >>> 2] = this.#nameBytes;
			this.words[(header + HEADER_CONTROL_LENGTH) >>> 2] = this.#controlBytes;
		}
	}

	/** Bytes of datagram `i` that were kept. */
	length(i: number): number {
		return this.words[(i * HEADER_BYTES + HEADER_LENGTH) >>> 2]!;
	}

	/** The kernel's flags for datagram `i`: `MSG_TRUNC` when it was longer than its vectors. */
	flags(i: number): number {
		return this.words[(i * HEADER_BYTES + HEADER_FLAGS) >>> 2]!;
	}

	/** Word of `words` at which the sender's address of datagram `i` begins; zeros if addresses are not wanted. */
	name(i: number): number {
		return (NAMES_AT + i * NAME_BYTES) >>> 2;
	}

	/** Word of `words` at which the data of datagram `i`'s control message begin, or -1 if it has none of this type. */
	control(i: number, level: number, type: number): number {
		const control = (CONTROLS_AT + i * CONTROL_BYTES) >>> 2;
		if (this.#controlLength(i) < CONTROL_HEADER_BYTES) return -1;
		if (this.words[control + (CONTROL_LEVEL >>> 2)] !== level || this.words[control + (CONTROL_TYPE >>> 2)] !== type) return -1;
		return control + (CONTROL_DATA >>> 2);
	}

	/**
	 * Whether two datagrams came from the same sender: family, port and address (`sockaddr_in`, `sockaddr_in6`) are the same, or level
	 * and type of the control message, and process, user and group (`struct ucred`), which are six words each.
	 */
	hasSameSender(i: number, j: number): boolean {
		const {words} = this;
		const a = this.#sendersAt + i * (SENDER_BYTES >>> 2);
		const b = this.#sendersAt + j * (SENDER_BYTES >>> 2);
		const first = (words[a]! ^ words[b]!) | (words[a + 1]! ^ words[b + 1]!) | (words[a + 2]! ^ words[b + 2]!);
		const last = (words[a + 3]! ^ words[b + 3]!) | (words[a + 4]! ^ words[b + 4]!) | (words[a + 5]! ^ words[b + 5]!);
		return (first | last | (this.#controlLength(i) ^ this.#controlLength(j))) === 0;
	}

	/** Overwrites who sent datagram `i`, where addresses are wanted. */
	eraseName(i: number): void {
		this.words.fill(0, this.name(i), this.name(i) + (NAME_BYTES >>> 2));
	}

	#controlLength(i: number): number {
		return this.words[(i * HEADER_BYTES + HEADER_CONTROL_LENGTH) >>> 2]!;
	}

	#point(at: number, address: number): void {
		this.words[at >>> 2] = address;
		this.words[(at >>> 2) + 1] = address / 2 ** 32;
	}
}

function vectorsAt(i: number): number {
	return VECTORS_AT + i * VECTORS * VECTOR_BYTES;
}
