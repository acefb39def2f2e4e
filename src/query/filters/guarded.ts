import {ByteSearch} from '../search/byte-search.js';
import type {Literal} from '../search/literal.js';
import type {Candidate} from './candidate.js';
import type {Predicate} from './predicate.js';

/** What a search of one message costs, in nanoseconds. */
const SEARCH_COST = 50;

/**
 * The same condition, asked only where the message has a text in it that it cannot be met without: that is told without
 * taking the message apart. For conditions that the filter's search of all messages does not help.
 */
export function guarded(predicate: Predicate): Predicate {
	const {literals, cost} = predicate;
	if (predicate instanceof Guarded) return predicate;
	return literals === undefined || cost <= literals.length * SEARCH_COST ? predicate : new Guarded(predicate, literals);
}

class Guarded implements Predicate {
	readonly readsText = true;
	readonly cost: number;
	readonly #predicate: Predicate;
	readonly #searches: readonly ByteSearch[];

	constructor(predicate: Predicate, readonly literals: readonly Literal[]) {
		this.cost = predicate.cost + literals.length * SEARCH_COST;
		this.#predicate = predicate;
		this.#searches = literals.map(({text, ignoreCase}) => new ByteSearch(text, ignoreCase));
	}

	test(candidate: Candidate): boolean {
		return this.#mayMatch(candidate) && this.#predicate.test(candidate);
	}

	#mayMatch({chunk, index}: Candidate): boolean {
		const {bytes} = chunk;
		const start = chunk.start(index);
		const end = chunk.end(index);
		for (const search of this.#searches) {
			if (search.find(bytes, start, end) !== -1) return true;
		}
		return false;
	}
}
