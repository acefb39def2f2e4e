import type {Chunk} from '../hub/chunk.js';
import {completeBsdTimestamp} from '../syslog/bsd-timestamp.js';
import {writeNumber} from '../syslog/digits.js';
import {Message} from '../syslog/message.js';
import {parseStored} from '../syslog/parse-stored.js';
import {MAX_PRIORITY} from '../syslog/priority.js';
import {isBsdTimestamp} from '../syslog/timestamp.js';
import {writeUtcTimestamp} from '../syslog/timestamp-writer.js';
import {NOTHING, type Formatter} from './formatter.js';
import {Literal} from './literal.js';
import {MAX_LINE_BYTES_PER_BYTE, TextCopier} from './text.js';

const LF = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
/** All that is not from the message's bytes: commas, quotes, numbers and times come to less than this. */
const FIXED_BYTES = 160;

const HEAD = new TextEncoder().encode(
	'seq,received,timestamp,hostname,app_name,proc_id,msg_id,facility,severity,priority,version,structured_data,message\n');
/** The three numbers that PRI holds, by PRI. */
const PRIORITIES = Array.from({length: MAX_PRIORITY + 1}, (_, priority) =>
	new Literal(`,${priority >> 3},${priority & 7},${priority},`));

/**
 * Comma-separated values with a header line (RFC 4180), one line a message, ended by LF alone as everywhere in Unix.
 * The columns are the keys of `json`. What is absent is an empty column, what is there but empty is `""`. Structured
 * data is shown as the sender wrote it, and control characters are escaped as in `syslog`.
 */
export class CsvFormatter implements Formatter {
	readonly contentType = 'text/csv; charset=utf-8; header=present';
	readonly isVerbatim = false;
	readonly alwaysUtf8 = true;
	readonly head = HEAD;
	readonly separator = NOTHING;
	readonly #message = new Message();
	readonly #text = new TextCopier();

	bound(length: number): number {
		return FIXED_BYTES + MAX_LINE_BYTES_PER_BYTE * length;
	}

	write(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		const message = this.#message;
		const receivedUs = chunk.receivedUs(i);
		parseStored(chunk, i, message);
		this.#text.open(chunk.bytes, out);
		let to = chunk.firstSeq < 0 ? at : writeNumber(chunk.firstSeq + i, out, at);
		out[to++] = COMMA;
		to = writeUtcTimestamp(receivedUs, out, to);
		out[to++] = COMMA;
		to = this.#timestamp(receivedUs, out, to);
		to = this.#word(message.hostnameStart, message.hostnameEnd, out, to);
		to = this.#word(message.appNameStart, message.appNameEnd, out, to);
		to = this.#word(message.procIdStart, message.procIdEnd, out, to);
		to = this.#word(message.msgIdStart, message.msgIdEnd, out, to);
		to = this.#text.literal(PRIORITIES[message.priority]!, to);
		if (message.version > 0) to = writeNumber(message.version, out, to);
		out[to++] = COMMA;
		to = this.#quoted(message.structuredDataStart, message.structuredDataEnd, out, to);
		out[to++] = COMMA;
		to = this.#quoted(message.messageStart, message.messageEnd, out, to);
		out[to] = LF;
		return to + 1;
	}

	#timestamp(receivedUs: number, out: Uint8Array, at: number): number {
		const {bytes, timestampStart: start, timestampEnd: end} = this.#message;
		if (start === -1) return at;
		return isBsdTimestamp(bytes, start)
			? completeBsdTimestamp(bytes, start, end, receivedUs, out, at)
			: this.#text.line(start, end, at);
	}

	/** Writes a comma and a field that seldom needs quotes. */
	#word(start: number, end: number, out: Uint8Array, at: number): number {
		out[at] = COMMA;
		const {bytes} = this.#message;
		let i = start;
		while (i < end && bytes[i] !== COMMA && bytes[i] !== QUOTE) i++;
		return i === end && start < end ? this.#text.line(start, end, at + 1) : this.#quoted(start, end, out, at + 1);
	}

	/** Writes a field between quotes, those inside it doubled; nothing where it is absent. */
	#quoted(start: number, end: number, out: Uint8Array, at: number): number {
		if (start === -1) return at;
		const {bytes} = this.#message;
		let to = at;
		let from = start;
		out[to++] = QUOTE;
		for (let i = start; i < end; i++) {
			if (bytes[i] !== QUOTE) continue;
			to = this.#text.line(from, i + 1, to);
			out[to++] = QUOTE;
			from = i + 1;
		}
		to = this.#text.line(from, end, to);
		out[to] = QUOTE;
		return to + 1;
	}
}
