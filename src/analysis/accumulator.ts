import type {Chunk} from '../hub/chunk.js';

/** Counts messages instead of writing them out. Each class has a `result` method that returns what is sent as JSON. */
export interface Accumulator {
	/** Whether it looks at the messages' text, and not at their index entries alone. */
	readonly readsText: boolean;
	/**
	 * Takes messages of a chunk in. The chunk may be filled anew afterwards.
	 *
	 * @param selected Indices of the messages within the chunk, ascending.
	 * @param count How many of them there are: `selected[0]` to `selected[count - 1]`.
	 */
	add(chunk: Chunk, selected: Uint32Array, count: number): void;
}
