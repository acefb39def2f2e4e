import {sequenceLength, writeReplacement} from '../syslog/utf8.js';
import type {Literal} from './literal.js';

/** The most bytes that `TextCopier.line` makes of one. */
export const MAX_LINE_BYTES_PER_BYTE = 4;
/** Bytes beyond its text that `TextCopier.plain` may read and write. In a chunk so many always follow: an index entry. */
export const PLAIN_SLACK_BYTES = 7;
/** The most bytes that `TextCopier.json` makes of one. */
export const MAX_JSON_BYTES_PER_BYTE = 6;

const HASH = 0x23;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const DIGIT_0 = 0x30;
const HEX_DIGITS = new TextEncoder().encode('0123456789abcdef');

// Four bytes at once: a sum or difference sets the high bit of any byte that is above 0x7e, below 0x20, or (after an xor
// that makes it 0) a quote or backslash. Only such a byte carries into the next one, so the lowest is always found.
const ONES = 0x01010101;
const SPACES = 0x20202020;
const QUOTES = 0x22222222;
const BACKSLASHES = 0x5c5c5c5c;
const HIGH_BITS = 0x80808080;

/** The character after the backslash in the short escapes of JSON (RFC 8259, section 7); 0 where there is none. */
const SHORT_ESCAPES = new Uint8Array(0x80);
for (const character of '\b\t\n\f\r"\\') {
	SHORT_ESCAPES[character.charCodeAt(0)] = JSON.stringify(character).charCodeAt(2);
}
/** For each byte, 1 where it stands for itself in a JSON string. */
const IS_JSON_PLAIN = new Uint8Array(256).fill(1, 0x20, 0x7f);
IS_JSON_PLAIN[QUOTE] = IS_JSON_PLAIN[BACKSLASH] = 0;

/**
 * Copies text from a message's bytes into an output, made safe for it: control characters escaped, and bytes that are
 * not UTF-8 replaced by U+FFFD. Text that needs neither, which is nearly all, is copied by words.
 */
export class TextCopier {
	#input: Uint8Array = new Uint8Array(0);
	#inputView = new DataView<ArrayBufferLike>(this.#input.buffer);
	#output = this.#input;
	#outputView = this.#inputView;

	/** Sets from where to where the next texts are copied. */
	open(input: Uint8Array, output: Uint8Array): void {
		if (input !== this.#input) {
			this.#input = input;
			this.#inputView = new DataView(input.buffer, input.byteOffset, input.byteLength);
		}
		if (output !== this.#output) {
			this.#output = output;
			this.#outputView = new DataView(output.buffer, output.byteOffset, output.byteLength);
		}
	}

	/** Writes fixed text at `output[at]`; returns where it ends. Up to `LITERAL_SLACK_BYTES` after that are overwritten. */
	literal(literal: Literal, at: number): number {
		const {words} = literal;
		const output = this.#outputView;
		for (let i = 0; i < words.length; i++) output.setInt32(at + i * 4, words[i]!, true);
		return at + literal.length;
	}

	/**
	 * Copies `input[start]` to `input[end - 1]`, which is known to need no change, to `output[at]`; returns where the copy
	 * ends. Up to `PLAIN_SLACK_BYTES` after `end` are read, and as many after the copy overwritten.
	 */
	plain(start: number, end: number, at: number): number {
		const input = this.#inputView;
		const output = this.#outputView;
		const shift = at - start;
		for (let i = start; i < end; i += 8) {
			output.setInt32(i + shift, input.getInt32(i, true), true);
			output.setInt32(i + shift + 4, input.getInt32(i + 4, true), true);
		}
		return end + shift;
	}

	/**
	 * Copies `input[start]` to `input[end - 1]` to `output[at]`, control characters as rsyslog writes them (`#012`);
	 * returns where the copy ends.
	 */
	line(start: number, end: number, at: number): number {
		const input = this.#inputView;
		const output = this.#outputView;
		const shift = at - start;
		const last = end - 16;
		if (last < start) return this.#line(start, end, at);
		for (let i = start; ; i = Math.min(i + 16, last)) {
			const a = input.getInt32(i, true);
			const b = input.getInt32(i + 4, true);
			const c = input.getInt32(i + 8, true);
			const d = input.getInt32(i + 12, true);
			if (((a + ONES | a - SPACES | b + ONES | b - SPACES
				| c + ONES | c - SPACES | d + ONES | d - SPACES) & HIGH_BITS) !== 0) return this.#line(i, end, i + shift);
			output.setInt32(i + shift, a, true);
			output.setInt32(i + shift + 4, b, true);
			output.setInt32(i + shift + 8, c, true);
			output.setInt32(i + shift + 12, d, true);
			if (i === last) return end + shift;
		}
	}

	/**
	 * Copies `input[start]` to `input[end - 1]` to `output[at]`, as the inside of a JSON string; returns where the copy
	 * ends.
	 */
	json(start: number, end: number, at: number): number {
		const input = this.#input;
		const output = this.#output;
		let from = start;
		let to = at;
		for (;;) {
			const copied = this.#copyJsonPlain(from, end, to);
			from += copied;
			to += copied;
			let byte = 0;
			for (; from < end; from++) {
				byte = input[from]!;
				if (IS_JSON_PLAIN[byte] === 0) break;
				output[to++] = byte;
			}
			if (from >= end) return to;
			if (byte < 0x80) {
				to = writeJsonEscape(byte, output, to);
				from++;
			} else {
				const length = sequenceLength(input, from, end);
				to = copySequence(input, from, length, output, to);
				from += Math.abs(length);
			}
		}
	}

	/** The same for text that is short, or has something to escape; by words where it can be. */
	#line(start: number, end: number, at: number): number {
		const input = this.#input;
		const output = this.#output;
		let from = start;
		let to = at;
		for (;;) {
			const copied = this.#copyPlain(from, end, to);
			from += copied;
			to += copied;
			let byte = 0;
			for (; from < end; from++) {
				byte = input[from]!;
				if ((byte - 0x20) >>> 0 > 0x5e) break;
				output[to++] = byte;
			}
			if (from >= end) return to;
			if (byte < 0x80) {
				to = writeOctal(byte, output, to);
				from++;
			} else {
				const length = sequenceLength(input, from, end);
				to = copySequence(input, from, length, output, to);
				from += Math.abs(length);
			}
		}
	}

	/** Copies words as long as their bytes are all 0x20 to 0x7e; returns how many bytes. */
	#copyPlain(start: number, end: number, at: number): number {
		const input = this.#inputView;
		const output = this.#outputView;
		const shift = at - start;
		let i = start;
		for (const last = end - 4; i <= last; i += 4) {
			const a = input.getInt32(i, true);
			if (((a + ONES | a - SPACES) & HIGH_BITS) !== 0) break;
			output.setInt32(i + shift, a, true);
		}
		return i - start;
	}

	/** Copies words as long as none of their bytes needs an escape in JSON; returns how many bytes. */
	#copyJsonPlain(start: number, end: number, at: number): number {
		const input = this.#inputView;
		const output = this.#outputView;
		const shift = at - start;
		let i = start;
		for (const last = end - 8; i <= last; i += 8) {
			const a = input.getInt32(i, true);
			const b = input.getInt32(i + 4, true);
			const quote = (a ^ QUOTES) - ONES | (b ^ QUOTES) - ONES;
			const backslash = (a ^ BACKSLASHES) - ONES | (b ^ BACKSLASHES) - ONES;
			if (((a + ONES | a - SPACES | b + ONES | b - SPACES | quote | backslash) & HIGH_BITS) !== 0) break;
			output.setInt32(i + shift, a, true);
			output.setInt32(i + shift + 4, b, true);
		}
		return i - start;
	}
}

/** Writes `#012` for LF: rsyslog's escape, in octal; returns where it ends. */
export function writeOctal(byte: number, out: Uint8Array, at: number): number {
	out[at] = HASH;
	out[at + 1] = DIGIT_0 + (byte >>> 6);
	out[at + 2] = DIGIT_0 + (byte >>> 3 & 7);
	out[at + 3] = DIGIT_0 + (byte & 7);
	return at + 4;
}

function writeJsonEscape(byte: number, out: Uint8Array, at: number): number {
	out[at] = BACKSLASH;
	const letter = SHORT_ESCAPES[byte]!;
	if (letter !== 0) {
		out[at + 1] = letter;
		return at + 2;
	}
	out[at + 1] = 0x75;
	out[at + 2] = out[at + 3] = DIGIT_0;
	out[at + 4] = HEX_DIGITS[byte >>> 4]!;
	out[at + 5] = HEX_DIGITS[byte & 15]!;
	return at + 6;
}

/** Copies a sequence of `length` bytes, or writes U+FFFD for an invalid one. */
function copySequence(input: Uint8Array, from: number, length: number, output: Uint8Array, to: number): number {
	if (length < 0) return writeReplacement(output, to);
	for (let i = 0; i < length; i++) output[to + i] = input[from + i]!;
	return to + length;
}
