import type {Message} from './message.js';
import {askSyslogParse, hostLength, NO_ANSWER, processLength} from './syslog-parse.js';

const SPACE = 0x20;
const DASH = 0x2d;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const IN_HOSTNAME = 1;
const IN_TAG = 2;
/** What each byte may be part of. A tag may hold any graphic byte but those that text has rather than names. */
const CLASSES = new Uint8Array(256);
for (let byte = 0x21; byte < 0x100; byte++) {
	const character = String.fromCharCode(byte);
	if (/[\w.:-]/.test(character)) CLASSES[byte] = IN_HOSTNAME | IN_TAG;
	else if (!/["'`<>{}=,;|?^\x7f]/.test(character)) CLASSES[byte] = IN_TAG;
}

/**
 * Reads what follows the timestamp of a BSD message: `host app[pid]: text`, where each but the text may be missing.
 *
 * The first word is the tag where it looks like one, as in what syslog(3) writes, which names no host. Else it is
 * the host where it looks like one, and the word after it may be the tag. What is neither belongs to the text.
 *
 * syslog-parse says how long host and process are wherever it can be right about them; see `askSyslogParse`.
 */
export function readBsdHeader(bytes: Uint8Array, at: number, end: number, into: Message): void {
	let tag = at;
	let tagEnd = findTagEnd(bytes, tag, end);
	if (tagEnd === -1) {
		const hostnameEnd = findHostnameEnd(bytes, at, end);
		if (hostnameEnd !== -1) {
			setHostname(into, at, hostnameEnd);
			tag = hostnameEnd + 1;
			tagEnd = findTagEnd(bytes, tag, end);
			if (tagEnd === -1) tagEnd = findUnmarkedTagEnd(bytes, tag, end);
		}
	}
	if (tagEnd === -1) {
		into.messageStart = tag;
		into.messageEnd = end;
		return;
	}
	readTag(bytes, at, tag, tagEnd, into);
	if (tagEnd + 1 === end) return;
	into.messageStart = bytes[tagEnd] === COLON && bytes[tagEnd + 1] === SPACE ? tagEnd + 2 : tagEnd + 1;
	into.messageEnd = end;
}

function readTag(bytes: Uint8Array, header: number, tag: number, tagEnd: number, into: Message): void {
	let nameEnd = tagEnd;
	if (bytes[tagEnd - 1] === CLOSE_BRACKET) {
		const open = findLastBracket(bytes, tag, tagEnd - 1);
		if (open !== -1) nameEnd = open;
	}
	if (nameEnd + 2 < tagEnd) {
		into.procIdStart = nameEnd + 1;
		into.procIdEnd = tagEnd - 1;
	}
	let nameStart = tag;
	const answer = askSyslogParse(bytes, header, tag, nameEnd, tagEnd);
	if (answer !== NO_ANSWER) {
		const length = hostLength(answer);
		setHostname(into, length > 0 ? header : -1, length > 0 ? header + length : -1);
		nameStart = nameEnd - processLength(answer);
	}
	if (nameStart === nameEnd) return;
	into.appNameStart = nameStart;
	into.appNameEnd = nameEnd;
}

/**
 * The colon that ends the tag which begins at `bytes[at]`; -1 where there is no tag. After a process id in brackets
 * it may be followed by anything, else only by a space: `10:30` and `http://` are no tags.
 */
function findTagEnd(bytes: Uint8Array, at: number, end: number): number {
	if (at < end && bytes[at] === OPEN_BRACKET) return findBareTagEnd(bytes, at, end);
	let hasBracket = false;
	let i = at;
	for (; i < end && (CLASSES[bytes[i]!]! & IN_TAG) !== 0; i++) {
		if (bytes[i] === OPEN_BRACKET) hasBracket = true;
		if (bytes[i] !== COLON || i === at) continue;
		if (i + 1 === end || bytes[i + 1] === SPACE || (hasBracket && bytes[i - 1] === CLOSE_BRACKET)) return i;
	}
	return -1;
}

/** The same for a tag without a name, `[10977]:`, which glibc writes for an empty ident. */
function findBareTagEnd(bytes: Uint8Array, at: number, end: number): number {
	let i = at + 1;
	while (i < end && bytes[i]! >= DIGIT_0 && bytes[i]! <= DIGIT_9) i++;
	return i > at + 1 && i + 1 < end && bytes[i] === CLOSE_BRACKET && bytes[i + 1] === COLON ? i + 1 : -1;
}

/**
 * The space after a tag with a process id, `app[123] text`, which rsyslog's default format makes of RFC 5424 messages;
 * -1 where there is none. Without a host before it this would be too little to tell it from text.
 */
function findUnmarkedTagEnd(bytes: Uint8Array, at: number, end: number): number {
	let open = at;
	while (open < end && bytes[open] !== OPEN_BRACKET && (CLASSES[bytes[open]!]! & IN_TAG) !== 0) open++;
	if (open === at || bytes[open] !== OPEN_BRACKET || open >= end) return -1;
	let i = open + 1;
	while (i < end && bytes[i]! >= DIGIT_0 && bytes[i]! <= DIGIT_9) i++;
	return i > open + 1 && i + 1 < end && bytes[i] === CLOSE_BRACKET && bytes[i + 1] === SPACE ? i + 1 : -1;
}

/** The space after the host name at `bytes[at]`, which may be an IPv6 address; -1 where there is none. */
function findHostnameEnd(bytes: Uint8Array, at: number, end: number): number {
	let i = at;
	while (i < end && (CLASSES[bytes[i]!]! & IN_HOSTNAME) !== 0) i++;
	return i > at && i < end && bytes[i] === SPACE && bytes[at] !== DASH ? i : -1;
}

function findLastBracket(bytes: Uint8Array, at: number, end: number): number {
	let i = end - 1;
	while (i >= at && bytes[i] !== OPEN_BRACKET) i--;
	return i >= at ? i : -1;
}

function setHostname(into: Message, start: number, end: number): void {
	into.hostnameStart = start;
	into.hostnameEnd = end;
}
