import {ENTRY_BYTES} from '../hub/entry.js';
import {PlacedRun} from '../hub/placed-run.js';
import {mapMemory} from '../libc/memory.js';
import {MSG_TRUNC, receiveMany} from '../libc/sockets.js';
import {endsLine, trimmedEnd} from '../syslog/datagram.js';
import {readPriority} from '../syslog/priority.js';

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

/** Where datagrams are put: `BATCH_DATAGRAMS` slots, `stride` bytes apart. The place may change: see `forgetSlots`. */
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

/** Where datagrams are received that are expected to be equally long: places one right behind the other, in a block. */
export interface Places {
	/** Where the first one begins, in the hub's memory. */
	readonly at: number;
	/** Bytes free from there on, for texts and their entries. */
	readonly room: number;
	/** Bytes of each: enough for a datagram, and for an LF behind its text, if it is no longer than expected. */
	readonly placeBytes: number;
	/** More places than this are not wanted. */
	readonly most: number;
}

/**
 * The vectors that recvmmsg(2) fills, for one socket. They live in mapped memory, as the kernel writes to them;
 * a batch allocates nothing.
 *
 * Datagrams go into slots. Or, where their length can be told in advance, the first of them go to places one right behind
 * the other in the block that is being filled, where they stay if they are as long as was expected:
 *
 *   a block:   … text LF | place 0 | place 1 | place 2 | …     ← room for their entries | entry, entry, …
 *   slots:                                        slot 3
 */
export class DatagramBatch {
	/** 32-bit words of the batch's memory, for those who read names and control messages. */
	readonly words: Uint32Array;
	readonly #address: number;
	readonly #slots: Slots;
	/** How many of the datagrams, the first ones, are at their places and not in their slots. */
	#placed = 0;
	#placesAt = 0;
	#placeBytes = 0;
	#pointsToSlots = false;
	readonly #run = new PlacedRun(BATCH_DATAGRAMS);
	readonly #erases: boolean;
	readonly #namesAt: number;
	readonly #controlsAt: number;
	/** Word of `words` at which the first datagram's sender stands, as `isSameSender` compares them. */
	readonly #sendersAt: number;
	readonly #nameBytes: number;
	readonly #controlBytes: number;

	/**
	 * @param named Whether senders' addresses are wanted, which on a unix socket cost 3 % and say nothing; if not, there is
	 * room for a control message instead, which on a UDP socket none comes with.
	 * @param erases Whether nothing may be left where datagrams stood that were moved, so that `erase` leaves nothing at all.
	 */
	constructor(slots: Slots, named: boolean, erases = false) {
		this.#erases = erases;
		const count = BATCH_DATAGRAMS;
		this.#slots = slots;
		this.#nameBytes = named ? NAME_BYTES : 0;
		this.#controlBytes = named ? 0 : CONTROL_BYTES;
		this.#namesAt = VECTORS_AT + count * VECTORS * VECTOR_BYTES;
		this.#controlsAt = this.#namesAt + count * NAME_BYTES;
		const memory = mapMemory(this.#controlsAt + count * CONTROL_BYTES);
		this.#address = memory.address;
		this.words = new Uint32Array(memory.buffer);
		this.#sendersAt = (named ? this.#namesAt : this.#controlsAt + CONTROL_LEVEL) >>> 2;
		for (let i = 0; i < count; i++) {
			const header = i * HEADER_BYTES;
			this.#point(header + HEADER_NAME, named ? memory.address + this.#namesAt + i * NAME_BYTES : 0);
			this.#point(header + HEADER_VECTOR, memory.address + vectorsAt(i));
			this.#point(header + HEADER_CONTROL, named ? 0 : memory.address + this.#controlsAt + i * CONTROL_BYTES);
			this.#reset(i);
		}
	}

	/** To be called when the slots have moved. */
	forgetSlots(): void {
		this.#pointsToSlots = false;
	}

	/** Reads what waits in the socket; returns the number of datagrams, 0 for none, -1 for an error of the socket. */
	receive(fd: number): number {
		if (!this.#pointsToSlots) for (let i = 0; i < BATCH_DATAGRAMS; i++) this.#pointToSlot(i);
		this.#pointsToSlots = true;
		this.#placed = 0;
		return receiveMany(fd, this.#address, BATCH_DATAGRAMS);
	}

	/**
	 * Reads what waits in the socket, as `receive` does, but to places in a block. Where that is full soon, one more datagram
	 * goes to its slot: it may be shorter, and the block will be filled to its end.
	 */
	receiveInPlace(fd: number, {at, room, placeBytes, most}: Places): number {
		const bytes = Math.min(placeBytes, this.#slots.capacity);
		const fitting = Math.floor(room / (bytes + ENTRY_BYTES));
		const places = Math.min(fitting, most, BATCH_DATAGRAMS);
		const isLast = places === fitting && places < BATCH_DATAGRAMS;
		this.#pointToPlaces(places, this.#slots.address - this.#slots.offset + at, bytes);
		if (isLast) this.#pointToSlot(places);
		this.#pointsToSlots = false;
		this.#placed = places;
		this.#placesAt = at;
		this.#placeBytes = bytes;
		return receiveMany(fd, this.#address, isLast ? places + 1 : places);
	}

	/**
	 * Those of the `count` datagrams from the `first` on, which is at its place, that have its sender, are as long as was expected, and
	 * begin with a PRI. At full speed that are all of them, as a rule. None if the next one has another sender: alone, a datagram is taken
	 * faster without a run.
	 */
	placedRun(first: number, count: number, bytes: Uint8Array): PlacedRun {
		const {words} = this;
		const run = this.#run;
		const {priorities} = run;
		const placeBytes = this.#placeBytes;
		const sender = this.#sendersAt + first * (SENDER_BYTES >>> 2);
		const isWorthIt = first + 1 < count && isSameSender(words, sender, sender + (SENDER_BYTES >>> 2));
		const most = isWorthIt ? Math.min(count, this.#placed) - first : 0;
		const controlLength = words[(first * HEADER_BYTES + HEADER_CONTROL_LENGTH) >>> 2]!;
		let taken = 0;
		for (let at = this.offset(first), header = first * HEADER_BYTES >>> 2, its = sender; taken < most; at += placeBytes) {
			const length = words[header + (HEADER_LENGTH >>> 2)]!;
			if (length > placeBytes || (words[header + (HEADER_FLAGS >>> 2)]! & MSG_TRUNC) !== 0) break;
			if (trimmedEnd(bytes, at, at + length) !== at + placeBytes - 1) break;
			if (words[header + (HEADER_CONTROL_LENGTH >>> 2)] !== controlLength || !isSameSender(words, its, sender)) break;
			const priority = readPriority(bytes, at, at + placeBytes - 1);
			if (priority === -1) break;
			priorities[taken] = priority;
			taken += 1;
			header += HEADER_BYTES >>> 2;
			its += SENDER_BYTES >>> 2;
		}
		run.count = taken;
		run.textBytes = placeBytes - 1;
		return run;
	}

	/** Whether datagram `i` has all of its bytes where it stands, and an LF has room behind its text. */
	isWhole(i: number, bytes: Uint8Array): boolean {
		if (i >= this.#placed) return true;
		const spare = this.#placeBytes - this.length(i);
		return spare > 0 || spare === 0 && endsLine(bytes[this.offset(i) + this.#placeBytes - 1]!);
	}

	/** Moves datagram `i`, and those after it that are at their places, to their slots, where there is room for each. */
	moveToSlots(i: number, count: number, bytes: Uint8Array): void {
		for (let j = i; j < count && j < this.#placed; j++) {
			const place = this.offset(j);
			const end = place + Math.min(this.length(j), this.#placeBytes);
			bytes.copyWithin(this.#slot(j), place, end);
			if (this.#erases) bytes.fill(0, place, end);
		}
		this.#placed = i;
	}

	/** Overwrites datagram `i`, wherever it lies, and who sent it. */
	erase(i: number, bytes: Uint8Array): void {
		const length = this.length(i);
		const inPlace = i < this.#placed ? Math.min(length, this.#placeBytes) : 0;
		bytes.fill(0, this.offset(i), this.offset(i) + inPlace);
		bytes.fill(0, this.#slot(i) + inPlace, this.#slot(i) + length);
		this.words.fill(0, this.name(i), this.name(i) + (NAME_BYTES >>> 2));
	}

	/** Where datagram `i` stands in the hub's memory. */
	offset(i: number): number {
		return i < this.#placed ? this.#placesAt + i * this.#placeBytes : this.#slot(i);
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

	#slot(i: number): number {
		return this.#slots.offset + i * this.#slots.stride;
	}

	/** Has the kernel write datagram `i` to its slot. */
	#pointToSlot(i: number): void {
		const {address, stride, capacity} = this.#slots;
		this.#point(vectorsAt(i), address + i * stride);
		this.words[(vectorsAt(i) + VECTOR_LENGTH) >>> 2] = capacity;
		this.words[(i * HEADER_BYTES + HEADER_VECTOR_COUNT) >>> 2] = 1;
	}

	/**
	 * Has the kernel write the first `places` datagrams one behind the other, `bytes` apart, and what is longer than that to where it
	 * would stand in its slot. Takes 5 ns each: they are written anew for each batch.
	 */
	#pointToPlaces(places: number, address: number, bytes: number): void {
		const {words} = this;
		const {stride, capacity, address: slots} = this.#slots;
		let place = address;
		let rest = slots + bytes;
		for (let i = 0, vector = VECTORS_AT >>> 2; i < places; i++, vector += 2 * VECTOR_BYTES >>> 2) {
			words[vector] = place;
			words[vector + 1] = place / 2 ** 32;
			words[vector + 2] = bytes;
			words[vector + 4] = rest;
			words[vector + 5] = rest / 2 ** 32;
			words[vector + 6] = capacity - bytes;
			words[(i * HEADER_BYTES + HEADER_VECTOR_COUNT) >>> 2] = VECTORS;
			place += bytes;
			rest += stride;
		}
	}

	#point(at: number, address: number): void {
		this.words[at >>> 2] = address;
		this.words[(at >>> 2) + 1] = address / 2 ** 32;
	}

	#reset(i: number): void {
		const header = i * HEADER_BYTES;
		this.words[(header + HEADER_NAME_LENGTH) >>> 2] = this.#nameBytes;
		this.words[(header + HEADER_CONTROL_LENGTH) >>> 2] = this.#controlBytes;
	}
}

/**
 * Whether the six words at `a` are those at `b`: family, port and address (`sockaddr_in`, `sockaddr_in6`), or level and type of a
 * control message, and process, user and group (`struct ucred`).
 */
function isSameSender(words: Uint32Array, a: number, b: number): boolean {
	const first = (words[a]! ^ words[b]!) | (words[a + 1]! ^ words[b + 1]!) | (words[a + 2]! ^ words[b + 2]!);
	return (first | (words[a + 3]! ^ words[b + 3]!) | (words[a + 4]! ^ words[b + 4]!) | (words[a + 5]! ^ words[b + 5]!)) === 0;
}

function vectorsAt(i: number): number {
	return VECTORS_AT + i * VECTORS * VECTOR_BYTES;
}
