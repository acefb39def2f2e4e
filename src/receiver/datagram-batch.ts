import {ENTRY_BYTES} from '../hub/entry.js';
import {PlacedRun} from '../hub/placed-run.js';
import {MSG_TRUNC, receiveMany} from '../libc/sockets.js';
import {endsLine, trimmedEnd} from '../syslog/datagram.js';
import {readPriority} from '../syslog/priority.js';
import {BATCH_DATAGRAMS, MessageHeaders} from './message-headers.js';

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
 * A batch of datagrams, which one recvmmsg(2) reads from one socket; it allocates nothing.
 *
 * Datagrams go into slots. Or, where their length can be told in advance, the first of them go to places one right behind
 * the other in the block that is being filled, where they stay if they are as long as was expected:
 *
 *   a block:   … text LF | place 0 | place 1 | place 2 | …     ← room for their entries | entry, entry, …
 *   slots:                                        slot 3
 */
export class DatagramBatch {
	/** What the kernel says of each datagram. */
	readonly headers: MessageHeaders;
	readonly #slots: Slots;
	readonly #erases: boolean;
	readonly #run = new PlacedRun(BATCH_DATAGRAMS);
	/** How many of the datagrams, the first ones, are at their places and not in their slots. */
	#placed = 0;
	#placesAt = 0;
	#placeBytes = 0;
	#pointsToSlots = false;

	/**
	 * @param named Whether senders' addresses are wanted, which on a unix socket cost 3 % and say nothing; if not, there is
	 * room for a control message instead, which on a UDP socket none comes with.
	 * @param erases Whether nothing may be left where datagrams stood that were moved, so that `erase` leaves nothing at all.
	 */
	constructor(slots: Slots, named: boolean, erases = false) {
		this.headers = new MessageHeaders(named);
		this.#slots = slots;
		this.#erases = erases;
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
		return receiveMany(fd, this.headers.address, BATCH_DATAGRAMS);
	}

	/**
	 * Reads what waits in the socket, as `receive` does, but to places in a block. Where that is full soon, one more datagram
	 * goes to its slot: it may be shorter, and the block will be filled to its end.
	 */
	receiveInPlace(fd: number, {at, room, placeBytes, most}: Places): number {
		const {address, offset, stride, capacity} = this.#slots;
		const bytes = Math.min(placeBytes, capacity);
		const fitting = Math.floor(room / (bytes + ENTRY_BYTES));
		const places = Math.min(fitting, most, BATCH_DATAGRAMS);
		const isLast = places === fitting && places < BATCH_DATAGRAMS;
		this.headers.pointInRow(places, address - offset + at, bytes, address + bytes, stride, capacity - bytes);
		if (isLast) this.#pointToSlot(places);
		this.#pointsToSlots = false;
		this.#placed = places;
		this.#placesAt = at;
		this.#placeBytes = bytes;
		return receiveMany(fd, this.headers.address, isLast ? places + 1 : places);
	}

	/**
	 * Those of the `count` datagrams from the `first` on, which is at its place, that have its sender, are as long as was expected, and
	 * begin with a PRI. At full speed that are all of them, as a rule. None if the next one has another sender: alone, a datagram is taken
	 * faster without a run.
	 */
	placedRun(first: number, count: number, bytes: Uint8Array): PlacedRun {
		const {headers} = this;
		const run = this.#run;
		const {priorities} = run;
		const placeBytes = this.#placeBytes;
		const isWorthIt = first + 1 < count && headers.hasSameSender(first, first + 1);
		const end = isWorthIt ? Math.min(count, this.#placed) : first;
		let i = first;
		for (let at = this.offset(first); i < end; i++, at += placeBytes) {
			const length = headers.length(i);
			if (length > placeBytes || (headers.flags(i) & MSG_TRUNC) !== 0) break;
			if (trimmedEnd(bytes, at, at + length) !== at + placeBytes - 1) break;
			if (!headers.hasSameSender(i, first)) break;
			const priority = readPriority(bytes, at, at + placeBytes - 1);
			if (priority === -1) break;
			priorities[i - first] = priority;
		}
		run.count = i - first;
		run.textBytes = placeBytes - 1;
		return run;
	}

	/** Whether datagram `i` has all of its bytes where it stands, and an LF has room behind its text. */
	isWhole(i: number, bytes: Uint8Array): boolean {
		if (i >= this.#placed) return true;
		const spare = this.#placeBytes - this.headers.length(i);
		return spare > 0 || spare === 0 && endsLine(bytes[this.offset(i) + this.#placeBytes - 1]!);
	}

	/** Moves datagram `i`, and those after it that are at their places, to their slots, where there is room for each. */
	moveToSlots(i: number, count: number, bytes: Uint8Array): void {
		for (let j = i; j < count && j < this.#placed; j++) {
			const place = this.offset(j);
			const end = place + Math.min(this.headers.length(j), this.#placeBytes);
			bytes.copyWithin(this.#slot(j), place, end);
			if (this.#erases) bytes.fill(0, place, end);
		}
		this.#placed = i;
	}

	/** Overwrites datagram `i`, wherever it lies, and who sent it. */
	erase(i: number, bytes: Uint8Array): void {
		const length = this.headers.length(i);
		const inPlace = i < this.#placed ? Math.min(length, this.#placeBytes) : 0;
		bytes.fill(0, this.offset(i), this.offset(i) + inPlace);
		bytes.fill(0, this.#slot(i) + inPlace, this.#slot(i) + length);
		this.headers.eraseName(i);
	}

	/** Where datagram `i` stands in the hub's memory. */
	offset(i: number): number {
		return i < this.#placed ? this.#placesAt + i * this.#placeBytes : this.#slot(i);
	}

	#slot(i: number): number {
		return this.#slots.offset + i * this.#slots.stride;
	}

	/** Has the kernel write datagram `i` to its slot. */
	#pointToSlot(i: number): void {
		const {address, stride, capacity} = this.#slots;
		this.headers.pointTo(i, address + i * stride, capacity);
	}
}
