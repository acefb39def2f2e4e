import type {Chunk} from '../hub/chunk.js';

/** A query, ready to be asked of messages. */
export interface Filter {
	/** Whether every message matches, so that nobody need ask. */
	readonly matchesAll: boolean;
	/**
	 * Finds which of the messages `from` to `to - 1` of the chunk match.
	 *
	 * @param into Gets their indices, ascending; it has room for all.
	 * @returns How many match.
	 */
	select(chunk: Chunk, from: number, to: number, into: Uint32Array): number;
}
