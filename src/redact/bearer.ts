import {DIGIT, isOf, TOKEN, WORD} from './byte-class.js';
import type {Finding} from './finding.js';
import type {Rule} from './rule.js';
import {continuesWord} from './word-start.js';

const SPACE = 0x20;
const DOT = 0x2e;
const EQUALS = 0x3d;
const LETTER_A = 0x61;
const LETTER_B = 0x62;
const LETTER_E = 0x65;
const LETTER_Y = 0x79;
const CAPITAL_J = 0x4a;
const FOLD = 0x20;
/** A token of letters alone is one from this length on. Behind `Authorization:`, whatever stands there is. */
const MIN_LETTERS = 24;
const MIN_TOKEN_BYTES = 6;
/** Shortest of the parts of a JSON Web Token. */
const MIN_JWT_BYTES = 20;
const BEARER = new TextEncoder().encode('bearer');
const BASIC = new TextEncoder().encode('basic');
const AUTHORIZATION = new TextEncoder().encode('authorization');

/**
 * Tokens behind `Bearer` and `Basic` go (RFC 6750, RFC 7617), and JSON Web Tokens wherever they stand. Words of a sentence
 * stay: a token has a digit, `=` or letters of both cases within, or follows `Authorization:`.
 */
export const bearer: Rule = {
	name: 'bearer',
	attends: (before, byte, after) => (byte | FOLD) === LETTER_B
		? (before === undefined || !isPlainLetter(before)) && (after === undefined || (after | FOLD) === LETTER_E || (after | FOLD) === LETTER_A)
		: byte === LETTER_Y && (before === undefined || before === LETTER_E) && (after === undefined || after === CAPITAL_J),
	find,
};

/** A letter that cannot be the end of an escape before a word. */
function isPlainLetter(byte: number): boolean {
	return isOf(byte, WORD) && !isOf(byte, DIGIT) && !'nrtmabcdef'.includes(String.fromCharCode(byte | FOLD));
}

function find(bytes: Uint8Array, at: number, from: number, end: number, into: Finding): boolean {
	into.resume = at + 1;
	if (bytes[at] === LETTER_Y) return findJwt(bytes, at, from, end, into);
	const scheme = begins(bytes, at, end, BEARER) ? BEARER : begins(bytes, at, end, BASIC) ? BASIC : undefined;
	if (scheme === undefined || continuesWord(bytes, at, from)) return false;
	let start = at + scheme.length;
	while (start < end && bytes[start] === SPACE) start++;
	if (start === at + scheme.length) return false;
	const stop = tokenEnd(bytes, start, end);
	if (stop === start || !(followsHeader(bytes, at, into.textFrom) || isToken(bytes, start, stop))) return false;
	into.resume = stop;
	return into.hide(bytes, start, stop);
}

/** `eyJ…`, the base64 of `{"…`. */
function findJwt(bytes: Uint8Array, at: number, from: number, end: number, into: Finding): boolean {
	const start = at - 1;
	if (start < from || at + 1 >= end || bytes[start] !== LETTER_E || bytes[at + 1] !== CAPITAL_J) return false;
	const stop = tokenEnd(bytes, start, end);
	into.resume = stop;
	let dots = 0;
	for (let i = start; i < stop; i++) if (bytes[i] === DOT) dots++;
	return dots >= 1 && stop - start >= MIN_JWT_BYTES && !continuesWord(bytes, start, from) && into.hide(bytes, start, stop);
}

/** Where the token ends; the full stop of a sentence is no part of it. */
function tokenEnd(bytes: Uint8Array, start: number, end: number): number {
	let stop = start;
	while (stop < end && isOf(bytes[stop], TOKEN)) stop++;
	while (stop > start && bytes[stop - 1] === DOT) stop--;
	return stop;
}

function isToken(bytes: Uint8Array, start: number, stop: number): boolean {
	if (stop - start < MIN_TOKEN_BYTES) return false;
	if (stop - start >= MIN_LETTERS) return true;
	for (let i = start; i < stop; i++) {
		const byte = bytes[i]!;
		if (isOf(byte, DIGIT) || byte === EQUALS) return true;
		// A capital behind a small letter.
		if (i > start && byte >= 0x41 && byte <= 0x5a && bytes[i - 1]! >= 0x61 && bytes[i - 1]! <= 0x7a) return true;
	}
	return false;
}

/** Whether `Authorization:` stands before `bytes[at]`, perhaps with quotes or blanks between. */
function followsHeader(bytes: Uint8Array, at: number, from: number): boolean {
	let stop = at;
	const first = Math.max(from, at - 8);
	while (stop > first && !isOf(bytes[stop - 1], WORD)) stop--;
	const start = stop - AUTHORIZATION.length;
	return start >= from && begins(bytes, start, stop, AUTHORIZATION);
}

/** Whether `text`, in small letters, stands at `bytes[at]` in either case. */
function begins(bytes: Uint8Array, at: number, end: number, text: Uint8Array): boolean {
	if (end - at < text.length) return false;
	for (let i = 0; i < text.length; i++) if ((bytes[at + i]! | FOLD) !== text[i]) return false;
	return true;
}
