import type {RunWriter} from '../formatter/formatter.js';
import type {Chunk} from '../hub/chunk.js';

/** Writes messages in one format, in the form in which one kind of connection carries them. */
export interface Renderer {
	/** HTTP content type of the output. */
	readonly contentType: string;
	/** What the output begins with, such as a header line. */
	readonly head: Uint8Array;
	/** Whether all messages of a chunk are rendered by one copy of its text. */
	readonly isVerbatim: boolean;
	/** Writes many messages at once, as `write` would one by one; undefined where there is no such way. */
	readonly run: RunWriter | undefined;
	/** Bytes at the beginning of a piece that `finish` needs for itself. */
	readonly reservedBytes: number;
	/** Bytes that `separate` takes at the most; 0 where groups of messages are not separated. */
	readonly separatorBytes: number;
	/** Bytes that message `i` of the chunk takes at the most. */
	bound(chunk: Chunk, i: number): number;
	/** Writes message `i` at `out[at]`, where there are `bound` bytes of room; returns where the output ends. */
	write(chunk: Chunk, i: number, out: Uint8Array, at: number): number;
	/** Writes what stands between groups of messages; returns where it ends. */
	separate(out: Uint8Array, at: number): number;
	/** Completes a piece that ends at `out[end]`; returns where it ends now. */
	finish(out: Uint8Array, end: number): number;
}
