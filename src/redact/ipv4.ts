import {DIGIT, isOf, WORD} from './byte-class.js';
import type {Finding} from './finding.js';
import type {Rule} from './rule.js';
import {continuesWord, wordStart} from './word-start.js';

const DOT = 0x2e;
const DIGIT_0 = 0x30;
const LOOPBACK = 127;
const MAX_OCTET_DIGITS = 3;
/** Digits before the first dot that are looked at: an octet's, and those of an escape before it. */
const MAX_DIGITS_BEFORE = 9;
/** What the name begins with, after its first four labels, that stands for an address turned round (RFC 1035, section 3.5). */
const REVERSED = new TextEncoder().encode('.in-addr.arpa');

/**
 * IPv4 addresses keep the /24 that they are in: `192.168.1.77` becomes `192.168.1.0`. Those that name nobody stay:
 * `127.0.0.0/8` and `0.0.0.0`. Five or more numbers with dots between them are no address, nor is `v1.2.3.4`.
 */
export const ipv4: Rule = {
	name: 'ipv4',
	attends: (before, byte, after) => byte === DOT && (before === undefined || isOf(before, DIGIT)) && (after === undefined || isOf(after, DIGIT)),
	find,
};

function find(bytes: Uint8Array, at: number, from: number, end: number, into: Finding): boolean {
	into.resume = at + 1;
	let start = at;
	const first = Math.max(from, at - MAX_DIGITS_BEFORE);
	while (start > first && isOf(bytes[start - 1], DIGIT)) start--;
	if (start === at) return false;
	start = wordStart(bytes, start, from, at);
	let parts = 0;
	let isAddress = true;
	let octet = 0;
	let octetStart = start;
	let firstOctet = 0;
	let sum = 0;
	let i = start;
	for (;;) {
		octetStart = i;
		octet = 0;
		for (; i < end && isOf(bytes[i], DIGIT); i++) octet = octet > 255 ? octet : octet * 10 + bytes[i]! - DIGIT_0;
		if (i - octetStart > MAX_OCTET_DIGITS || octet > 255) isAddress = false;
		if (parts === 0) firstOctet = octet;
		sum += octet;
		parts++;
		if (i + 1 >= end || bytes[i] !== DOT || !isOf(bytes[i + 1], DIGIT)) break;
		i++;
	}
	into.resume = i;
	if (!isAddress || parts !== 4 || (i < end && isOf(bytes[i], WORD)) || continuesWord(bytes, start, from)) return false;
	if (begins(bytes, i, end, REVERSED)) return zero(bytes, start, start + octetDigits(bytes, start), into);
	if (firstOctet === LOOPBACK || sum === 0) return false;
	return zero(bytes, octetStart, i, into);
}

function zero(bytes: Uint8Array, from: number, to: number, into: Finding): boolean {
	into.ownText[0] = DIGIT_0;
	return (to - from > 1 || bytes[from] !== DIGIT_0) && into.replace(from, to, 1);
}

function octetDigits(bytes: Uint8Array, at: number): number {
	let digits = 0;
	while (isOf(bytes[at + digits], DIGIT)) digits++;
	return digits;
}

/** Whether `text`, in lower case, stands at `bytes[at]` in either case. */
function begins(bytes: Uint8Array, at: number, end: number, text: Uint8Array): boolean {
	if (end - at < text.length) return false;
	for (let i = 0; i < text.length; i++) if ((bytes[at + i]! | 0x20) !== (text[i]! | 0x20)) return false;
	return true;
}
