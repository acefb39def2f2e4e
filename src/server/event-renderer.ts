import type {Formatter} from '../formatter/formatter.js';
import type {Chunk} from '../hub/chunk.js';
import {writeNumber} from '../syslog/digits.js';
import type {Renderer} from './renderer.js';

const LF = 0x0a;
const DATA = Buffer.from('data: ');
/** Small arrays lie on V8's heap, where the garbage collector leaves copies behind. */
const MIN_TEXT_BYTES = 4096;
/** `id: `, epoch, colon, sequence number, and the two ends of lines. */
const MAX_ID_BYTES = 40;

/**
 * Server-sent events (WHATWG HTML, section 9.2), one a message. The id is the cursor right after the message, so that a
 * browser's EventSource goes on where it was cut off. Lines of one message are lines of one event.
 */
export class EventRenderer implements Renderer {
	readonly contentType = 'text/event-stream';
	readonly head: Uint8Array;
	readonly isVerbatim = false;
	readonly run = undefined;
	readonly reservedBytes = 0;
	readonly separatorBytes: number;
	readonly #formatter: Formatter;
	readonly #id: Uint8Array;
	readonly #separator: Uint8Array;
	#text = new Uint8Array(0);

	/** @param epoch Of the ring. */
	constructor(formatter: Formatter, epoch: string) {
		this.head = eventOf(formatter.head);
		this.#separator = eventOf(formatter.separator);
		this.separatorBytes = this.#separator.length;
		this.#formatter = formatter;
		this.#id = Buffer.from(`id: ${epoch}:`);
	}

	bound(chunk: Chunk, i: number): number {
		return MAX_ID_BYTES + (DATA.length + 1) * this.#formatter.bound(chunk.end(i) - chunk.start(i));
	}

	write(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		const needed = this.#formatter.bound(chunk.end(i) - chunk.start(i));
		if (needed > this.#text.length) this.#text = new Uint8Array(Math.max(MIN_TEXT_BYTES, needed));
		const end = this.#formatter.write(chunk, i, this.#text, 0);
		let to = at;
		// A gap message has no place in the ring: the browser keeps the last id.
		if (chunk.firstSeq >= 0) {
			out.set(this.#id, to);
			to = writeNumber(chunk.firstSeq + i, out, to + this.#id.length);
			out[to++] = LF;
		}
		to = writeData(this.#text.subarray(0, end), out, to);
		this.#text.fill(0, 0, end);
		return to;
	}

	separate(out: Uint8Array, at: number): number {
		out.set(this.#separator, at);
		return at + this.separatorBytes;
	}

	finish(_out: Uint8Array, end: number): number {
		return end;
	}
}

/** Writes lines, each ended by LF, as the data of an event; returns where the event ends. */
function writeData(lines: Uint8Array, out: Uint8Array, at: number): number {
	let to = at;
	for (let from = 0; from < lines.length;) {
		const lf = lines.indexOf(LF, from);
		const end = lf === -1 ? lines.length : lf;
		out.set(DATA, to);
		out.set(lines.subarray(from, end), to + DATA.length);
		to += DATA.length + end - from;
		out[to++] = LF;
		from = end + 1;
	}
	out[to] = LF;
	return to + 1;
}

/** Lines as an event without an id; nothing for none. */
function eventOf(lines: Uint8Array): Uint8Array {
	if (lines.length === 0) return lines;
	const out = new Uint8Array((DATA.length + 2) * lines.length + 1);
	return out.subarray(0, writeData(lines, out, 0));
}
