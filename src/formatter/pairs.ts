import type {Chunk} from '../hub/chunk.js';
import {FLAG_ORIGIN_PROCESS} from '../hub/entry.js';
import {completeBsdTimestamp} from '../syslog/bsd-timestamp.js';
import {writeNumber} from '../syslog/digits.js';
import type {Message} from '../syslog/message.js';
import {FACILITY_NAMES, SEVERITY_NAMES} from '../syslog/names.js';
import {MAX_PRIORITY} from '../syslog/priority.js';
import {MAX_SD_NAME_BYTES, StructuredDataCursor} from '../syslog/structured-data.js';
import {isBsdTimestamp} from '../syslog/timestamp.js';
import {writeUtcTimestamp} from '../syslog/timestamp-writer.js';
import type {FormatterContext} from './formatter.js';
import {Literal} from './literal.js';
import {ParamValue} from './param-value.js';
import {TextCopier} from './text.js';

const DOT = 0x2e;
const EQUALS = 0x3d;
/** All that is not from the message's bytes comes to less than this: names of fields, numbers, times, quotes. */
const FIXED_BYTES = 640;
/** Most bytes made of one: 43 may be made of ` n=""`, because the id of its element is repeated. */
const MAX_BYTES_PER_BYTE = 9;

/** Copies values in the syntax of a format. */
export interface ValueWriter {
	/** Sets from where to where the next values are copied. */
	open(input: Uint8Array, output: Uint8Array): void;
	/** Copies `input[start]` to `input[end - 1]`, at most six bytes for one and two more; returns where the copy ends. */
	write(start: number, end: number, at: number): number;
}

/** How pairs look. */
export interface PairStyle {
	/** What stands before a name, at most four bytes of US-ASCII. */
	readonly begin: string;
	/** The byte of US-ASCII after a value. */
	readonly end: number;
	readonly valueWriter: () => ValueWriter;
}

/**
 * Writes all that is known of a message as pairs, `name=value`, with the names that users write for fields; what is
 * absent is left out. A parameter of structured data is `sd.ID.NAME`, an element without any `sd.ID` with an empty
 * value; of an id longer than RFC 5424 allows the first 32 bytes are shown.
 */
export class Pairs {
	readonly #end: number;
	readonly #names: Names;
	readonly #sources: readonly Literal[];
	readonly #maxSourceBytes: number;
	readonly #text = new TextCopier();
	readonly #values: ValueWriter;
	/** For values that do not stand in the message as they are. */
	readonly #madeValues: ValueWriter;
	readonly #cursor = new StructuredDataCursor();
	readonly #param = new ParamValue();

	constructor(style: PairStyle, {sourceNames}: FormatterContext) {
		this.#end = style.end;
		this.#names = namesOf(style);
		this.#values = style.valueWriter();
		this.#madeValues = style.valueWriter();
		this.#sources = sourceNames.map(name => new Literal(pairText(style, 'source', name)));
		this.#maxSourceBytes = Math.max(0, ...this.#sources.map(({length}) => length));
	}

	/** The most bytes that `write` needs for a message of `length` stored bytes. */
	bound(length: number): number {
		return FIXED_BYTES + this.#maxSourceBytes + MAX_BYTES_PER_BYTE * length;
	}

	/** Writes the pairs of message `i`, each with the style's end; returns where the last one ends. */
	write(chunk: Chunk, i: number, message: Message, out: Uint8Array, at: number): number {
		const names = this.#names;
		const text = this.#text;
		const isOfRing = chunk.firstSeq >= 0;
		text.open(chunk.bytes, out);
		this.#values.open(chunk.bytes, out);
		let to = isOfRing ? this.#number(names.seq, chunk.firstSeq + i, out, at) : at;
		to = this.#close(out, writeUtcTimestamp(chunk.receivedUs(i), out, text.literal(names.received, to)));
		to = this.#timestamp(message, chunk.receivedUs(i), out, to);
		to = this.#value(names.hostname, message.hostnameStart, message.hostnameEnd, out, to);
		to = this.#value(names.appName, message.appNameStart, message.appNameEnd, out, to);
		to = this.#value(names.procId, message.procIdStart, message.procIdEnd, out, to);
		to = this.#value(names.msgId, message.msgIdStart, message.msgIdEnd, out, to);
		to = text.literal(names.priorities[message.priority]!, to);
		if (message.version > 0) to = this.#number(names.version, message.version, out, to);
		const source = this.#sources[chunk.source(i)];
		if (isOfRing && source !== undefined) to = text.literal(source, to);
		if ((chunk.flags(i) & FLAG_ORIGIN_PROCESS) !== 0) {
			to = this.#number(names.pid, chunk.originA(i), out, to);
			to = this.#number(names.uid, chunk.originB(i), out, to);
		}
		to = this.#structuredData(message, out, to);
		return this.#value(names.message, message.messageStart, message.messageEnd, out, to);
	}

	#number(name: Literal, value: number, out: Uint8Array, at: number): number {
		return this.#close(out, writeNumber(value, out, this.#text.literal(name, at)));
	}

	#value(name: Literal, start: number, end: number, out: Uint8Array, at: number): number {
		return start === -1 ? at : this.#close(out, this.#values.write(start, end, this.#text.literal(name, at)));
	}

	#timestamp({bytes, timestampStart: start, timestampEnd: end}: Message, receivedUs: number, out: Uint8Array, at: number): number {
		if (start === -1) return at;
		const to = this.#text.literal(this.#names.timestamp, at);
		return this.#close(out, isBsdTimestamp(bytes, start)
			? completeBsdTimestamp(bytes, start, end, receivedUs, out, to)
			: this.#text.line(start, end, to));
	}

	#structuredData({bytes, structuredDataStart: start, structuredDataEnd: end}: Message, out: Uint8Array, at: number): number {
		if (start === -1) return at;
		const cursor = this.#cursor;
		let to = at;
		cursor.open(bytes, start, end);
		while (cursor.nextElement()) {
			let hasParams = false;
			while (cursor.nextParam()) {
				hasParams = true;
				to = this.#id(to);
				out[to++] = DOT;
				to = this.#text.line(cursor.nameStart, cursor.nameEnd, to);
				out[to++] = EQUALS;
				to = this.#close(out, this.#paramValue(bytes, out, to));
			}
			if (hasParams) continue;
			to = this.#id(to);
			out[to++] = EQUALS;
			to = this.#close(out, to);
		}
		return to;
	}

	#id(at: number): number {
		const {idStart, idEnd} = this.#cursor;
		return this.#text.line(idStart, Math.min(idEnd, idStart + MAX_SD_NAME_BYTES), this.#text.literal(this.#names.structuredData, at));
	}

	#paramValue(messageBytes: Uint8Array, out: Uint8Array, at: number): number {
		const param = this.#param;
		param.read(this.#cursor);
		if (param.bytes === messageBytes) return this.#values.write(param.start, param.end, at);
		this.#madeValues.open(param.bytes, out);
		return this.#madeValues.write(param.start, param.end, at);
	}

	#close(out: Uint8Array, at: number): number {
		out[at] = this.#end;
		return at + 1;
	}
}

/** The names, as they stand in the output. */
type Names = ReturnType<typeof namesOf>;

function namesOf(style: PairStyle) {
	const name = (text: string): Literal => new Literal(`${style.begin}${text}=`);
	return {
		seq: name('seq'),
		received: name('received'),
		timestamp: name('timestamp'),
		hostname: name('hostname'),
		appName: name('app_name'),
		procId: name('proc_id'),
		msgId: name('msg_id'),
		/** The three pairs that PRI holds, by PRI. */
		priorities: Array.from({length: MAX_PRIORITY + 1}, (_, priority) => new Literal([
			pairText(style, 'facility', FACILITY_NAMES[priority >> 3]!),
			pairText(style, 'severity', SEVERITY_NAMES[priority & 7]!),
			pairText(style, 'priority', String(priority)),
		].join(''))),
		version: name('version'),
		pid: name('pid'),
		uid: name('uid'),
		structuredData: new Literal(`${style.begin}sd.`),
		message: name('message'),
	};
}

function pairText(style: PairStyle, name: string, value: string): string {
	const input = Buffer.from(value);
	const output = Buffer.alloc(6 * input.length + 2);
	const writer = style.valueWriter();
	writer.open(input, output);
	return `${style.begin}${name}=${output.toString('utf8', 0, writer.write(0, input.length, 0))}${String.fromCharCode(style.end)}`;
}
