import {isUtf8} from 'node:buffer';
import type {Formatter} from '../formatter/formatter.js';
import type {Chunk} from '../hub/chunk.js';
import {FRAME_HEADER_MAX_BYTES, wrapFrame} from './frame.js';

/** How messages stand in the output: lines of a text, or websocket frames of one message each. */
export type Envelope = 'lines' | 'frames';

/** Formats messages in their envelope. */
export class Renderer {
	readonly #formatter: Formatter;
	readonly #envelope: Envelope;

	constructor(formatter: Formatter, envelope: Envelope) {
		this.#formatter = formatter;
		this.#envelope = envelope;
	}

	/** HTTP content type of the output. */
	get contentType(): string {
		return this.#formatter.contentType;
	}

	/** Whether all messages of a chunk are rendered by one copy of its text. */
	get isVerbatim(): boolean {
		return this.#envelope === 'lines' && this.#formatter.isVerbatim;
	}

	/** Bytes that message `i` of the chunk takes at the most. */
	bound(chunk: Chunk, i: number): number {
		return this.#formatter.bound(chunk.end(i) - chunk.start(i)) + FRAME_HEADER_MAX_BYTES;
	}

	/**
	 * Writes message `i` at `out[at]`; there must be `bound` bytes of room.
	 *
	 * @returns Where the output ends.
	 */
	write(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		if (this.#envelope === 'lines') return this.#formatter.write(chunk, i, out, at);
		const payload = at + FRAME_HEADER_MAX_BYTES;
		const end = this.#formatter.write(chunk, i, out, payload) - 1;
		// A text frame that is not UTF-8 would make the client end the connection (RFC 6455, section 8.1).
		const text = this.#formatter.alwaysUtf8 || isUtf8(out.subarray(payload, end));
		return wrapFrame(out, at, payload, end, text);
	}
}
