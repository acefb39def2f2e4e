import type {Chunk} from '../hub/chunk.js';
import {completeBsdTimestamp} from '../syslog/bsd-timestamp.js';
import {writeNumber} from '../syslog/digits.js';
import {Message} from '../syslog/message.js';
import {parse} from '../syslog/parse.js';
import {MAX_PRIORITY} from '../syslog/priority.js';
import {isBsdTimestamp} from '../syslog/timestamp.js';
import {writeUtcTimestamp} from '../syslog/timestamp-writer.js';
import {type FormatterContext, NOTHING, type Formatter, type RunWriter} from './formatter.js';
import {JsonKernel, priorityText} from './json-kernel.js';
import {JsonStructuredData} from './json-structured-data.js';
import {KernelWriter} from './kernel-writer.js';
import {Literal} from './literal.js';
import {SeqLiteral} from './seq-literal.js';
import {MAX_JSON_BYTES_PER_BYTE, TextCopier} from './text.js';

const LF = 0x0a;
const QUOTE = 0x22;
const CLOSE_BRACE = 0x7d;
/** All that is not from the message's bytes: keys, punctuation, numbers and times come to less than this. */
const FIXED_BYTES = 320;

const RECEIVED_FIRST = new Literal('{"received":"');
const TIMESTAMP = new Literal('","timestamp":"');
const HOSTNAME = new Literal('","hostname":"');
const APP_NAME = new Literal('","app_name":"');
const PROC_ID = new Literal('","proc_id":"');
const MSG_ID = new Literal('","msg_id":"');
const VERSION = new Literal(',"version":');
const STRUCTURED_DATA = new Literal(',"structured_data":');
const MESSAGE = new Literal(',"message":"');
/** The three numbers that PRI holds, by PRI. */
const PRIORITIES = Array.from({length: MAX_PRIORITY + 1}, (_, priority) =>
	new Literal(priorityText(priority)));

/**
 * One JSON object a line. Keys, in this order: `seq`, `cursor`, `received`, `timestamp`, `hostname`, `app_name`,
 * `proc_id`, `msg_id`, `facility`, `severity`, `priority`, `version`, `structured_data`, `message`. What is absent is
 * left out, and so are `seq` and `cursor` in a chunk whose `firstSeq` is negative, which holds no message of the ring.
 *
 * `cursor` is the place right after the message, `epoch:seq`. `received` is in UTC with microseconds. `timestamp` is what the sender wrote; one without a year and a zone is
 * completed with them. Bytes that are not UTF-8 become U+FFFD.
 */
export class JsonFormatter implements Formatter {
	readonly contentType = 'application/x-ndjson';
	readonly isVerbatim = false;
	readonly alwaysUtf8 = true;
	readonly head = NOTHING;
	readonly separator = NOTHING;
	readonly run: RunWriter;
	readonly #seq: SeqLiteral;
	readonly #message = new Message();
	readonly #text = new TextCopier();
	readonly #structuredData = new JsonStructuredData(this.#text);

	constructor({epoch}: FormatterContext) {
		const kernel = new JsonKernel(epoch);
		this.run = new KernelWriter('json', (...args) => {
			kernel.prepare(...args);
		});
		this.#seq = new SeqLiteral('{"seq":', `,"cursor":"${epoch}:`, '","received":"');
	}

	bound(length: number): number {
		return FIXED_BYTES + MAX_JSON_BYTES_PER_BYTE * length;
	}

	write(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		const message = this.#message;
		const text = this.#text;
		const receivedUs = chunk.receivedUs(i);
		parse(chunk.bytes, chunk.start(i), chunk.end(i), message);
		text.open(chunk.bytes, out);
		let to = text.literal(chunk.firstSeq < 0 ? RECEIVED_FIRST : this.#seq.of(chunk.firstSeq + i), at);
		to = writeUtcTimestamp(receivedUs, out, to);
		to = this.#writeTimestamp(receivedUs, out, to);
		to = this.#writeText(HOSTNAME, message.hostnameStart, message.hostnameEnd, to);
		to = this.#writeText(APP_NAME, message.appNameStart, message.appNameEnd, to);
		to = this.#writeText(PROC_ID, message.procIdStart, message.procIdEnd, to);
		to = this.#writeText(MSG_ID, message.msgIdStart, message.msgIdEnd, to);
		to = text.literal(PRIORITIES[message.priority]!, to);
		if (message.version > 0) to = writeNumber(message.version, out, text.literal(VERSION, to));
		if (message.structuredDataStart !== -1) {
			to = text.literal(STRUCTURED_DATA, to);
			to = this.#structuredData.write(message.bytes, message.structuredDataStart, message.structuredDataEnd, out, to);
		}
		if (message.messageStart !== -1) {
			to = this.#writeText(MESSAGE, message.messageStart, message.messageEnd, to);
			out[to++] = QUOTE;
		}
		out[to] = CLOSE_BRACE;
		out[to + 1] = LF;
		return to + 2;
	}

	#writeTimestamp(receivedUs: number, out: Uint8Array, at: number): number {
		const {bytes, timestampStart: start, timestampEnd: end} = this.#message;
		if (start === -1) return at;
		const to = this.#text.literal(TIMESTAMP, at);
		return isBsdTimestamp(bytes, start)
			? completeBsdTimestamp(bytes, start, end, receivedUs, out, to)
			: this.#text.json(start, end, to);
	}

	#writeText(key: Literal, start: number, end: number, at: number): number {
		return start === -1 ? at : this.#text.json(start, end, this.#text.literal(key, at));
	}
}
