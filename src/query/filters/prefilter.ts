import type {Chunk} from '../../hub/chunk.js';
import {ByteSearch} from '../byte-search.js';
import type {Literal} from './literal.js';

/** Candidates that show whether the search pays. */
const TRIAL_CANDIDATES = 64;
/** It does not pay where more of them have the text: what is left out must outweigh a search that stops at most messages. */
const MAX_TRIAL_HITS = 48;

/**
 * Throws out messages that have none of a few texts in them. It searches the text of neighbouring messages as one, so
 * that a rare text costs hardly more than reading memory.
 */
export class Prefilter {
	readonly #occurrences: readonly Occurrence[];

	/** @param literals At least one of them stands in every message that is to be found. */
	constructor(literals: readonly Literal[]) {
		this.#occurrences = literals.map(literal => new Occurrence(literal));
	}

	/**
	 * Leaves of the first `count` candidates those that may match; returns how many.
	 *
	 * @param candidates Indices of messages, ascending.
	 */
	narrow(chunk: Chunk, candidates: Uint32Array, count: number): number {
		let kept = 0;
		let runEnd = 0;
		let textEnd = 0;
		for (let k = 0; k < count; k++) {
			if (k === TRIAL_CANDIDATES && kept > MAX_TRIAL_HITS) {
				candidates.copyWithin(kept, k, count);
				return kept + count - k;
			}
			if (k === runEnd) {
				runEnd = endOfRun(candidates, k, count);
				textEnd = chunk.end(candidates[runEnd - 1]!);
				for (const occurrence of this.#occurrences) occurrence.forget();
			}
			const i = candidates[k]!;
			if (this.#isIn(chunk.bytes, chunk.start(i), chunk.end(i), textEnd)) candidates[kept++] = i;
		}
		return kept;
	}

	#isIn(bytes: Uint8Array, start: number, end: number, textEnd: number): boolean {
		for (const occurrence of this.#occurrences) {
			if (occurrence.isIn(bytes, start, end, textEnd)) return true;
		}
		return false;
	}
}

/** Where a text stands next, found by a search that goes upwards. */
class Occurrence {
	readonly #search: ByteSearch;
	readonly #length: number;
	#at = -1;

	constructor({text, ignoreCase}: Literal) {
		this.#search = new ByteSearch(text, ignoreCase);
		this.#length = text.length;
	}

	/** Begins anew, in other bytes or further down. */
	forget(): void {
		this.#at = -1;
	}

	/** Whether the text stands in the message `bytes[start]` to `bytes[end - 1]`; the messages to be asked about end at `textEnd`. */
	isIn(bytes: Uint8Array, start: number, end: number, textEnd: number): boolean {
		if (this.#at < start) {
			const found = this.#search.find(bytes, start, textEnd);
			this.#at = found === -1 ? textEnd : found;
		}
		return this.#at + this.#length <= end;
	}
}

/** The place after the last of the candidates from `k` on that are neighbours in the chunk. */
function endOfRun(candidates: Uint32Array, k: number, count: number): number {
	let end = k + 1;
	while (end < count && candidates[end] === candidates[end - 1]! + 1) end++;
	return end;
}
