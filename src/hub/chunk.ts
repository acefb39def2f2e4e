import {
	ENTRY_BYTES,
	ENTRY_FLAGS,
	ENTRY_ORIGIN_A,
	ENTRY_ORIGIN_B,
	ENTRY_PRIORITY,
	ENTRY_SOURCE,
	ENTRY_TEXT_END,
} from './entry.js';

/** Why a reader did not get messages that its cursor asked for. */
export type LossReason = 'overtaken' | 'cleared' | 'expired';

/**
 * A reader's copy of consecutive messages, laid out as the hub's block they were copied from, which may be smaller:
 * texts upwards from the start, index entries downwards from the end. It is filled again and again;
 * nothing is allocated for a message.
 */
export class Chunk {
	/** Texts, each followed by one LF. Bytes outside `start(0)` to `end(count - 1) + 1` mean nothing. */
	readonly bytes: Uint8Array;
	/** Sequence number of message 0; negative for messages that never were in the ring. */
	firstSeq = 0;
	/** Messages in the chunk. */
	count = 0;
	/** Messages between the cursor and `firstSeq` that no longer exist. */
	lost = 0;
	/** Why they are lost; means something only where `lost` is above 0. */
	lossReason: LossReason = 'overtaken';
	/** Index of message 0 within its block. */
	firstEntry = 0;
	/** Where the text of message 0 begins. */
	firstStart = 0;

	readonly #words: Uint32Array;
	readonly #times: Float64Array;

	/**
	 * @param capacity Bytes; a multiple of 8. For reading from a hub, the size of its blocks or more.
	 * @param memory Where the chunk lives, if not in memory of its own.
	 * @param at Where it begins there; a multiple of 8.
	 */
	constructor(capacity: number, memory: ArrayBuffer = new ArrayBuffer(capacity), at = 0) {
		this.bytes = new Uint8Array(memory, at, capacity);
		this.#words = new Uint32Array(memory, at, capacity >>> 2);
		this.#times = new Float64Array(memory, at, capacity >>> 3);
	}

	/** A chunk of one message that never was in the ring. */
	static of(text: Uint8Array, receivedUs: number, priority: number): Chunk {
		const chunk = new Chunk(Math.ceil((text.length + 1) / 8) * 8 + ENTRY_BYTES);
		const entry = chunk.entry(0);
		chunk.bytes.set(text);
		chunk.#words[(entry + ENTRY_TEXT_END) >>> 2] = text.length + 1;
		chunk.#times[entry >>> 3] = receivedUs;
		chunk.bytes[entry + ENTRY_PRIORITY] = priority;
		chunk.firstSeq = -1;
		chunk.count = 1;
		return chunk;
	}

	/** The most messages that a chunk of this size can have. */
	get maxCount(): number {
		return Math.floor(this.bytes.length / ENTRY_BYTES);
	}

	/** Sequence number that follows the chunk's last message: where to read on. */
	get nextSeq(): number {
		return this.firstSeq + this.count;
	}

	/** Where the index entry of message `i` begins. */
	entry(i: number): number {
		return this.bytes.length - (this.firstEntry + i + 1) * ENTRY_BYTES;
	}

	/** Where the text of message `i` begins. */
	start(i: number): number {
		return i === 0 ? this.firstStart : this.#words[(this.entry(i - 1) + ENTRY_TEXT_END) >>> 2]!;
	}

	/** Where the text of message `i` ends; the LF that the hub added stands there. */
	end(i: number): number {
		return this.#words[(this.entry(i) + ENTRY_TEXT_END) >>> 2]! - 1;
	}

	/** When message `i` was received: microseconds since 1970 UTC. */
	receivedUs(i: number): number {
		return this.#times[this.entry(i) >>> 3]!;
	}

	/** PRI of message `i`, 0 to 191. */
	priority(i: number): number {
		return this.bytes[this.entry(i) + ENTRY_PRIORITY]!;
	}

	/** Number of the listener that message `i` came through. */
	source(i: number): number {
		return this.bytes[this.entry(i) + ENTRY_SOURCE]!;
	}

	/** The `FLAG_` bits of message `i`. */
	flags(i: number): number {
		return this.bytes[this.entry(i) + ENTRY_FLAGS]!;
	}

	/** First half of the origin: process id, IPv4 address, or row of the IPv6 table, as the flags say. */
	originA(i: number): number {
		return this.#words[(this.entry(i) + ENTRY_ORIGIN_A) >>> 2]!;
	}

	/** Second half of the origin: user id or port, as the flags say. */
	originB(i: number): number {
		return this.#words[(this.entry(i) + ENTRY_ORIGIN_B) >>> 2]!;
	}

	/**
	 * Gets copies of another chunk's messages, from sequence number `first` to before `end`: as many as are there.
	 *
	 * @param maxBytes The most bytes of text, unless one message alone is longer.
	 * @param withText If false, entries alone are copied.
	 */
	takeFrom(from: Chunk, first: number, end: number, maxBytes: number, withText: boolean): void {
		const skipped = first - from.firstSeq;
		let count = Math.min(end, from.nextSeq) - first;
		if (withText) {
			const textFrom = from.start(skipped);
			while (count > 1 && from.end(skipped + count - 1) + 1 - textFrom > maxBytes) count = count >>> 1;
			this.bytes.set(from.bytes.subarray(textFrom, from.end(skipped + count - 1) + 1), textFrom);
			this.firstStart = textFrom;
		} else {
			this.firstStart = 0;
		}
		const entries = from.bytes.subarray(from.entry(skipped + count - 1), from.entry(skipped) + ENTRY_BYTES);
		this.firstSeq = first;
		this.firstEntry = from.firstEntry + skipped;
		this.count = count;
		this.bytes.set(entries, this.entry(count - 1));
	}

	/** Takes message `i` and all after it out of the chunk. */
	cut(i: number): void {
		this.count = i;
	}

	/** Takes the first `n` messages out of the chunk. */
	drop(n: number): void {
		this.firstStart = n < this.count ? this.start(n) : this.firstStart;
		this.firstEntry += n;
		this.firstSeq += n;
		this.count -= n;
	}
}
