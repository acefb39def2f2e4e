import {DIGIT, HEX, isOf, WORD} from './byte-class.js';
import type {Finding} from './finding.js';
import {Ipv6Address} from './ipv6-address.js';
import type {Rule} from './rule.js';
import {continuesWord, wordStart} from './word-start.js';

const DOT = 0x2e;
const DIGIT_0 = 0x30;
const COLON = 0x3a;
/** The longest text form: `ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255`. */
const MAX_ADDRESS_BYTES = 45;
/** Digits before the first colon that are looked at: a group's, and those of an escape before it. */
const MAX_DIGITS_BEFORE = 9;

const address = new Ipv6Address();

/**
 * IPv6 addresses keep the /48 that they are in: `2001:db8:1:2::5` becomes `2001:db8:1::`, whatever the text form. What
 * stands behind, as a zone, a port or the length of a prefix, stays. Those that stand for an IPv4 address keep its /24.
 * `::` and `::1` stay, as they name nobody.
 */
export const ipv6: Rule = {
	name: 'ipv6',
	attends: (before, byte, after) => byte === COLON && (before === undefined || isPart(before)) && (after === undefined || isPart(after)),
	find,
};

function isPart(byte: number): boolean {
	return byte === COLON || isOf(byte, HEX);
}

function find(bytes: Uint8Array, at: number, from: number, end: number, into: Finding): boolean {
	// The run of digits and colons around the colon; four decimal numbers may end it.
	let start = at;
	const first = Math.max(from, at - MAX_DIGITS_BEFORE);
	while (start > first && isPart(bytes[start - 1]!)) start--;
	let stop = at + 1;
	let colons = 1;
	for (; stop < end && isPart(bytes[stop]!); stop++) if (bytes[stop] === COLON) colons++;
	into.resume = stop;
	// Most runs are times.
	if (colons < 7 && !hasGap(bytes, start, stop)) {
		if (colons < 6 || stop >= end || bytes[stop] !== DOT) return false;
	}
	if (bytes[start] !== COLON) {
		start = wordStart(bytes, start, from, groupEnd(bytes, start, stop));
		if (continuesWord(bytes, start, from) || endsDotted(bytes, start, into.textFrom)) {
			start = groupEnd(bytes, start, stop);
			// `Foo::bad` is the name of something; in `Iface:2001:db8::1` the address begins behind the colon.
			if (bytes[start + 1] === COLON) return false;
			start++;
		}
	} else if (bytes[start + 1] !== COLON) {
		start++;
	} else if (bytes[start + 2] === COLON) {
		start++;
	} else if (continuesWord(bytes, start, from)) {
		return false;
	}
	const dotted = dottedEnd(bytes, stop, end);
	if (dotted !== -1) {
		stop = dotted;
		into.resume = stop;
	} else if (bytes[stop - 1] === COLON && bytes[stop - 2] !== COLON) {
		stop--;
	} else if (bytes[stop - 1] === COLON && bytes[stop - 2] === COLON && bytes[stop - 3] === COLON) {
		stop--;
	}
	if (stop - start < 3 || stop - start > MAX_ADDRESS_BYTES || (stop < end && isOf(bytes[stop], WORD))) return false;
	return address.read(bytes, start, stop) && !address.isNobody && mask(bytes, start, stop, into);
}

function mask(bytes: Uint8Array, start: number, stop: number, into: Finding): boolean {
	const out = into.ownText;
	if (address.isMapped && address.lastOctet !== -1) {
		if (address.isLoopback) return false;
		out[0] = DIGIT_0;
		into.replace(address.lastOctet, stop, 1);
	} else {
		into.replace(start, stop, address.isMapped ? address.writeMapped(out) : address.writePrefix(out));
	}
	return !isSame(bytes, into);
}

function isSame(bytes: Uint8Array, {from, to, text, textBytes}: Finding): boolean {
	if (to - from !== textBytes) return false;
	for (let i = 0; i < textBytes; i++) if (bytes[from + i] !== text[i]) return false;
	return true;
}

/** Whether the group at `bytes[start]` is the last of numbers with dots between them, as in `10.0.0.1:2001:db8::1`. */
function endsDotted(bytes: Uint8Array, start: number, from: number): boolean {
	return start - from >= 2 && bytes[start - 1] === DOT && isOf(bytes[start - 2], DIGIT);
}

function hasGap(bytes: Uint8Array, start: number, stop: number): boolean {
	for (let i = start + 1; i < stop; i++) if (bytes[i] === COLON && bytes[i - 1] === COLON) return true;
	return false;
}

function groupEnd(bytes: Uint8Array, start: number, stop: number): number {
	let at = start;
	while (at < stop && bytes[at] !== COLON) at++;
	return at;
}

/** Where four decimal numbers end of which the first ends at `bytes[stop]`; -1 where there are none. */
function dottedEnd(bytes: Uint8Array, stop: number, end: number): number {
	let at = stop;
	for (let part = 0; part < 3; part++) {
		if (at + 1 >= end || bytes[at] !== DOT || !isOf(bytes[at + 1], DIGIT)) return -1;
		for (at++; at < end && isOf(bytes[at], DIGIT); at++);
	}
	return at;
}
