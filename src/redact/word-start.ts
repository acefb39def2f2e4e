import {DIGIT, HEX, isOf, WORD} from './byte-class.js';

const ESCAPE = 0x1b;
const HASH = 0x23;
const PERCENT = 0x25;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const LETTER_M = 0x6d;
const LETTER_U = 0x75;
const LETTER_X = 0x78;
/** Longest colour of a terminal that is looked for: `[01;38;5;123m`. */
const MAX_COLOR_BYTES = 16;

/**
 * Where the word really begins whose letters or digits go back to `bytes[start]`: behind an escape that stands right before
 * it and looks like a part of it. Senders escape what is not printable: `#012` (rsyslog), `\n`, `\x0a`, `\u000a`, `\012`,
 * `%0A`.
 *
 * @param end Where the run of letters or digits ends.
 */
export function wordStart(bytes: Uint8Array, start: number, from: number, end: number): number {
	const before = start > from ? bytes[start - 1]! : 0;
	const earlier = start - 1 > from ? bytes[start - 2]! : 0;
	let escaped = 0;
	if (before === HASH || (before === BACKSLASH && isOf(bytes[start], DIGIT))) escaped = 3;
	else if (before === PERCENT || (before === LETTER_X && earlier === BACKSLASH)) escaped = 2;
	else if (before === LETTER_U && earlier === BACKSLASH) escaped = 4;
	else if (earlier === PERCENT && isOf(before, HEX)) escaped = 1;
	return end - start > escaped ? start + escaped : start;
}

/** Whether a word goes on at `bytes[start]` that began before it, so that what stands there is only a part of it. */
export function continuesWord(bytes: Uint8Array, start: number, from: number): boolean {
	if (start === from || !isOf(bytes[start - 1], WORD)) return false;
	return !endsEscape(bytes, start, from);
}

/** Whether an escape, or the sequence that sets a terminal's colour, ends before `bytes[start]`. */
function endsEscape(bytes: Uint8Array, start: number, from: number): boolean {
	const room = start - from;
	if (room >= 2 && bytes[start - 2] === BACKSLASH) return true;
	if (room >= 3 && bytes[start - 3] === PERCENT) return true;
	if (room >= 4 && (bytes[start - 4] === HASH || bytes[start - 4] === BACKSLASH)) return areAll(bytes, start - 3, start, DIGIT) || bytes[start - 3] === LETTER_X;
	if (room >= 6 && bytes[start - 6] === BACKSLASH && bytes[start - 5] === LETTER_U) return true;
	if (bytes[start - 1] !== LETTER_M) return false;
	let at = start - 2;
	const first = Math.max(from, start - MAX_COLOR_BYTES);
	while (at >= first && (isOf(bytes[at], DIGIT) || bytes[at] === 0x3b)) at--;
	return at > from && bytes[at] === OPEN_BRACKET && (bytes[at - 1] === ESCAPE || endsEscape(bytes, at, from));
}

function areAll(bytes: Uint8Array, start: number, end: number, classes: number): boolean {
	for (let at = start; at < end; at++) if (!isOf(bytes[at], classes)) return false;
	return true;
}
