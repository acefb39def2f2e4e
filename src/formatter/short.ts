import type {Chunk} from '../hub/chunk.js';
import {Message, STANDARD_RFC3164} from '../syslog/message.js';
import {parse} from '../syslog/parse.js';
import {timestampUs} from '../syslog/timestamp.js';
import {type FormatterContext, GROUP_SEPARATOR, NOTHING, type Formatter, TEXT_TYPE} from './formatter.js';
import {MAX_LINE_BYTES_PER_BYTE, TextCopier} from './text.js';
import {MAX_TIME_BYTES, type TimeWriter} from './time-writer.js';

const LF = 0x0a;
const SPACE = 0x20;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** More of the context's name for a host is not shown. */
const MAX_HOST_BYTES = 255;
/** The spaces after time and host, `[`, `]`, `: ` and LF. */
const SEPARATOR_BYTES = 7;

/**
 * The lines of `syslog` with another time, as journalctl's output modes `short-…` lay it out.
 *
 * The time is the moment that the sender gave, in this host's zone or in UTC; where there is none, it is that of
 * receipt. A BSD timestamp has no fraction of a second: it shows zeros.
 */
export class ShortFormatter implements Formatter {
	readonly contentType = TEXT_TYPE;
	readonly isVerbatim = false;
	readonly alwaysUtf8 = true;
	readonly head = NOTHING;
	readonly separator = GROUP_SEPARATOR;
	readonly #context: FormatterContext;
	readonly #time: TimeWriter;
	readonly #message = new Message();
	readonly #text = new TextCopier();
	readonly #hostText = new TextCopier();

	constructor(context: FormatterContext, time: TimeWriter) {
		this.#context = context;
		this.#time = time;
	}

	bound(length: number): number {
		return MAX_TIME_BYTES + SEPARATOR_BYTES + MAX_LINE_BYTES_PER_BYTE * (MAX_HOST_BYTES + length);
	}

	write(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		const {bytes} = chunk;
		const message = this.#message;
		const text = this.#text;
		parse(bytes, chunk.start(i), chunk.end(i), message);
		text.open(bytes, out);
		let to = this.#time.write(momentUs(message, chunk.receivedUs(i)), out, at);
		out[to++] = SPACE;
		to = message.hostnameStart === -1
			? this.#writeHostOf(chunk, i, out, to)
			: text.line(message.hostnameStart, message.hostnameEnd, to);
		if (message.standard === STANDARD_RFC3164) {
			// The rest of a BSD message has this form already.
			const rest = message.hostnameStart === -1 ? message.timestampEnd : message.hostnameEnd;
			to = text.line(rest, chunk.end(i), to);
			out[to] = LF;
			return to + 1;
		}
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

	#writeHostOf(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		const host = this.#context.hostOf(chunk, i);
		this.#hostText.open(host, out);
		return this.#hostText.line(0, Math.min(host.length, MAX_HOST_BYTES), at);
	}
}

/** The moment to show of a message: the sender's, or that of receipt; microseconds since 1970 UTC. */
export function momentUs(message: Message, receivedUs: number): number {
	return message.timestampStart === -1 ? receivedUs : timestampUs(message, receivedUs);
}
