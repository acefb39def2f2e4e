import type {Chunk} from '../hub/chunk.js';
import {Message, STANDARD_RFC3164} from '../syslog/message.js';
import {parseStored} from '../syslog/parse-stored.js';
import {colorsNames, END_OF_COLOR, lineStyle, MAX_COLOR_BYTES, nameStyle, RESET} from './colors.js';
import {type FormatterContext, GROUP_SEPARATOR, NOTHING, type Formatter, TEXT_TYPE} from './formatter.js';
import {MARK_SLACK_BYTES, MAX_MARK_BYTES_PER_BYTE, writeMarked} from './marked-text.js';
import type {MessageTime} from './message-time.js';
import {textCopier} from './raw-text.js';
import {MAX_LINE_BYTES_PER_BYTE, type TextCopier} from './text.js';
import type {TextMarker} from './text-marker.js';
import {MAX_TIME_BYTES} from './time-writer.js';

const LF = 0x0a;
const SPACE = 0x20;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** More of the context's name for a host is not shown. */
const MAX_HOST_BYTES = 255;
/** The spaces after time and host, `[`, `]`, `: ` and LF. */
const SEPARATOR_BYTES = 7;

/** How lines look, beside their time. */
export interface LineOptions {
	/** Whether the host is left out. */
	readonly noHostname?: boolean;
	/** Whether control characters, and bytes that are not UTF-8, stay as they are. LF and CR are escaped all the same. */
	readonly raw?: boolean;
	/** Whether lines have colours by severity, and names their own, as terminals show them. */
	readonly color?: boolean;
	/** What of the message is marked, in reverse video. */
	readonly highlight?: TextMarker;
}

/**
 * The lines of `syslog` with another time, as journalctl's output modes `short-…` lay it out, or with other options.
 *
 * The time is the moment that the sender gave; where there is none, it is that of receipt. A BSD timestamp has no
 * fraction of a second: it shows zeros.
 */
export class ShortFormatter implements Formatter {
	readonly contentType = TEXT_TYPE;
	readonly isVerbatim = false;
	readonly alwaysUtf8: boolean;
	readonly head = NOTHING;
	readonly separator = GROUP_SEPARATOR;
	readonly #context: FormatterContext;
	readonly #time: MessageTime;
	readonly #hasHost: boolean;
	readonly #isRaw: boolean;
	readonly #hasColor: boolean;
	readonly #marker: TextMarker | undefined;
	readonly #message = new Message();
	readonly #text: TextCopier;
	readonly #hostText: TextCopier;

	constructor(context: FormatterContext, time: MessageTime, {noHostname = false, raw = false, color = false, highlight}: LineOptions = {}) {
		this.alwaysUtf8 = !raw;
		this.#context = context;
		this.#time = time;
		this.#hasHost = !noHostname;
		this.#isRaw = raw;
		this.#hasColor = color;
		this.#marker = highlight;
		this.#text = textCopier(raw);
		this.#hostText = textCopier(raw);
	}

	bound(length: number): number {
		const marks = this.#marker === undefined ? 0 : MARK_SLACK_BYTES + MAX_MARK_BYTES_PER_BYTE * length;
		return MAX_TIME_BYTES + SEPARATOR_BYTES + MAX_COLOR_BYTES + MAX_LINE_BYTES_PER_BYTE * (MAX_HOST_BYTES + length) + marks;
	}

	write(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		const message = this.#message;
		const text = this.#text;
		const end = chunk.end(i);
		parseStored(chunk, i, message);
		text.open(chunk.bytes, out);
		const style = this.#hasColor ? lineStyle(message.priority) : undefined;
		let to = style === undefined ? at : text.literal(style, at);
		to = this.#time.write(message, chunk.receivedUs(i), out, to);
		if (this.#hasHost) to = this.#writeHost(chunk, i, out, to);
		to = message.standard === STANDARD_RFC3164 ? this.#writeBsd(end, to) : this.#writeFields(out, to);
		// What a raw message switches on is not to go on in the next line.
		if (style !== undefined || ((this.#hasColor || this.#marker !== undefined) && this.#isRaw)) to = text.literal(RESET, to);
		out[to] = LF;
		return to + 1;
	}

	#writeHost(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		const {hostnameStart, hostnameEnd} = this.#message;
		out[at] = SPACE;
		if (hostnameStart !== -1) return this.#text.line(hostnameStart, hostnameEnd, at + 1);
		const host = this.#context.hostOf(chunk, i);
		this.#hostText.open(host, out);
		return this.#hostText.line(0, Math.min(host.length, MAX_HOST_BYTES), at + 1);
	}

	/** Writes what follows the host in a BSD message: it has this form already. */
	#writeBsd(end: number, at: number): number {
		const {timestampEnd, hostnameStart, hostnameEnd, appNameStart, appNameEnd} = this.#message;
		const text = this.#text;
		const rest = hostnameStart === -1 ? timestampEnd : hostnameEnd;
		if (!this.#hasColor || appNameStart === -1) return this.#writeRest(rest, end, at);
		return this.#writeRest(appNameEnd, end, this.#writeAppName(text.line(rest, appNameStart, at)));
	}

	#writeFields(out: Uint8Array, at: number): number {
		const {appNameStart, procIdStart, procIdEnd, messageStart, messageEnd} = this.#message;
		const text = this.#text;
		let to = at;
		if (appNameStart !== -1) {
			out[to++] = SPACE;
			to = this.#writeAppName(to);
		}
		if (procIdStart !== -1) {
			if (appNameStart === -1) out[to++] = SPACE;
			out[to++] = OPEN_BRACKET;
			to = text.line(procIdStart, procIdEnd, to);
			out[to++] = CLOSE_BRACKET;
		}
		if (appNameStart !== -1 || procIdStart !== -1) out[to++] = COLON;
		if (messageEnd === messageStart) return to;
		out[to] = SPACE;
		return this.#writeText(messageStart, messageEnd, to + 1);
	}

	/** Writes what ends with the message's text. */
	#writeRest(start: number, end: number, at: number): number {
		const {messageStart, messageEnd} = this.#message;
		const text = this.#text;
		if (this.#marker === undefined || messageStart < start) return text.line(start, end, at);
		return text.line(messageEnd, end, this.#writeText(messageStart, messageEnd, text.line(start, messageStart, at)));
	}

	#writeText(start: number, end: number, at: number): number {
		const marks = this.#marker?.find(this.#message.bytes, start, end);
		return marks === undefined ? this.#text.line(start, end, at) : writeMarked(this.#text, start, end, marks, at);
	}

	#writeAppName(at: number): number {
		const {bytes, priority, appNameStart: start, appNameEnd: end} = this.#message;
		const text = this.#text;
		if (!this.#hasColor || !colorsNames(priority)) return text.line(start, end, at);
		return text.literal(END_OF_COLOR, text.line(start, end, text.literal(nameStyle(bytes, start, end), at)));
	}
}
