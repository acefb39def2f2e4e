import type {Chunk} from '../../hub/chunk.js';
import type {Filter} from '../filter.js';
import {Candidate} from './candidate.js';
import {And, conjunction} from './combination.js';
import {Prefilter} from './prefilter.js';
import {Constant, type Predicate} from './predicate.js';

/**
 * A filter that narrows a list of candidates down, by what is cheapest first: what index entries tell, then a search
 * for a text that no match can be without, and at last each message by itself.
 */
export class StagedFilter implements Filter {
	readonly matchesAll: boolean;
	readonly readsText: boolean;
	readonly #byEntry: Predicate;
	readonly #prefilter: Prefilter | undefined;
	readonly #byText: Predicate;
	readonly #candidate = new Candidate();

	constructor(predicate: Predicate) {
		const conditions = predicate instanceof And ? predicate.operands : [predicate];
		this.readsText = predicate.readsText;
		this.matchesAll = predicate instanceof Constant && predicate.value;
		this.#byEntry = conjunction(conditions.filter(({readsText}) => !readsText));
		this.#prefilter = predicate.literals && new Prefilter(predicate.literals);
		this.#byText = conjunction(conditions.filter(({readsText}) => readsText));
	}

	select(chunk: Chunk, from: number, to: number, into: Uint32Array): number {
		let count = 0;
		for (let i = from; i < to; i++) into[count++] = i;
		count = this.#keep(this.#byEntry, chunk, into, count);
		if (this.#prefilter !== undefined) count = this.#prefilter.narrow(chunk, into, count);
		return this.#keep(this.#byText, chunk, into, count);
	}

	/** Leaves of the first `count` candidates those that meet a condition; returns how many. */
	#keep(predicate: Predicate, chunk: Chunk, candidates: Uint32Array, count: number): number {
		if (predicate instanceof Constant) return predicate.value ? count : 0;
		const candidate = this.#candidate;
		let kept = 0;
		for (let k = 0; k < count; k++) {
			const i = candidates[k]!;
			candidate.move(chunk, i);
			if (predicate.test(candidate)) candidates[kept++] = i;
		}
		return kept;
	}
}
