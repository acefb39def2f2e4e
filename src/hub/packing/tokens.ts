import {MAX_TOKENS, MAX_VALUE, TYPE} from './format.js';
import type {Strings} from './strings.js';

const OTHER = 0;
const LETTER = 1;
const DIGIT = 2;
const CLASS = new Uint8Array(256).map((_, byte) => {
	const lower = byte | 0x20;
	return byte >= 0x30 && byte <= 0x39 ? DIGIT : lower >= 0x61 && lower <= 0x7a ? LETTER : OTHER;
});

const DASH = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const LETTER_T = 0x54;
/** FNV-1a (draft-eastlake-fnv). */
const BASIS = 0x811c_9dc5;
const PRIME = 0x0100_0193;
/** Digits that one number has at the most: 32 bits hold them. A longer one is several numbers, one behind the other. */
const MAX_DIGITS = 9;
/** `YYYY-MM-DDThh:mm:ss`. */
const STAMP_BYTES = 19;
const MAX_FRACTION_DIGITS = 6;
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/**
 * The tokens of a block's messages: what of their text goes into slots. That is each run of letters and digits with a
 * digit in it, whole addresses and times, and zero bytes; everything else is literal text. Whatever the text is, it can be put
 * together again from tokens and literals, byte for byte.
 */
export class Tokens {
	/** One of `TYPE` for each token. */
	readonly types = new Uint8Array(MAX_TOKENS);
	readonly values = new Float64Array(MAX_TOKENS);
	/** Where each token begins, and ends. */
	readonly starts = new Int32Array(MAX_TOKENS);
	readonly ends = new Int32Array(MAX_TOKENS);
	count = 0;
	/** Of the last message: a number that depends on all of its literal text and the types of its tokens. */
	hash = 0;
	readonly #strings: Strings;

	constructor(strings: Strings) {
		this.#strings = strings;
	}

	/** Takes a message apart; false when there is no room for all of its tokens. Takes some 2 ns a byte. */
	scan(bytes: Uint8Array, start: number, end: number): boolean {
		let hash = BASIS;
		for (let i = start; i < end;) {
			const kind = CLASS[bytes[i]!]!;
			if (kind === OTHER) {
				hash = Math.imul(hash ^ (bytes[i] === 0 ? 0x100 | TYPE.zero : bytes[i]!), PRIME);
				i += 1;
				if (bytes[i - 1] === 0 && !this.#add(TYPE.zero, 0, i - 1, i)) return false;
				continue;
			}
			const before = hash;
			let seen = kind;
			let runEnd = i;
			for (;;) {
				hash = Math.imul(hash ^ bytes[runEnd]!, PRIME);
				runEnd += 1;
				const next = runEnd < end ? CLASS[bytes[runEnd]!]! : OTHER;
				if (next === OTHER) break;
				seen |= next;
			}
			if (seen === LETTER) {
				i = runEnd;
				continue;
			}
			const first = this.count;
			i = this.#token(bytes, i, runEnd, end, seen);
			if (i === -1) return false;
			hash = before;
			for (let token = first; token < this.count; token++) hash = Math.imul(hash ^ (0x100 | this.types[token]!), PRIME);
		}
		this.hash = hash;
		return true;
	}

	/** Takes what begins at `at` as one token or more; returns where it ends, -1 when there is no room. */
	#token(bytes: Uint8Array, at: number, runEnd: number, end: number, seen: number): number {
		if (seen !== DIGIT) {
			const string = this.#strings.numberOf(bytes, at, runEnd);
			return string !== -1 && this.#add(TYPE.string, string, at, runEnd) ? runEnd : -1;
		}
		const after = runEnd < end ? bytes[runEnd]! : 0;
		let whole = 0;
		if (after === DASH && runEnd - at === 4) whole = this.#stamp(bytes, at, end);
		else if (after === COLON && runEnd - at === 2) whole = this.#clock(bytes, at, end);
		else if (after === DOT && runEnd - at <= 3) whole = this.#address(bytes, at, end);
		return whole === 0 ? this.#digits(bytes, at, runEnd) : whole;
	}

	/** Takes digits; the first of several numbers has what is over. */
	#digits(bytes: Uint8Array, at: number, end: number): number {
		let next = at + (end - at - 1) % MAX_DIGITS + 1;
		for (let from = at; from < end; from = next, next += MAX_DIGITS) {
			const isPadded = from > at || (bytes[from] === ZERO && next - from > 1);
			const type = isPadded ? TYPE.padded + next - from - 1 : TYPE.number;
			if (!this.#add(type, numberAt(bytes, from, next), from, next)) return -1;
		}
		return end;
	}

	/** Takes `YYYY-MM-DDThh:mm:ss`, with or without a fraction. Returns where it ends, 0 if there is none, -1 without room. */
	#stamp(bytes: Uint8Array, at: number, end: number): number {
		if (end - at < STAMP_BYTES || bytes[at + 7] !== DASH || bytes[at + 10] !== LETTER_T) return 0;
		const seconds = clockAt(bytes, at + 11);
		const month = pairAt(bytes, at + 5);
		const day = pairAt(bytes, at + 8);
		if (seconds === -1 || month < 1 || month > 12 || day < 1) return 0;
		const year = numberAt(bytes, at, at + 4);
		const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
		if (year < 1970 || day > DAYS_IN_MONTH[month - 1]! + (month === 2 && isLeap ? 1 : 0)) return 0;
		let value = daysTo(year, month, day) * 86_400 + seconds;
		let to = at + STAMP_BYTES;
		let digits = 0;
		if (to < end && bytes[to] === DOT) {
			while (digits < MAX_FRACTION_DIGITS && to + 1 + digits < end && CLASS[bytes[to + 1 + digits]!] === DIGIT) digits++;
			if (digits > 0) {
				value = value * 10 ** digits + numberAt(bytes, to + 1, to + 1 + digits);
				to += 1 + digits;
			}
		}
		if (value > MAX_VALUE) return 0;
		return this.#add(TYPE.stamp + digits, value, at, to) ? to : -1;
	}

	/** Takes `hh:mm:ss`; returns as `#stamp` does. */
	#clock(bytes: Uint8Array, at: number, end: number): number {
		const seconds = end - at < 8 ? -1 : clockAt(bytes, at);
		if (seconds === -1) return 0;
		return this.#add(TYPE.clock, seconds, at, at + 8) ? at + 8 : -1;
	}

	/** Takes an IPv4 address as it is usually written; returns as `#stamp` does. */
	#address(bytes: Uint8Array, at: number, end: number): number {
		let value = 0;
		let i = at;
		for (let part = 0; part < 4; part++) {
			if (part > 0 && (i >= end || bytes[i++] !== DOT)) return 0;
			const from = i;
			let octet = 0;
			while (i < end && i - from < 3 && CLASS[bytes[i]!] === DIGIT) octet = octet * 10 + bytes[i++]! - ZERO;
			if (i === from || octet > 255 || (bytes[from] === ZERO && i - from > 1)) return 0;
			value = value * 256 + octet;
		}
		return this.#add(TYPE.ipv4, value, at, i) ? i : -1;
	}

	#add(type: number, value: number, start: number, end: number): boolean {
		const i = this.count;
		if (i === MAX_TOKENS) return false;
		this.types[i] = type;
		this.values[i] = value;
		this.starts[i] = start;
		this.ends[i] = end;
		this.count = i + 1;
		return true;
	}
}

/** Days from 1970-01-01 to a date of the Gregorian calendar. */
export function daysTo(year: number, month: number, day: number): number {
	// Years that begin in March have their leap day last.
	const years = month <= 2 ? year - 1 : year;
	const months = month <= 2 ? month + 9 : month - 3;
	return 365 * years + Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400)
		+ Math.floor((153 * months + 2) / 5) + day - 719_469;
}

function numberAt(bytes: Uint8Array, start: number, end: number): number {
	let value = 0;
	for (let i = start; i < end; i++) value = value * 10 + bytes[i]! - ZERO;
	return value;
}

/** Two digits as a number; -1 if they are none. */
function pairAt(bytes: Uint8Array, at: number): number {
	const tens = bytes[at]! - ZERO;
	const ones = bytes[at + 1]! - ZERO;
	return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** `hh:mm:ss` in seconds, from 0 to 86,399; -1 if it is none. */
function clockAt(bytes: Uint8Array, at: number): number {
	const hours = pairAt(bytes, at);
	const minutes = pairAt(bytes, at + 3);
	const seconds = pairAt(bytes, at + 6);
	const isClock = hours >= 0 && hours <= 23 && minutes >= 0 && minutes <= 59 && seconds >= 0 && seconds <= 59
		&& bytes[at + 2] === COLON && bytes[at + 5] === COLON;
	return isClock ? hours * 3600 + minutes * 60 + seconds : -1;
}
