import type {Chunk} from '../hub/chunk.js';
import {Message, STANDARD_RFC3164} from '../syslog/message.js';
import {parse} from '../syslog/parse.js';
import {isBsdTimestamp} from '../syslog/timestamp.js';
import {BSD_TIMESTAMP_BYTES, writeLocalTimestamp, writeShortTimestamp} from '../syslog/timestamp-writer.js';
import {type Formatter, type FormatterContext, GROUP_SEPARATOR, NOTHING, TEXT_TYPE} from './formatter.js';
import {KernelWriter} from './kernel-writer.js';
import {writeRfc5424Line} from './rfc5424-line.js';
import {MAX_LINE_BYTES_PER_BYTE, PLAIN_SLACK_BYTES, TextCopier} from './text.js';

const LF = 0x0a;
const SPACE = 0x20;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** More of the context's name for a host is not shown. */
const MAX_HOST_BYTES = 255;
/** The spaces after timestamp and host, `[`, `]`, `: ` and LF. */
const SEPARATOR_BYTES = 7;

/**
 * What log files have always looked like: `Nov 20 15:08:40 host app[pid]: message`.
 *
 * The time is the sender's, as it was sent; where there is none, it is that of receipt, in local time. Structured data
 * is not shown. Whatever a message holds, it is one line of valid UTF-8 without control characters.
 */
export class SyslogFormatter implements Formatter {
	readonly contentType = TEXT_TYPE;
	readonly isVerbatim = false;
	readonly alwaysUtf8 = true;
	readonly head = NOTHING;
	readonly separator = GROUP_SEPARATOR;
	readonly run = new KernelWriter('syslog');
	readonly #context: FormatterContext;
	readonly #message = new Message();
	readonly #text = new TextCopier();
	readonly #hostText = new TextCopier();

	constructor(context: FormatterContext) {
		this.#context = context;
	}

	bound(length: number): number {
		return BSD_TIMESTAMP_BYTES + SEPARATOR_BYTES + PLAIN_SLACK_BYTES + MAX_LINE_BYTES_PER_BYTE * (MAX_HOST_BYTES + length);
	}

	write(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		const {bytes} = chunk;
		const text = this.#text;
		text.open(bytes, out);
		const end = writeRfc5424Line(text, bytes, chunk.start(i), chunk.end(i), out, at);
		return end === -1 ? this.#writeFields(chunk, i, out, at) : end;
	}

	/** Writes any message, field by field. */
	#writeFields(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		const message = this.#message;
		const text = this.#text;
		parse(chunk.bytes, chunk.start(i), chunk.end(i), message);
		if (message.standard === STANDARD_RFC3164) return this.#writeBsd(chunk, i, out, at);
		let to = this.#writeTimestamp(chunk, i, out, at);
		to = this.#writeHost(chunk, i, out, to);
		if (message.appNameStart !== -1) {
			out[to++] = SPACE;
			to = text.line(message.appNameStart, message.appNameEnd, to);
		}
		if (message.procIdStart !== -1) {
			if (message.appNameStart === -1) out[to++] = SPACE;
			out[to++] = OPEN_BRACKET;
			to = text.line(message.procIdStart, message.procIdEnd, to);
			out[to++] = CLOSE_BRACKET;
		}
		if (message.appNameStart !== -1 || message.procIdStart !== -1) out[to++] = COLON;
		if (message.messageEnd > message.messageStart) {
			out[to++] = SPACE;
			to = text.line(message.messageStart, message.messageEnd, to);
		}
		out[to] = LF;
		return to + 1;
	}

	/** Writes a BSD message: it has this form already, though a host may have to be put in. */
	#writeBsd(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		const {timestampStart, timestampEnd, hostnameStart} = this.#message;
		let from = timestampStart;
		let to = at;
		if (hostnameStart === -1 || !isBsdTimestamp(chunk.bytes, timestampStart)) {
			to = this.#writeTimestamp(chunk, i, out, at);
			if (hostnameStart === -1) to = this.#writeHostOf(chunk, i, out, to);
			from = timestampEnd;
		}
		to = this.#text.line(from, chunk.end(i), to);
		out[to] = LF;
		return to + 1;
	}

	#writeTimestamp(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		const {timestampStart: start, timestampEnd: end} = this.#message;
		if (start === -1) return writeLocalTimestamp(chunk.receivedUs(i), out, at);
		if (!isBsdTimestamp(chunk.bytes, start)) return writeShortTimestamp(chunk.bytes, start, out, at);
		return this.#text.line(start, end, at);
	}

	#writeHost(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		const {hostnameStart, hostnameEnd} = this.#message;
		if (hostnameStart === -1) return this.#writeHostOf(chunk, i, out, at);
		out[at] = SPACE;
		return this.#text.line(hostnameStart, hostnameEnd, at + 1);
	}

	#writeHostOf(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		const host = this.#context.hostOf(chunk, i);
		out[at] = SPACE;
		this.#hostText.open(host, out);
		return this.#hostText.line(0, Math.min(host.length, MAX_HOST_BYTES), at + 1);
	}
}
