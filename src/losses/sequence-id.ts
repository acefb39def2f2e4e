import {scanStructuredData, StructuredDataCursor} from '../syslog/structured-data.js';

const SPACE = 0x20;
const QUOTE = 0x22;
const DIGIT_0 = 0x30;
const OPEN_BRACKET = 0x5b;
const GREATER = 0x3e;
const VERSION = 0x31;
/** Spaces before STRUCTURED-DATA, and before HOSTNAME and behind it. */
const SPACES_BEFORE_DATA = 6;
const SPACES_BEFORE_HOST = 2;
const MAX_DIGITS = 10;
const ELEMENT = Buffer.from('meta');
const NAME = Buffer.from('sequenceId');
/** As syslog-ng writes it, first of all, where a message has no structured data of its own. */
const USUAL = Buffer.from('[meta sequenceId="');

/** The largest number; the next is 1 (RFC 5424, section 7.3.1). */
export const MAX_SEQUENCE_ID = 2 ** 31 - 1;

/** Reads the `sequenceId` of a message (RFC 5424, section 7.3.1), and which host it is of. It allocates nothing. */
export class SequenceId {
	value = 0;
	hostStart = 0;
	hostEnd = 0;
	readonly #cursor = new StructuredDataCursor();

	/** False where the message `bytes[start]` to `bytes[end - 1]` has none in its structured data, whatever its text says. */
	read(bytes: Uint8Array, start: number, end: number): boolean {
		let at = start;
		for (let spaces = 0; spaces < SPACES_BEFORE_DATA && at < end; at++) {
			if (bytes[at] !== SPACE) continue;
			spaces++;
			// Of a BSD message, this would be text.
			if (spaces === 1 && (bytes[at - 1] !== VERSION || bytes[at - 2] !== GREATER)) return false;
			if (spaces === SPACES_BEFORE_HOST) this.hostStart = at + 1;
			else if (spaces === SPACES_BEFORE_HOST + 1) this.hostEnd = at;
		}
		if (at >= end || bytes[at] !== OPEN_BRACKET) return false;
		if (stands(USUAL, bytes, at, end)) return this.#readNumber(bytes, at + USUAL.length, end);
		const dataEnd = scanStructuredData(bytes, at, end);
		if (dataEnd === -1) return false;
		const cursor = this.#cursor;
		cursor.open(bytes, at, dataEnd < 0 ? ~dataEnd : dataEnd);
		while (cursor.nextElement()) {
			const isMeta = cursor.idEnd - cursor.idStart === ELEMENT.length && stands(ELEMENT, bytes, cursor.idStart, end);
			while (isMeta && cursor.nextParam()) {
				const isId = cursor.nameEnd - cursor.nameStart === NAME.length && stands(NAME, bytes, cursor.nameStart, end);
				if (isId) return this.#readNumber(bytes, cursor.valueStart, end);
			}
		}
		return false;
	}

	#readNumber(bytes: Uint8Array, at: number, end: number): boolean {
		let value = 0;
		let i = at;
		for (; i < end && i - at < MAX_DIGITS && (bytes[i]! - DIGIT_0) >>> 0 < 10; i++) value = value * 10 + bytes[i]! - DIGIT_0;
		this.value = value;
		return value > 0 && value <= MAX_SEQUENCE_ID && i < end && bytes[i] === QUOTE;
	}
}

function stands(text: Uint8Array, bytes: Uint8Array, at: number, end: number): boolean {
	if (at + text.length > end) return false;
	for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
	return true;
}
