import {bsdTimestampEnd} from '../syslog/bsd-timestamp.js';
import {FAULT_TIMESTAMP, Message} from '../syslog/message.js';
import {priorityLength, readPriority} from '../syslog/priority.js';
import {rfc3339End} from '../syslog/rfc3339.js';
import {parseRfc5424} from '../syslog/rfc5424.js';
import {isEscape, scanStructuredData} from '../syslog/structured-data.js';

const SPACE = 0x20;
const QUOTE = 0x22;
const DASH = 0x2d;
const VERSION_1 = 0x31;
const EQUALS = 0x3d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** HOSTNAME, APP-NAME, PROCID and MSGID. */
const HEADER_WORDS = 4;
/** `2026-`: by this a TIMESTAMP that is none is known. */
const YEAR_BYTES = 5;

/** What a region is a part of: it decides what may be written there. */
export const TEXT = 0;
/** A word of the header, or a name in structured data: without a blank, and never empty. */
export const NAME = 1;
/** A value of structured data, between its quotes. */
export const VALUE = 2;

/**
 * Cuts a message into regions that a redaction cannot reach beyond, so that afterwards it has the same fields: each word
 * of the header, each name and each value of structured data, and the text. PRI, VERSION and TIMESTAMP are in none.
 *
 * It is made for one message after the other, and asked for places in ascending order.
 */
export class Regions {
	/** The region found last: its first byte, the byte after its last, and what it is a part of. */
	from = 0;
	end = 0;
	kind = TEXT;
	#bytes: Uint8Array = new Uint8Array(0);
	#messageEnd = 0;
	/** Where the header's words begin, behind the timestamp. */
	#headerAt = 0;
	/** Where structured data begin and end; the header ends there where there are none. */
	#structuredAt = 0;
	#structuredEnd = 0;
	#textAt = 0;
	/** In structured data, what stands outside of quotes goes to here. */
	#stretchAt = 0;
	#stretchEnd = 0;
	/** Where a timestamp ends, behind PRI; -1 where there is none. */
	#stampEnd = 0;
	/** Whether it is one of RFC 5424 in its usual form. */
	#isCommon = false;
	#isRead = false;
	/** Whether the region found last is a name with its value, which overlaps that of the value. */
	#isAssignment = false;
	readonly #message = new Message();

	/**
	 * Begins with a message, `bytes[start]` to `bytes[end - 1]`.
	 *
	 * @returns Where it has to be looked at from: behind PRI and timestamp, where these are as they should be.
	 */
	open(bytes: Uint8Array, start: number, end: number): number {
		this.#bytes = bytes;
		this.#messageEnd = end;
		this.#isRead = false;
		this.#isAssignment = false;
		this.from = this.end = start;
		const priority = readPriority(bytes, start, end);
		const at = priority === -1 ? start : start + priorityLength(priority);
		this.#headerAt = at;
		this.#isCommon = priority !== -1 && bytes[at] === VERSION_1 && bytes[at + 1] === SPACE;
		// The stamp of RFC 3339 that some write into BSD messages is looked for too.
		const stamp = rfc3339End(bytes, this.#isCommon ? at + 2 : at, end);
		this.#isCommon &&= stamp !== -1 && stamp < end && bytes[stamp] === SPACE;
		this.#stampEnd = stamp === -1 ? bsdTimestampEnd(bytes, at, end) : stamp;
		return this.#stampEnd === -1 ? at : this.#stampEnd;
	}

	/** Finds the region that `bytes[at]` is in; false where that is none. */
	find(at: number): boolean {
		if (at < this.end && at >= this.from && !this.#isAssignment) return true;
		if (!this.#isRead) this.#read();
		this.#isAssignment = false;
		this.end = this.from;
		if (at < this.#headerAt) return false;
		if (at >= this.#textAt) return this.#set(this.#textAt, this.#messageEnd, TEXT);
		if (at >= this.#structuredEnd) return false;
		if (at < this.#structuredAt) return this.#findWord(at);
		return this.#findInStructuredData(at);
	}

	/** The same for regions that do not overlap: a name together with its value is none of them. */
	findField(at: number): boolean {
		return this.find(at) && !this.#isAssignment;
	}

	/** Goes to the first such region at `at` or behind it that has something in it; false where there is none. */
	nextField(at: number): boolean {
		if (!this.#isRead) this.#read();
		for (let next = Math.max(at, this.#headerAt); next < this.#messageEnd; next++) if (this.findField(next)) return true;
		return false;
	}

	/** Whether the region is an absent field: what stands there is not the sender's. */
	get isNil(): boolean {
		return this.kind === NAME && this.end - this.from === 1 && this.#bytes[this.from] === DASH;
	}

	#set(from: number, end: number, kind: number): true {
		this.from = from;
		this.end = end;
		this.kind = kind;
		return true;
	}

	/** Finds out where header, structured data and text are. */
	#read(): void {
		this.#isRead = true;
		if (this.#isCommon) this.#readCommon();
		else this.#readOther();
		this.#stretchAt = this.#stretchEnd = this.#structuredAt;
	}

	/** The same as `parseRfc5424` finds, in a third of the time: for VERSION 1 and a TIMESTAMP that is as it should be. */
	#readCommon(): void {
		const bytes = this.#bytes;
		const end = this.#messageEnd;
		let at = this.#headerAt = this.#stampEnd;
		for (let words = 0; words < HEADER_WORDS; words++) at = wordEnd(bytes, at + 1, end);
		at = Math.min(at + 1, end);
		this.#structuredAt = this.#structuredEnd = this.#textAt = at;
		if (at === end) return;
		let stop = at;
		if (bytes[at] === OPEN_BRACKET) {
			const scanned = scanStructuredData(bytes, at, end);
			if (scanned !== -1) stop = this.#structuredEnd = scanned < 0 ? ~scanned : scanned;
		} else if (bytes[at] === DASH && (at + 1 === end || bytes[at + 1] === SPACE)) {
			stop = this.#structuredAt = this.#structuredEnd = at + 1;
		}
		this.#textAt = stop === at ? at : Math.min(stop + 1, end);
	}

	#readOther(): void {
		const bytes = this.#bytes;
		const end = this.#messageEnd;
		const message = this.#message;
		const at = this.#headerAt;
		message.clear(bytes);
		if (!parseRfc5424(bytes, at, end, message)) {
			this.#headerAt = this.#structuredAt = this.#structuredEnd = this.#textAt = this.#stampEnd === -1 ? at : this.#stampEnd;
			return;
		}
		const stampAt = wordEnd(bytes, at, end) + 1;
		this.#headerAt = (message.faults & FAULT_TIMESTAMP) === 0 ? wordEnd(bytes, stampAt, end) : stampAt + YEAR_BYTES;
		this.#textAt = message.messageStart === -1 ? end : message.messageStart;
		this.#structuredAt = message.structuredDataStart === -1 ? this.#textAt : message.structuredDataStart;
		this.#structuredEnd = message.structuredDataStart === -1 ? this.#textAt : message.structuredDataEnd;
	}

	#findWord(at: number): boolean {
		if (this.#bytes[at] === SPACE) return false;
		let from = at;
		while (from > this.#headerAt && this.#bytes[from - 1] !== SPACE) from--;
		return this.#set(from, Math.min(wordEnd(this.#bytes, at, this.#messageEnd), this.#structuredAt), NAME);
	}

	#findInStructuredData(at: number): boolean {
		const bytes = this.#bytes;
		const end = this.#structuredEnd;
		for (;;) {
			if (at >= this.#stretchEnd) {
				// The stretch that was looked at is over: its value, if there is one, comes next.
				this.#stretchAt = this.#stretchEnd;
				if (this.#stretchAt < end && bytes[this.#stretchAt] === QUOTE) {
					const valueEnd = valueEndOf(bytes, this.#stretchAt + 1, end);
					if (at <= valueEnd) {
						if (at === this.#stretchAt || at === valueEnd) return false;
						return this.#set(this.#stretchAt + 1, valueEnd, VALUE);
					}
					this.#stretchAt = valueEnd + 1;
				}
				this.#stretchEnd = this.#stretchAt;
				while (this.#stretchEnd < end && bytes[this.#stretchEnd] !== QUOTE) this.#stretchEnd++;
				if (at >= this.#stretchEnd) continue;
			}
			return this.#findName(at);
		}
	}

	/** A name; or for the `=` behind it, the name and its value together. */
	#findName(at: number): boolean {
		const bytes = this.#bytes;
		if (bytes[at] !== EQUALS && isDelimiter(bytes[at]!)) return false;
		let from = at;
		while (from > this.#stretchAt && !isDelimiter(bytes[from - 1]!)) from--;
		if (bytes[at] === EQUALS) {
			this.#isAssignment = true;
			return this.#set(from, valueEndOf(bytes, at + 2, this.#structuredEnd), VALUE);
		}
		let end = at;
		while (end < this.#stretchEnd && !isDelimiter(bytes[end]!)) end++;
		return this.#set(from, end, NAME);
	}
}

/** Whether the byte stands between the names of structured data. */
function isDelimiter(byte: number): boolean {
	return byte === SPACE || byte === QUOTE || byte === EQUALS || byte === OPEN_BRACKET || byte === CLOSE_BRACKET;
}

/** Where the value at `bytes[at]` ends: at its closing quote. */
function valueEndOf(bytes: Uint8Array, at: number, end: number): number {
	let i = at;
	while (i < end && bytes[i] !== QUOTE) i += isEscape(bytes, i) ? 2 : 1;
	return Math.min(i, end);
}

function wordEnd(bytes: Uint8Array, at: number, end: number): number {
	let i = at;
	while (i < end && bytes[i] !== SPACE) i++;
	return i;
}
