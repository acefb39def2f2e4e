import {isUtf8} from 'node:buffer';
import type {Formatter, RunWriter} from '../formatter/formatter.js';
import type {Chunk} from '../hub/chunk.js';
import {FRAME_HEADER_MAX_BYTES, wrapFrame} from './frame.js';
import type {Renderer} from './renderer.js';

/** The lines of a text, one after the other. */
export class LineRenderer implements Renderer {
	readonly contentType: string;
	readonly head: Uint8Array;
	readonly isVerbatim: boolean;
	readonly run: RunWriter | undefined;
	readonly reservedBytes: number = 0;
	readonly separatorBytes: number;
	readonly #formatter: Formatter;

	constructor(formatter: Formatter) {
		this.contentType = formatter.contentType;
		this.head = formatter.head;
		this.isVerbatim = formatter.isVerbatim;
		this.run = formatter.run;
		this.separatorBytes = formatter.separator.length;
		this.#formatter = formatter;
	}

	bound(chunk: Chunk, i: number): number {
		return this.#formatter.bound(chunk.end(i) - chunk.start(i));
	}

	write(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		return this.#formatter.write(chunk, i, out, at);
	}

	separate(out: Uint8Array, at: number): number {
		out.set(this.#formatter.separator, at);
		return at + this.separatorBytes;
	}

	finish(_out: Uint8Array, end: number): number {
		return end;
	}
}

/** Lines, as many to a websocket frame as a piece has; the last one's LF is left out, as it is where a frame is a line. */
export class BatchRenderer extends LineRenderer {
	override readonly head: Uint8Array;
	override readonly isVerbatim = false;
	override readonly reservedBytes = FRAME_HEADER_MAX_BYTES;
	readonly #alwaysUtf8: boolean;

	constructor(formatter: Formatter) {
		super(formatter);
		this.head = framed(formatter.head);
		this.#alwaysUtf8 = formatter.alwaysUtf8;
	}

	override finish(out: Uint8Array, end: number): number {
		if (end === FRAME_HEADER_MAX_BYTES) return 0;
		return wrapText(out, 0, end - 1, this.#alwaysUtf8);
	}
}

/** Websocket frames of one message each, without its LF. */
export class FrameRenderer implements Renderer {
	readonly contentType: string;
	readonly head: Uint8Array;
	readonly isVerbatim = false;
	readonly run = undefined;
	readonly reservedBytes = 0;
	readonly separatorBytes: number;
	readonly #formatter: Formatter;
	readonly #separator: Uint8Array;

	constructor(formatter: Formatter) {
		this.contentType = formatter.contentType;
		this.head = framed(formatter.head);
		this.#separator = framed(formatter.separator);
		this.separatorBytes = this.#separator.length;
		this.#formatter = formatter;
	}

	bound(chunk: Chunk, i: number): number {
		return this.#formatter.bound(chunk.end(i) - chunk.start(i)) + FRAME_HEADER_MAX_BYTES;
	}

	write(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		const end = this.#formatter.write(chunk, i, out, at + FRAME_HEADER_MAX_BYTES);
		return wrapText(out, at, end - 1, this.#formatter.alwaysUtf8);
	}

	separate(out: Uint8Array, at: number): number {
		out.set(this.#separator, at);
		return at + this.separatorBytes;
	}

	finish(_out: Uint8Array, end: number): number {
		return end;
	}
}

/** Makes a frame at `out[at]` of the payload that follows the room for its header; returns where the frame ends. */
function wrapText(out: Uint8Array, at: number, end: number, alwaysUtf8: boolean): number {
	const payload = at + FRAME_HEADER_MAX_BYTES;
	// A text frame that is not UTF-8 would make the client end the connection (RFC 6455, section 8.1).
	const text = alwaysUtf8 || isUtf8(out.subarray(payload, end));
	return wrapFrame(out, at, payload, end, text);
}

/** A line, with its LF, as a frame; nothing for no line. */
function framed(line: Uint8Array): Uint8Array {
	if (line.length === 0) return line;
	const out = new Uint8Array(FRAME_HEADER_MAX_BYTES + line.length);
	out.set(line, FRAME_HEADER_MAX_BYTES);
	return out.subarray(0, wrapText(out, 0, out.length - 1, true));
}
