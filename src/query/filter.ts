import type {Chunk} from '../hub/chunk.js';
import type {SegmentSummary} from '../hub/segment.js';

/** A query, ready to be asked of messages. */
export interface Filter {
	/** Whether every message matches, so that nobody need ask. */
	readonly matchesAll: boolean;
	/** Whether it looks at the messages' text, and not at their index entries alone. */
	readonly readsText: boolean;
	/** Whether any of the messages that have been summed up may match. Asked before they are unpacked. */
	mayMatch(summary: SegmentSummary): boolean;
	/**
	 * Finds which of the messages `from` to `to - 1` of the chunk match.
	 *
	 * @param into Gets their indices, ascending; it has room for all.
	 * @returns How many match.
	 */
	select(chunk: Chunk, from: number, to: number, into: Uint32Array): number;
}

/** The filter that every message matches. */
export const EVERYTHING: Filter = {
	matchesAll: true,
	readsText: false,
	mayMatch: () => true,
	select(_chunk, from, to, into) {
		for (let i = from; i < to; i++) into[i - from] = i;
		return to - from;
	},
};
