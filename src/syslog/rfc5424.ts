import {twoDigits} from './digits.js';
import {
	FAULT_APP_NAME, FAULT_HOSTNAME, FAULT_INCOMPLETE, FAULT_MSG_ID, FAULT_PROC_ID, FAULT_STRUCTURED_DATA, FAULT_TIMESTAMP,
	STANDARD_RFC5424, type Message,
} from './message.js';
import {scanStructuredData} from './structured-data.js';
import {rfc3339End} from './rfc3339.js';

const SPACE = 0x20;
const DASH = 0x2d;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const OPEN_BRACKET = 0x5b;

/** Most bytes of HOSTNAME (RFC 5424, section 6). */
export const MAX_HOSTNAME_BYTES = 255;
/** Most bytes of APP-NAME (RFC 5424, section 6). */
export const MAX_APP_NAME_BYTES = 48;
/** Most bytes of PROCID (RFC 5424, section 6). */
export const MAX_PROC_ID_BYTES = 128;
/** Most bytes of MSGID (RFC 5424, section 6). */
export const MAX_MSG_ID_BYTES = 32;

/**
 * Reads what follows PRI, from `bytes[at]` on, by RFC 5424. False, with `into` untouched, where it does not begin
 * with a VERSION and something that was meant as a TIMESTAMP. Everything after that is read liberally: what breaks a
 * rule sets a bit in `into.faults` and is kept.
 */
export function parseRfc5424(bytes: Uint8Array, at: number, end: number, into: Message): boolean {
	const versionEnd = findVersionEnd(bytes, at, end);
	if (versionEnd === -1) return false;
	const timestampEnd = readTimestamp(bytes, versionEnd + 1, end, into);
	if (timestampEnd === -1) return false;
	into.standard = STANDARD_RFC5424;
	into.version = toNumber(bytes, at, versionEnd);
	const stop = readNames(bytes, timestampEnd, end, into);
	if (stop + 1 < end) readBody(bytes, stop + 1, end, into);
	else into.faults |= FAULT_INCOMPLETE;
	return true;
}

/** Reads HOSTNAME, APP-NAME, PROCID and MSGID, each behind a space, and returns where they end. */
function readNames(bytes: Uint8Array, at: number, end: number, into: Message): number {
	if (at >= end) return at;
	const hostnameEnd = findNameEnd(bytes, at + 1, end, MAX_HOSTNAME_BYTES, FAULT_HOSTNAME, into);
	if (!isAbsent(bytes, at + 1, hostnameEnd)) {
		into.hostnameStart = at + 1;
		into.hostnameEnd = hostnameEnd;
	}
	if (hostnameEnd >= end) return hostnameEnd;
	const appNameEnd = findNameEnd(bytes, hostnameEnd + 1, end, MAX_APP_NAME_BYTES, FAULT_APP_NAME, into);
	if (!isAbsent(bytes, hostnameEnd + 1, appNameEnd)) {
		into.appNameStart = hostnameEnd + 1;
		into.appNameEnd = appNameEnd;
	}
	if (appNameEnd >= end) return appNameEnd;
	const procIdEnd = findNameEnd(bytes, appNameEnd + 1, end, MAX_PROC_ID_BYTES, FAULT_PROC_ID, into);
	if (!isAbsent(bytes, appNameEnd + 1, procIdEnd)) {
		into.procIdStart = appNameEnd + 1;
		into.procIdEnd = procIdEnd;
	}
	if (procIdEnd >= end) return procIdEnd;
	const msgIdEnd = findNameEnd(bytes, procIdEnd + 1, end, MAX_MSG_ID_BYTES, FAULT_MSG_ID, into);
	if (!isAbsent(bytes, procIdEnd + 1, msgIdEnd)) {
		into.msgIdStart = procIdEnd + 1;
		into.msgIdEnd = msgIdEnd;
	}
	return msgIdEnd;
}

/** The space, or `end`, that ends the field at `bytes[at]`. Where the field breaks a rule, `fault` is set. */
function findNameEnd(bytes: Uint8Array, at: number, end: number, maxBytes: number, fault: number, into: Message): number {
	let i = at;
	while (i < end && (bytes[i]! - 0x21) >>> 0 <= 0x5d) i++;
	if (i > at && i - at <= maxBytes && (i === end || bytes[i] === SPACE)) return i;
	if (i < end || i > at) into.faults |= fault;
	return findSpace(bytes, i, end);
}

/** Whether a field is `-`, or empty, which is a fault: it keeps its place, so that those after it are not shifted. */
function isAbsent(bytes: Uint8Array, start: number, end: number): boolean {
	return end - start < 2 && (end === start || bytes[start] === DASH);
}

/** The space that ends a VERSION of one to three digits, the first not 0; -1 where there is none. */
function findVersionEnd(bytes: Uint8Array, at: number, end: number): number {
	if (at >= end || bytes[at] === DIGIT_0) return -1;
	const last = Math.min(at + 3, end - 1);
	let i = at;
	while (i < last && bytes[i]! >= DIGIT_0 && bytes[i]! <= DIGIT_9) i++;
	return i > at && bytes[i] === SPACE ? i : -1;
}

/** Reads `-` or a TIMESTAMP, valid or not, and returns where it ends; -1 where it was not meant as one. */
function readTimestamp(bytes: Uint8Array, at: number, end: number, into: Message): number {
	const stop = rfc3339End(bytes, at, end);
	if (stop !== -1 && (stop === end || bytes[stop] === SPACE)) {
		into.timestampStart = at;
		into.timestampEnd = stop;
		return stop;
	}
	const wordEnd = findSpace(bytes, at, end);
	if (wordEnd - at === 1 && bytes[at] === DASH) return wordEnd;
	if (!isYear(bytes, at, wordEnd)) return -1;
	into.faults |= FAULT_TIMESTAMP;
	return wordEnd;
}

/** Whether `2026-` stands there: else text that happens to begin with a number would be taken apart. */
function isYear(bytes: Uint8Array, at: number, end: number): boolean {
	return end - at >= 5 && twoDigits(bytes, at) <= 99 && twoDigits(bytes, at + 2) <= 99 && bytes[at + 4] === DASH;
}

function toNumber(bytes: Uint8Array, at: number, end: number): number {
	let value = 0;
	for (let i = at; i < end; i++) value = value * 10 + bytes[i]! - DIGIT_0;
	return value;
}

/** Reads STRUCTURED-DATA and MSG. Structured data that cannot be read is left to the message. */
function readBody(bytes: Uint8Array, at: number, end: number, into: Message): void {
	let stop = at;
	if (bytes[at] === OPEN_BRACKET) {
		const scanned = scanStructuredData(bytes, at, end);
		if (scanned < 0) into.faults |= FAULT_STRUCTURED_DATA;
		if (scanned !== -1) {
			stop = scanned < 0 ? ~scanned : scanned;
			into.structuredDataStart = at;
			into.structuredDataEnd = stop;
		}
	} else if (bytes[at] === DASH && (at + 1 === end || bytes[at + 1] === SPACE)) {
		stop = at + 1;
	} else {
		into.faults |= FAULT_STRUCTURED_DATA;
	}
	if (stop === end) return;
	into.messageStart = skipByteOrderMark(bytes, stop === at ? at : stop + 1, end);
	into.messageEnd = end;
}

/** A byte order mark marks MSG as UTF-8 and is no part of its text (RFC 5424, section 6.4). */
function skipByteOrderMark(bytes: Uint8Array, at: number, end: number): number {
	return end - at >= 3 && bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf ? at + 3 : at;
}

function findSpace(bytes: Uint8Array, at: number, end: number): number {
	let i = at;
	while (i < end && bytes[i] !== SPACE) i++;
	return i;
}
