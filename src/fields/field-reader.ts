import type {Chunk} from '../hub/chunk.js';
import {FLAG_ORIGIN_PROCESS} from '../hub/entry.js';
import {completeBsdTimestamp} from '../syslog/bsd-timestamp.js';
import {writeNumber} from '../syslog/digits.js';
import type {Message} from '../syslog/message.js';
import {FACILITY_NAMES, SEVERITY_NAMES} from '../syslog/names.js';
import {isEscape, StructuredDataCursor} from '../syslog/structured-data.js';
import {isBsdTimestamp} from '../syslog/timestamp.js';
import {writeUtcTimestamp} from '../syslog/timestamp-writer.js';
import type {Field} from './field.js';

/** Numbers and times take less than this. */
const SCRATCH_BYTES = 64;
const DOT = 0x2e;

/** What a reader of fields must know beyond the messages. */
export interface FieldContext {
	/** Names of the listeners, by number. */
	readonly sourceNames: readonly string[];
}

/**
 * Finds one field's value in messages, as bytes: where they stand in the message, or in memory of its own for values
 * that are made (numbers, times, escapes undone). It allocates nothing for a message.
 */
export class FieldReader {
	/** What `start` and `end` are offsets into. */
	bytes: Uint8Array;
	start = 0;
	end = 0;
	readonly #field: Field;
	readonly #sources: readonly Uint8Array[];
	readonly #path: Uint8Array;
	readonly #cursor = new StructuredDataCursor();
	#scratch = new Uint8Array(SCRATCH_BYTES);

	constructor(field: Field, {sourceNames}: FieldContext) {
		this.#field = field;
		this.bytes = this.#scratch;
		this.#sources = sourceNames.map(name => Buffer.from(name));
		this.#path = Buffer.from(field.name === 'sd' ? field.path : '');
	}

	/**
	 * Goes to the field's value in message `i`; false where it is absent.
	 *
	 * @param message The same message, parsed.
	 */
	read(chunk: Chunk, i: number, message: Message): boolean {
		switch (this.#field.name) {
			case 'message': return this.#found(message.bytes, message.messageStart, message.messageEnd);
			case 'hostname': return this.#found(message.bytes, message.hostnameStart, message.hostnameEnd);
			case 'app_name': return this.#found(message.bytes, message.appNameStart, message.appNameEnd);
			case 'proc_id': return this.#found(message.bytes, message.procIdStart, message.procIdEnd);
			case 'msg_id': return this.#found(message.bytes, message.msgIdStart, message.msgIdEnd);
			case 'raw': return this.#found(chunk.bytes, chunk.start(i), chunk.end(i));
			case 'severity': return this.#name(SEVERITIES[chunk.priority(i) & 7]);
			case 'facility': return this.#name(FACILITIES[chunk.priority(i) >>> 3]);
			case 'source': return this.#name(this.#sources[chunk.source(i)]);
			case 'priority': return this.#number(chunk.priority(i));
			case 'seq': return chunk.firstSeq >= 0 && this.#number(chunk.firstSeq + i);
			case 'pid': return (chunk.flags(i) & FLAG_ORIGIN_PROCESS) !== 0 && this.#number(chunk.originA(i));
			case 'uid': return (chunk.flags(i) & FLAG_ORIGIN_PROCESS) !== 0 && this.#number(chunk.originB(i));
			case 'received': return this.#made(writeUtcTimestamp(chunk.receivedUs(i), this.#scratch, 0));
			case 'timestamp': return this.#timestamp(message, chunk.receivedUs(i));
			case 'sd': return this.#openStructuredData(message);
		}
	}

	/** Goes to the next value of a field that may have several, a parameter of structured data; false after the last. */
	next(): boolean {
		if (this.#field.name !== 'sd') return false;
		do {
			while (this.#cursor.nextParam()) {
				if (this.#isWanted()) return this.#value();
			}
		} while (this.#cursor.nextElement());
		return false;
	}

	#found(bytes: Uint8Array, start: number, end: number): boolean {
		this.bytes = bytes;
		this.start = start;
		this.end = end;
		return start !== -1;
	}

	#name(name: Uint8Array | undefined): boolean {
		return name !== undefined && this.#found(name, 0, name.length);
	}

	#number(value: number): boolean {
		return this.#made(writeNumber(value, this.#scratch, 0));
	}

	#made(length: number): boolean {
		return this.#found(this.#scratch, 0, length);
	}

	#timestamp({bytes, timestampStart: start, timestampEnd: end}: Message, receivedUs: number): boolean {
		if (start === -1 || !isBsdTimestamp(bytes, start)) return this.#found(bytes, start, end);
		return this.#made(completeBsdTimestamp(bytes, start, end, receivedUs, this.#scratch, 0));
	}

	#openStructuredData({bytes, structuredDataStart: start, structuredDataEnd: end}: Message): boolean {
		if (start === -1) return false;
		this.#cursor.open(bytes, start, end);
		return this.#cursor.nextElement() && this.next();
	}

	/** Whether the cursor stands at `ID.NAME`. */
	#isWanted(): boolean {
		const {bytes, idStart, idEnd, nameStart, nameEnd} = this.#cursor;
		const path = this.#path;
		const dot = idEnd - idStart;
		if (path.length !== dot + 1 + nameEnd - nameStart || path[dot] !== DOT) return false;
		for (let i = 0; i < dot; i++) if (bytes[idStart + i] !== path[i]) return false;
		for (let i = dot + 1; i < path.length; i++) if (bytes[nameStart + i - dot - 1] !== path[i]) return false;
		return true;
	}

	/** Takes the value at the cursor, its escapes undone. */
	#value(): boolean {
		const {bytes, valueStart, valueEnd, hasEscapes} = this.#cursor;
		if (!hasEscapes) return this.#found(bytes, valueStart, valueEnd);
		if (this.#scratch.length < valueEnd - valueStart) this.#scratch = new Uint8Array(valueEnd - valueStart);
		let length = 0;
		for (let i = valueStart; i < valueEnd; i++) {
			if (isEscape(bytes, i)) i++;
			this.#scratch[length++] = bytes[i]!;
		}
		return this.#made(length);
	}
}

const SEVERITIES = SEVERITY_NAMES.map(name => Buffer.from(name));
const FACILITIES = FACILITY_NAMES.map(name => Buffer.from(name));
