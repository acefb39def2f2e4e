import {isSign, isWord, joinedEnd, shortenedAddressEnd, variableEnd, versionStart} from './variable.js';

/** More of a message is not looked at, so that long ones take a few microseconds at the most. */
export const MAX_SCANNED_BYTES = 1024;
/** Tokens of a message; what follows counts as one more. */
export const MAX_TOKENS = 64;
/** A longer token is an id, a key or coded data, whatever it consists of: it counts as a variable. */
export const MAX_TOKEN_BYTES = 128;
/** What masked text takes at most: a digit and a joint before the next become `<*>` and that joint. */
export const MAX_MASKED_BYTES = MAX_SCANNED_BYTES * 2 + 16;

/** What stands for a variable. */
export const VARIABLE = '<*>';
/** What stands for the rest of a message. */
const REST = '…';

const SPACE = 0x20;
const DELETE = 0x7f;
const VARIABLE_BYTES = new TextEncoder().encode(VARIABLE);
const REST_BYTES = new TextEncoder().encode(REST);
/** A token ends after these, so that what follows can vary on its own: `uid=0`, `a,b`. */
const ENDS_TOKEN = new Uint8Array(256);
for (const byte of new TextEncoder().encode('=,;|')) ENDS_TOKEN[byte] = 1;

/**
 * Takes messages apart into tokens, with `<*>` instead of numbers, addresses, times and ids. Tokens end at white space
 * and after `=`, `,`, `;` and `|`; a token that follows white space begins with one space, so that tokens one after
 * another are the whole text again.
 */
export class Masker {
	/** The masked text. */
	readonly text = new Uint8Array(MAX_MASKED_BYTES);
	length = 0;
	/** Tokens found. */
	count = 0;
	/** Where each of them ends. */
	readonly ends = new Uint16Array(MAX_TOKENS + 1);
	#tokenStart = 0;

	/** Takes the text `bytes[start]` to `bytes[end - 1]` apart. */
	scan(bytes: Uint8Array, start: number, end: number): void {
		const {text} = this;
		const stop = Math.min(end, start + MAX_SCANNED_BYTES);
		this.length = this.count = this.#tokenStart = 0;
		let to = 0;
		let at = start;
		while (at < stop && this.count < MAX_TOKENS) {
			const byte = bytes[at]!;
			if (byte <= SPACE || byte === DELETE) {
				to = this.#endToken(to);
				at++;
				continue;
			}
			if (at > start && isSpace(bytes[at - 1]!) && to > 0) text[to++] = SPACE;
			const next = nextEnd(bytes, at, start, stop);
			if (next > 0) {
				to = writeVariable(text, to);
				at = next;
			} else if (next < 0) {
				const wordEnd = versionStart(bytes, at, -next, stop);
				while (at < wordEnd) text[to++] = bytes[at++]!;
			} else {
				text[to++] = byte;
				at++;
				if (ENDS_TOKEN[byte] === 1) to = this.#endToken(to);
			}
		}
		while (at < end && at < stop && isSpace(bytes[at]!)) at++;
		this.length = at < end ? this.#writeRest(to) : this.#endToken(to);
	}

	/** Where the token `i` begins. */
	start(i: number): number {
		return i === 0 ? 0 : this.ends[i - 1]!;
	}

	/** Ends the token being written, if there is one; returns where the next begins. */
	#endToken(to: number): number {
		if (to === this.#tokenStart) return to;
		let end = to;
		if (to - this.#tokenStart > MAX_TOKEN_BYTES) {
			end = writeVariable(this.text, this.text[this.#tokenStart] === SPACE ? this.#tokenStart + 1 : this.#tokenStart);
		}
		this.ends[this.count] = end;
		this.count++;
		this.#tokenStart = end;
		return end;
	}

	/** Writes what stands for the rest: a token that had no room to end counts to it. */
	#writeRest(to: number): number {
		const {text} = this;
		const isSpaced = this.#tokenStart > 0 && (to === this.#tokenStart || text[this.#tokenStart] === SPACE);
		let end = this.#tokenStart;
		if (isSpaced) text[end++] = SPACE;
		text.set(REST_BYTES, end);
		end += REST_BYTES.length;
		return this.#endToken(end);
	}
}

/** Where the variable at `bytes[at]` ends; minus where a word ends that is none; 0 where there is neither. */
function nextEnd(bytes: Uint8Array, at: number, start: number, stop: number): number {
	let end: number;
	if (isWord(bytes[at]!)) end = variableEnd(bytes, at, start, stop);
	else if (isSign(bytes, at, start, stop)) end = variableEnd(bytes, at + 1, start, stop);
	else end = Math.max(0, shortenedAddressEnd(bytes, at, start, stop));
	return end > 0 ? joinedEnd(bytes, end, start, stop) : end;
}

function writeVariable(text: Uint8Array, at: number): number {
	text[at] = VARIABLE_BYTES[0]!;
	text[at + 1] = VARIABLE_BYTES[1]!;
	text[at + 2] = VARIABLE_BYTES[2]!;
	return at + 3;
}

function isSpace(byte: number): boolean {
	return byte <= SPACE || byte === DELETE;
}
