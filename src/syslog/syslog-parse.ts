import syslogParse from 'syslog-parse';
import {LastView} from './last-view.js';

const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/** syslog-parse cannot be right about the header, or was not. */
export const NO_ANSWER = -1;

/** Headers longer than this are not asked about. */
const MAX_HEADER_BYTES = 127;
/** Whole numbers of more digits do not survive as a Number. */
const MAX_PID_DIGITS = 15;
const SLOTS = 1024;
/** Bytes that a slot has for its header. */
const SLOT_BYTES = MAX_HEADER_BYTES + 1;

/**
 * Answers by header, one a slot, each with a choice of two: syslog-parse takes about a microsecond and works on strings, but the programs of a
 * network are few and write the same header again and again.
 */
const headers = new Uint8Array(SLOTS * SLOT_BYTES);
const headersView = new DataView(headers.buffer);
const lengths = new Uint8Array(SLOTS);
const answers = new Int16Array(SLOTS);
const inputView = new LastView();

/**
 * What syslog-parse makes of a BSD header: how long host and process are, packed into one number for `hostLength` and
 * `processLength`. `NO_ANSWER` where our own scan has to decide.
 *
 * It gets to see only headers that its grammar covers, behind a timestamp that it reads right, and is believed only
 * where its answer accounts for every byte. What it does not know: IPv6 hosts, other characters in tags, process ids
 * that are no number, or 0, and tags without a name. Which process it was does not change the answer, so that headers
 * are remembered up to the bracket.
 *
 * @param header Where the header begins: its host, or its tag.
 * @param tag Where its tag begins.
 * @param nameEnd Where the tag's name ends: its bracket, or `tagEnd`.
 * @param tagEnd The colon that ends the tag.
 */
export function askSyslogParse(bytes: Uint8Array, header: number, tag: number, nameEnd: number, tagEnd: number): number {
	const length = nameEnd + 1 - header;
	if (length > MAX_HEADER_BYTES || (nameEnd < tagEnd && !isPid(bytes, nameEnd + 1, tagEnd - 1))) return NO_ANSWER;
	const first = slotOf(bytes, header, length);
	if (isRemembered(first, bytes, header, length)) return answers[first]!;
	const second = first ^ 1;
	if (isRemembered(second, bytes, header, length)) return answers[second]!;
	const slot = lengths[first] === 0 ? first : second;
	const answer = ask(bytes, header, tag, nameEnd, tagEnd);
	headers.set(bytes.subarray(header, nameEnd + 1), slot * SLOT_BYTES);
	lengths[slot] = length;
	answers[slot] = answer;
	return answer;
}

/** Bytes of the host in an answer; 0 where there is none. */
export function hostLength(answer: number): number {
	return answer >>> 7;
}

/** Bytes of the process in an answer. */
export function processLength(answer: number): number {
	return answer & 0x7f;
}

/** Overwrites what is remembered of hosts and programs, for when the messages it came from are cleared. */
export function forgetHeaders(): void {
	headers.fill(0);
	lengths.fill(0);
}

function ask(bytes: Uint8Array, header: number, tag: number, nameEnd: number, tagEnd: number): number {
	// A view, not a copy: that would lie in a pool of Node's, and nobody would overwrite it.
	const text = Buffer.from(bytes.buffer, bytes.byteOffset + header, tagEnd - header).toString('latin1');
	const host = text.slice(0, Math.max(0, tag - header - 1));
	const process = text.slice(tag - header, nameEnd - header);
	if (!/^[\w.-]*$/.test(host) || !/^[\w\-().\d/]+$/.test(process)) return NO_ANSWER;
	const answer = syslogParse(`Jan  1 00:00:00 ${text}: -`);
	const pid = nameEnd < tagEnd ? Number(text.slice(nameEnd + 1 - header, -1)) : undefined;
	if (answer === undefined || answer.pid !== pid) return NO_ANSWER;
	const names = answer.host === '' ? answer.process : `${answer.host} ${answer.process}`;
	if (names !== text.slice(0, nameEnd - header)) return NO_ANSWER;
	return answer.host.length << 7 | answer.process.length;
}

/** A decimal number without leading zeros: syslog-parse makes a Number of it, and leaves 0 out. */
function isPid(bytes: Uint8Array, at: number, end: number): boolean {
	if (end - at < 1 || end - at > MAX_PID_DIGITS || bytes[at] === DIGIT_0) return false;
	for (let i = at; i < end; i++) {
		if (bytes[i]! < DIGIT_0 || bytes[i]! > DIGIT_9) return false;
	}
	return true;
}

/** A hash of the header, by words, the last of which may overlap the one before. */
function slotOf(bytes: Uint8Array, at: number, length: number): number {
	let hash = length;
	if (length < 4) {
		for (let i = 0; i < length; i++) hash = mix(hash, bytes[at + i]!);
	} else {
		const view = inputView.of(bytes);
		const last = at + length - 4;
		for (let i = at; i < last; i += 4) hash = mix(hash, view.getInt32(i, true));
		hash = mix(hash, view.getInt32(last, true));
	}
	return (hash ^ hash >>> 12) & SLOTS - 1;
}

/** One step of a hash: a multiplication carries bits up, the shift brings them down again. */
function mix(hash: number, word: number): number {
	const product = Math.imul(hash ^ word, 0x9e3779b1);
	return product ^ product >>> 15;
}

function isRemembered(slot: number, bytes: Uint8Array, at: number, length: number): boolean {
	if (lengths[slot] !== length) return false;
	const base = slot * SLOT_BYTES;
	if (length < 4) {
		for (let i = 0; i < length; i++) {
			if (headers[base + i] !== bytes[at + i]) return false;
		}
		return true;
	}
	const view = inputView.of(bytes);
	const last = length - 4;
	for (let i = 0; i < last; i += 4) {
		if (headersView.getInt32(base + i, true) !== view.getInt32(at + i, true)) return false;
	}
	return headersView.getInt32(base + last, true) === view.getInt32(at + last, true);
}
