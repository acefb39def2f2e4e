import {
	ENTRY_BYTES, ENTRY_FLAGS, ENTRY_ORIGIN_A, ENTRY_PRIORITY, ENTRY_SOURCE, ENTRY_TEXT_END, FLAG_NO_PRIORITY, FLAG_ORIGIN_IPV6,
} from '../entry.js';
import {IPV6_ROWS} from '../layout.js';
import type {HubMemory} from '../memory.js';

const LF = 10;
/** RFC 3164, section 4.3.3. */
const DEFAULT_PRIORITY = 13;
const MAX_PRIORITY = 191;
/** As in packing/format.ts: until 2112. */
const MAX_TIME_US = 2 ** 52;

/** What is known of a block's messages. */
export interface EntriesFacts {
	/** How many it should have. */
	readonly count: number;
	/** How many of these the tail has passed: they may have been overwritten, but for the end of the newest. */
	readonly passed: number;
	/** Listeners that there are. */
	readonly sources: number;
}

/** The entries of a block of messages, as they are checked and mended after nobody knows what. */
export class Entries {
	readonly #memory: HubMemory;
	readonly #blockAt: number;
	readonly #blockEnd: number;
	readonly #count: number;
	readonly #passed: number;
	readonly #sources: number;

	constructor(memory: HubMemory, block: number, {count, passed, sources}: EntriesFacts) {
		const {blocksAt, blockBytes} = memory.geometry;
		this.#memory = memory;
		this.#blockAt = blocksAt + block * blockBytes;
		this.#blockEnd = this.#blockAt + blockBytes;
		this.#count = count;
		this.#passed = Math.min(passed, count);
		this.#sources = sources;
	}

	/** Whether a block can have so many messages. */
	get canBe(): boolean {
		return this.#count * (ENTRY_BYTES + 1) <= this.#blockEnd - this.#blockAt;
	}

	/** Whether texts follow one another, and entries have values that there can be. */
	get areWhole(): boolean {
		if (!this.canBe || !this.#isBegin) return false;
		for (let i = this.#passed, start = this.#begin; i < this.#count; i++) {
			if (!this.#isEnd(i, start) || !this.#hasValues(i)) return false;
			start = this.#end(i);
		}
		return true;
	}

	/** Makes them whole; returns of how many messages the bounds or values were damaged, -1 where it cannot be done. */
	mend(): number {
		if (!this.canBe) return -1;
		let mended = 0;
		// Then what has been passed may come before the first that has not.
		if (!this.#isBegin) this.#memory.u32[(this.#at(this.#passed - 1) + ENTRY_TEXT_END) >>> 2] = 0;
		for (let i = this.#passed, start = this.#begin; i < this.#count; i++) {
			let isMended = this.#mendValues(i);
			if (!this.#isEnd(i, start) || (i + 1 < this.#count && this.#end(i) >= this.#end(i + 1) && this.#isEnd(i + 1, start + 1))) {
				if (!this.#findEnd(i, start)) return -1;
				isMended = true;
			}
			if (isMended) mended += 1;
			start = this.#end(i);
		}
		return mended;
	}

	/** Where the first text begins that has not been passed. */
	get #begin(): number {
		return this.#passed === 0 ? 0 : this.#end(this.#passed - 1);
	}

	/** Whether that can be. */
	get #isBegin(): boolean {
		return this.#passed === this.#count ? this.#begin <= this.#blockEnd - this.#blockAt - this.#count * ENTRY_BYTES : this.#begin < this.#room(this.#passed);
	}

	/** Whether what entry `i` says can be where a text ends that begins at `start`. */
	#isEnd(i: number, start: number): boolean {
		const end = this.#end(i);
		return end > start && end <= this.#room(i) && this.#memory.bytes[this.#blockAt + end - 1] === LF;
	}

	/** Where text `i` ends at the latest. */
	#room(i: number): number {
		return this.#blockEnd - this.#blockAt - this.#count * ENTRY_BYTES - (this.#count - 1 - i);
	}

	/** Has text `i` end with its line or, where that goes too far, be empty. False where there is no room for it. */
	#findEnd(i: number, start: number): boolean {
		const {bytes, u32} = this.#memory;
		const room = this.#room(i);
		if (start >= room) return false;
		const end = bytes.subarray(this.#blockAt + start, this.#blockAt + room).indexOf(LF) + 1;
		if (end === 0) bytes[this.#blockAt + start] = LF;
		u32[(this.#at(i) + ENTRY_TEXT_END) >>> 2] = start + Math.max(1, end);
		return true;
	}

	#hasValues(i: number): boolean {
		const {bytes, f64, u32} = this.#memory;
		const entry = this.#at(i);
		const us = f64[entry >>> 3]!;
		return us >= 0 && us <= MAX_TIME_US && bytes[entry + ENTRY_PRIORITY]! <= MAX_PRIORITY && bytes[entry + ENTRY_SOURCE]! < this.#sources
			&& ((bytes[entry + ENTRY_FLAGS]! & FLAG_ORIGIN_IPV6) === 0 || u32[(entry + ENTRY_ORIGIN_A) >>> 2]! < IPV6_ROWS);
	}

	/** Gives entry `i` values that there can be; whether it had others. */
	#mendValues(i: number): boolean {
		if (this.#hasValues(i)) return false;
		const {bytes, f64, u32} = this.#memory;
		const entry = this.#at(i);
		const us = f64[entry >>> 3]!;
		// What was received before it is the nearest guess.
		if (!(us >= 0 && us <= MAX_TIME_US)) f64[entry >>> 3] = i === this.#passed ? 0 : f64[this.#at(i - 1) >>> 3]!;
		if (bytes[entry + ENTRY_PRIORITY]! > MAX_PRIORITY) {
			bytes[entry + ENTRY_PRIORITY] = DEFAULT_PRIORITY;
			bytes[entry + ENTRY_FLAGS]! |= FLAG_NO_PRIORITY;
		}
		if (bytes[entry + ENTRY_SOURCE]! >= this.#sources) bytes[entry + ENTRY_SOURCE] = 0;
		if (u32[(entry + ENTRY_ORIGIN_A) >>> 2]! >= IPV6_ROWS) bytes[entry + ENTRY_FLAGS]! &= ~FLAG_ORIGIN_IPV6;
		return true;
	}

	#at(i: number): number {
		return this.#blockEnd - (i + 1) * ENTRY_BYTES;
	}

	#end(i: number): number {
		return this.#memory.u32[(this.#at(i) + ENTRY_TEXT_END) >>> 2]!;
	}
}
