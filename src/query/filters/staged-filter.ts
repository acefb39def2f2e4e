import type {Chunk} from '../../hub/chunk.js';
import type {SegmentSummary} from '../../hub/segment.js';
import type {Filter} from '../filter.js';
import {Candidate} from './candidate.js';
import {And, conjunction} from './combination.js';
import {Prefilter} from './prefilter.js';
import {EntryByteIn} from './entry-byte-in.js';
import {NumberInRange} from './number-in-range.js';
import {Constant, type Predicate} from './predicate.js';
import {WordTest} from './word-test.js';

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
	readonly #words: WordTest | undefined;
	/** Conditions that times of receipt or severities tell something of. */
	readonly #bySummary: readonly (EntryByteIn | NumberInRange)[];
	readonly #candidate = new Candidate();

	constructor(predicate: Predicate) {
		const conditions = predicate instanceof And ? predicate.operands : [predicate];
		this.readsText = predicate.readsText;
		this.matchesAll = predicate instanceof Constant && predicate.value;
		this.#byEntry = conjunction(conditions.filter(({readsText}) => !readsText));
		this.#prefilter = predicate.literals && new Prefilter(predicate.literals);
		this.#byText = conjunction(conditions.filter(({readsText}) => readsText));
		this.#words = predicate.literals && WordTest.of(predicate.literals);
		this.#bySummary = conditions.filter(condition => condition instanceof EntryByteIn || condition instanceof NumberInRange);
	}

	mayMatch(summary: SegmentSummary): boolean {
		if (!this.#bySummary.every(condition => condition.mayMatch(summary))) return false;
		const words = this.#words && summary.words();
		return words === undefined || this.#words!.mayMatch(words);
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
