import type {Chunk} from '../../hub/chunk.js';
import {ByteSearch} from '../search/byte-search.js';
import type {Literal} from '../search/literal.js';

/** Candidates that show whether the search pays. */
const TRIAL_CANDIDATES = 64;
/** It does not pay where more of them have the text: what is left out must outweigh a search that stops at most messages. */
const MAX_TRIAL_HITS = 48;

/**
 * Throws out messages that have none of a few texts in them. It searches the text of neighbouring messages as one, so
 * that a rare text costs hardly more than reading memory.
 */
export class Prefilter {
	readonly #searches: readonly ByteSearch[];
	/** What one search has found in a run of neighbours. */
	#found = new Uint32Array(0);
	/** For each message of the run, 1 where a search has found it; all 0 between runs. */
	#isFound = new Uint8Array(0);

	/** @param literals At least one of them stands in every message that is to be found. */
	constructor(literals: readonly Literal[]) {
		this.#searches = literals.map(({text, ignoreCase}) => new ByteSearch(text, ignoreCase));
	}

	/**
	 * Leaves of the first `count` candidates those that may match; returns how many.
	 *
	 * @param candidates Indices of messages, ascending.
	 */
	narrow(chunk: Chunk, candidates: Uint32Array, count: number): number {
		const trial = Math.min(count, TRIAL_CANDIDATES);
		const hits = this.#narrowPart(chunk, candidates, 0, trial, 0);
		if (hits <= MAX_TRIAL_HITS) return this.#narrowPart(chunk, candidates, trial, count, hits);
		candidates.copyWithin(hits, trial, count);
		return hits + count - trial;
	}

	/** Moves those of the candidates at `from` to `to - 1` that may match to `kept` and on; returns where they end. */
	#narrowPart(chunk: Chunk, candidates: Uint32Array, from: number, to: number, kept: number): number {
		for (let k = from; k < to;) {
			const end = endOfRun(candidates, k, to);
			kept = this.#narrowRun(chunk, candidates, candidates[k]!, candidates[end - 1]! + 1, kept);
			k = end;
		}
		return kept;
	}

	/** Does so for the messages `first` to `until - 1`, which are all candidates. */
	#narrowRun(chunk: Chunk, candidates: Uint32Array, first: number, until: number, kept: number): number {
		if (this.#found.length < until - first) this.#makeRoom(until - first);
		const found = this.#found;
		const isFound = this.#isFound;
		for (const search of this.#searches) {
			const count = search.selectContaining(chunk, first, until, found);
			for (let k = 0; k < count; k++) isFound[found[k]! - first] = 1;
		}
		for (let i = first; i < until; i++) {
			if (isFound[i - first] === 0) continue;
			isFound[i - first] = 0;
			candidates[kept++] = i;
		}
		return kept;
	}

	#makeRoom(messages: number): void {
		this.#found = new Uint32Array(messages);
		this.#isFound = new Uint8Array(messages);
	}
}

/** The place after the last of the candidates from `k` on that are neighbours in the chunk. */
function endOfRun(candidates: Uint32Array, k: number, to: number): number {
	let end = k + 1;
	while (end < to && candidates[end] === candidates[end - 1]! + 1) end++;
	return end;
}
