import type {Chunk} from '../hub/chunk.js';
import {writeNumber} from '../syslog/digits.js';
import {Message} from '../syslog/message.js';
import {parseStored} from '../syslog/parse-stored.js';
import {MAX_PRIORITY} from '../syslog/priority.js';
import {StructuredDataCursor} from '../syslog/structured-data.js';
import {timestampUs} from '../syslog/timestamp.js';
import {type FormatterContext, NOTHING, type Formatter} from './formatter.js';
import {JournalField} from './journal-field.js';
import {Literal} from './literal.js';
import {ParamValue} from './param-value.js';
import {TextCopier} from './text.js';

const LF = 0x0a;
/** More of the context's name for a host is not exported. */
const MAX_HOST_BYTES = 255;
/** All that is not from the message's bytes comes to less than this: names of fields, lengths, numbers and a host. */
const FIXED_BYTES = 1024;
/** Most bytes made of one: 39 may be made of ` n=""`, and it stands in two more fields besides. */
const MAX_BYTES_PER_BYTE = 12;
/** systemd-journal-remote takes no entry of more than 1,024 fields; `SYSLOG_STRUCTURED_DATA` has all parameters. */
const MAX_STRUCTURED_DATA_FIELDS = 900;

const REALTIME = new Literal('__REALTIME_TIMESTAMP=');
const SOURCE_REALTIME = new Literal('\n_SOURCE_REALTIME_TIMESTAMP=');
const MESSAGE = new Literal('MESSAGE');
const HOSTNAME = new Literal('_HOSTNAME');
const IDENTIFIER = new Literal('SYSLOG_IDENTIFIER');
const PID = new Literal('SYSLOG_PID');
const MSG_ID = new Literal('SYSLOG_MSGID');
const TIMESTAMP = new Literal('SYSLOG_TIMESTAMP');
const STRUCTURED_DATA = new Literal('SYSLOG_STRUCTURED_DATA');
const RAW = new Literal('SYSLOG_RAW');
/** What PRI says, by PRI. */
const PRIORITIES = Array.from({length: MAX_PRIORITY + 1}, (_, priority) =>
	new Literal(`\nPRIORITY=${priority & 7}\nSYSLOG_FACILITY=${priority >> 3}\n`));

/**
 * The journal export format of systemd, which `systemd-journal-remote` makes a journal of: a field a line, and an empty
 * line after each entry. A value with control characters, or that is no UTF-8, is exported in the binary form, so that
 * no byte of it changes.
 *
 * The time of the entry is that of receipt; the sender's is `_SOURCE_REALTIME_TIMESTAMP`, which journalctl shows where
 * there is one. A parameter of structured data is the field `SD_ID_NAME`. `SYSLOG_MSGID` and `SYSLOG_STRUCTURED_DATA`
 * are named as systemd-netlogd has them, and `SYSLOG_RAW` is there where a message breaks a rule of its standard.
 * `MESSAGE` is always there: journalctl skips entries without.
 */
export class ExportFormatter implements Formatter {
	readonly contentType = 'application/vnd.fdo.journal';
	readonly isVerbatim = false;
	readonly alwaysUtf8 = false;
	readonly head = NOTHING;
	readonly separator = NOTHING;
	readonly #context: FormatterContext;
	readonly #cursor: Literal;
	readonly #boot: Literal;
	readonly #message = new Message();
	readonly #text = new TextCopier();
	readonly #field = new JournalField();
	/** For values that do not stand in the message as they are. */
	readonly #madeField = new JournalField();
	readonly #params = new StructuredDataCursor();
	readonly #value = new ParamValue();

	constructor(context: FormatterContext) {
		this.#context = context;
		this.#cursor = new Literal(`__CURSOR=${context.epoch}:`);
		this.#boot = new Literal(context.bootId === '' ? '' : `\n_BOOT_ID=${context.bootId}`);
	}

	bound(length: number): number {
		return FIXED_BYTES + MAX_BYTES_PER_BYTE * length;
	}

	write(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		const message = this.#message;
		const field = this.#field;
		const start = chunk.start(i);
		const end = chunk.end(i);
		parseStored(chunk, i, message);
		field.open(chunk.bytes, out);
		let to = this.#writeTimes(chunk, i, out, at);
		to = this.#text.literal(PRIORITIES[message.priority]!, to);
		to = this.#writeHost(chunk, i, out, to);
		to = field.write(IDENTIFIER, message.appNameStart, message.appNameEnd, to);
		to = field.write(PID, message.procIdStart, message.procIdEnd, to);
		to = field.write(MSG_ID, message.msgIdStart, message.msgIdEnd, to);
		to = field.write(TIMESTAMP, message.timestampStart, message.timestampEnd, to);
		to = field.write(STRUCTURED_DATA, message.structuredDataStart, message.structuredDataEnd, to);
		to = this.#writeStructuredData(out, to);
		if (message.faults !== 0) to = field.write(RAW, start, end, to);
		to = message.messageStart === -1 ? field.write(MESSAGE, end, end, to) : field.write(MESSAGE, message.messageStart, message.messageEnd, to);
		out[to] = LF;
		return to + 1;
	}

	/** Writes the cursor, the times and the boot, without the last LF. */
	#writeTimes(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		const text = this.#text;
		const receivedUs = chunk.receivedUs(i);
		text.open(chunk.bytes, out);
		let to = at;
		if (chunk.firstSeq >= 0) {
			to = writeNumber(chunk.firstSeq + i, out, text.literal(this.#cursor, to));
			out[to++] = LF;
		}
		to = writeNumber(Math.floor(receivedUs), out, text.literal(REALTIME, to));
		to = text.literal(this.#boot, to);
		const sentUs = timestampUs(this.#message, receivedUs);
		// The journal's times are whole numbers; from the years that it cannot have, nothing is shown.
		return sentUs > 0 && sentUs <= Number.MAX_SAFE_INTEGER
			? writeNumber(Math.floor(sentUs), out, text.literal(SOURCE_REALTIME, to))
			: to;
	}

	#writeHost(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		const {hostnameStart, hostnameEnd} = this.#message;
		if (hostnameStart !== -1) return this.#field.write(HOSTNAME, hostnameStart, hostnameEnd, at);
		const host = this.#context.hostOf(chunk, i);
		this.#madeField.open(host, out);
		return this.#madeField.write(HOSTNAME, 0, Math.min(host.length, MAX_HOST_BYTES), at);
	}

	#writeStructuredData(out: Uint8Array, at: number): number {
		const {bytes, structuredDataStart: start, structuredDataEnd: end} = this.#message;
		if (start === -1) return at;
		const params = this.#params;
		const value = this.#value;
		let to = at;
		params.open(bytes, start, end);
		for (let count = 0; params.nextElement();) {
			while (params.nextParam() && count < MAX_STRUCTURED_DATA_FIELDS) {
				count++;
				value.read(params);
				const field = value.bytes === bytes ? this.#field : this.#madeField;
				field.open(value.bytes, out);
				to = field.writeParam(params, value, to);
			}
		}
		return to;
	}
}
