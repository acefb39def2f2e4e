import type {Chunk} from '../hub/chunk.js';

/** Turns stored messages into the bytes of one output format. */
export interface Formatter {
	/** HTTP content type of the output. */
	readonly contentType: string;
	/** Whether the output is the stored bytes and nothing else, so that many messages are one copy. */
	readonly isVerbatim: boolean;
	/** Whether the output is UTF-8 whatever bytes the messages have. */
	readonly alwaysUtf8: boolean;
	/** The most bytes that `write` needs for a message of `length` stored bytes, the ending LF included. */
	bound(length: number): number;
	/**
	 * Writes message `i` of the chunk at `out[at]`, one line ended by LF.
	 * The caller has made sure of `bound(length)` free bytes; returns where the output ends.
	 */
	write(chunk: Chunk, i: number, out: Uint8Array, at: number): number;
}

/** What a formatter may ask about a message beyond its bytes. */
export interface FormatterContext {
	/**
	 * UTF-8 bytes to show as the host of a message that names none:
	 * this host's name for a local sender, the sender's address for one from the network.
	 */
	hostOf(chunk: Chunk, i: number): Uint8Array;
}
