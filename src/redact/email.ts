import {BLANK, DIGIT, HOST, isOf, LOCAL_PART, URL_END} from './byte-class.js';
import type {Finding} from './finding.js';
import type {Rule} from './rule.js';

const QUOTE = 0x22;
const PERCENT = 0x25;
const PLUS = 0x2b;
const DOT = 0x2e;
const SLASH = 0x2f;
const DIGIT_0 = 0x30;
const DIGIT_4 = 0x34;
const COLON = 0x3a;
const EQUALS = 0x3d;
const QUESTION = 0x3f;
const AT = 0x40;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
/** Longest local part between quotes that is looked for. */
const MAX_QUOTED_BYTES = 128;
/** A domain's name has no more bytes (RFC 1035, section 2.3.4). */
const MAX_DOMAIN_BYTES = 255;
/** What stands behind `@` in names of systemd's units, such as `user@1000.service`. */
const UNIT_SUFFIXES = ['service', 'socket', 'slice', 'timer', 'mount', 'automount', 'scope', 'target', 'device', 'path', 'swap']
	.map(suffix => new TextEncoder().encode(suffix));
const SHORTEST_SUFFIX = Math.min(...UNIT_SUFFIXES.map(({length}) => length));
const LOCALHOST = new TextEncoder().encode('localhost');

/**
 * Of e-mail addresses the local part goes: `alice@example.org` becomes `***@example.org`. So do user and password in a
 * URL (`https://***@example.org/`), whatever its host. Else what follows `@` has to have a dot, or to be `localhost` or an address in brackets;
 * names of systemd's units and versions (`npm@10.9.2`) stay. Also found with `%40` in place of `@`.
 */
export const email: Rule = {
	name: 'email',
	attends: (before, byte, after) =>
		byte === AT ? (before === undefined || before === QUOTE || isOf(before, LOCAL_PART)) && (after === undefined || after === OPEN_BRACKET || isOf(after, HOST))
			: byte === PERCENT && (before === undefined || isOf(before, LOCAL_PART)) && (after === undefined || after === DIGIT_4),
	find,
};

function find(bytes: Uint8Array, at: number, _from: number, end: number, into: Finding): boolean {
	const from = into.textFrom;
	const asked = into.resume;
	into.resume = at + 1;
	if (bytes[at] === PERCENT && (at + 2 >= end || bytes[at + 1] !== DIGIT_4 || bytes[at + 2] !== DIGIT_0)) return false;
	if (bytes[at] === AT) {
		const user = userStart(bytes, at, Math.max(from, asked));
		if (user !== -1) {
			const stop = userEnd(bytes, at, end);
			into.resume = stop + 1;
			return into.hide(bytes, user, stop);
		}
	}
	if (!isDomain(bytes, bytes[at] === PERCENT ? at + 3 : at + 1, end)) return false;
	if (at > from && bytes[at - 1] === QUOTE) return hideQuoted(bytes, at, from, into);
	const start = localStart(bytes, at, from);
	return start < at && into.hide(bytes, start, at);
}

/** Where the local part begins that ends before `bytes[at]`; `at` where there is none. */
function localStart(bytes: Uint8Array, at: number, from: number): number {
	let start = at;
	while (start > from && isOf(bytes[start - 1], LOCAL_PART) && !isEscapedLetter(bytes, start - 1, from)) start--;
	if (start < at && start > from && bytes[start - 1] === EQUALS) start = outerStart(bytes, start, from);
	// What brackets or quotes it is no part of it; nor is there anything to hide where nothing else stands.
	while (start < at && !isOf(bytes[start], HOST)) start++;
	return start;
}

/** The address at `bytes[start]`, behind `=`, may be within another (VERP): `list+alice=example.org@`, but not `to=alice@`. */
function outerStart(bytes: Uint8Array, start: number, from: number): number {
	let earlier = start - 1;
	let isAddress = false;
	for (; earlier > from && isOf(bytes[earlier - 1], LOCAL_PART); earlier--) {
		if (bytes[earlier - 1] === PLUS || bytes[earlier - 1] === DOT) isAddress = true;
	}
	return isAddress ? earlier : start;
}

/** Whether `bytes[at]` is the letter of an escape, as in `\n`. */
function isEscapedLetter(bytes: Uint8Array, at: number, from: number): boolean {
	return at > from && bytes[at - 1] === BACKSLASH && (bytes[at] === 0x6e || bytes[at] === 0x72 || bytes[at] === 0x74);
}

/** Where user and password begin that `bytes[at]` ends, in `https://alice:secret@example.org/`; -1 where it ends none. */
function userStart(bytes: Uint8Array, at: number, from: number): number {
	let start = at;
	while (start > from && bytes[start - 1] !== SLASH && !isOf(bytes[start - 1], URL_END)) start--;
	return start < at && start - from >= 3 && bytes[start - 1] === SLASH && bytes[start - 2] === SLASH && bytes[start - 3] === COLON ? start : -1;
}

/** The last `@` before the host: a password may hold others, though it should not. */
function userEnd(bytes: Uint8Array, at: number, end: number): number {
	let stop = at;
	for (let i = at + 1; i < end && bytes[i] !== SLASH && bytes[i] !== QUESTION && !isOf(bytes[i], URL_END); i++) if (bytes[i] === AT) stop = i;
	return stop;
}

/** `"alice smith"@example.org`: what is between the quotes. */
function hideQuoted(bytes: Uint8Array, at: number, from: number, into: Finding): boolean {
	const stop = bytes[at - 2] === BACKSLASH ? at - 2 : at - 1;
	const first = Math.max(from, at - MAX_QUOTED_BYTES);
	let start = stop;
	while (start > first && bytes[start - 1] !== QUOTE) start--;
	return start > first && start < stop && into.hide(bytes, start, stop);
}

/** Whether a domain stands at `bytes[at]` that mail can be sent to. */
function isDomain(bytes: Uint8Array, at: number, end: number): boolean {
	if (at >= end) return false;
	if (bytes[at] === OPEN_BRACKET) return at + 1 < end && !isOf(bytes[at + 1], BLANK);
	const last = Math.min(end, at + MAX_DOMAIN_BYTES);
	let label = at;
	let labels = 0;
	let digitLabels = 0;
	let i = at;
	for (; i < last; i++) {
		if (isOf(bytes[i], HOST)) continue;
		if (bytes[i] !== DOT || i === label || i + 1 >= last || !isOf(bytes[i + 1], HOST)) break;
		labels++;
		if (isNumber(bytes, label, i)) digitLabels++;
		label = i + 1;
	}
	if (i === label) return false;
	if (labels === 0) return equals(bytes, at, i, LOCALHOST);
	// An address of four numbers is one, a version is not.
	if (isNumber(bytes, label, i) || isOf(bytes[label], DIGIT)) return labels === 3 && digitLabels === 3 && isNumber(bytes, label, i);
	if (i - label < SHORTEST_SUFFIX) return true;
	for (const suffix of UNIT_SUFFIXES) if (equals(bytes, label, i, suffix)) return false;
	return true;
}

function isNumber(bytes: Uint8Array, from: number, to: number): boolean {
	for (let i = from; i < to; i++) if (!isOf(bytes[i], DIGIT)) return false;
	return true;
}

function equals(bytes: Uint8Array, from: number, to: number, text: Uint8Array): boolean {
	if (to - from !== text.length) return false;
	for (let i = 0; i < text.length; i++) if ((bytes[from + i]! | 0x20) !== text[i]) return false;
	return true;
}
