import type {FieldContext} from '../fields/field-reader.js';
import type {Chunk} from '../hub/chunk.js';

/** Turns stored messages into the bytes of one output format. */
export interface Formatter {
	/** HTTP content type of the output. */
	readonly contentType: string;
	/** Whether the output is the stored bytes and nothing else, so that many messages are one copy. */
	readonly isVerbatim: boolean;
	/** Whether the output is UTF-8 whatever bytes the messages have. */
	readonly alwaysUtf8: boolean;
	/** What begins an output, before the first message: csv's header line. */
	readonly head: Uint8Array;
	/** What stands between two groups of messages that are not adjacent, as grep prints it; empty where machines read. */
	readonly separator: Uint8Array;
	/** Writes many messages at once, as `write` would one by one; absent where the format has no such way. */
	readonly run?: RunWriter;
	/** The most bytes that `write` needs for a message of `length` stored bytes, the ending LF included. */
	bound(length: number): number;
	/**
	 * Writes message `i` of the chunk at `out[at]`: one line, or several in formats that are made of more. LF ends it.
	 * The caller has made sure of `bound(length)` free bytes; returns where the output ends.
	 */
	write(chunk: Chunk, i: number, out: Uint8Array, at: number): number;
}

/** Writes messages that follow each other. */
export interface RunWriter {
	/** Where the output of the last call ended. */
	readonly end: number;
	/**
	 * Writes messages `from` to `to - 1` of the chunk, or as many of them as it can, at `out[at]`. It stops before the first
	 * that is of no kind it writes, or that there may be no room for; what then stands behind `end` means nothing.
	 *
	 * @returns How many it has written; may be 0.
	 */
	write(chunk: Chunk, from: number, to: number, out: Uint8Array, at: number): number;
}

/** For formats that have no head, or no separator. */
export const NOTHING = new Uint8Array(0);
/** The separator of formats for eyes. */
export const GROUP_SEPARATOR = new TextEncoder().encode('--\n');
/** HTTP content type of formats for eyes. */
export const TEXT_TYPE = 'text/plain; charset=utf-8';

/** What a formatter may ask about a message beyond its bytes. */
export interface FormatterContext extends FieldContext {
	/** Name of this run of sequence numbers: 12 hexadecimal digits. With a number it makes a cursor, `epoch:seq`. */
	readonly epoch: string;
	/** Name of this boot of the host: 32 hexadecimal digits; empty where it is not known. */
	readonly bootId: string;
	/**
	 * UTF-8 bytes to show as the host of a message that names none:
	 * this host's name for a local sender, the sender's address for one from the network.
	 */
	hostOf(chunk: Chunk, i: number): Uint8Array;
}
