import type {Literal} from '../search/literal.js';
import type {Candidate} from './candidate.js';

/** A condition that a message meets or not. */
export interface Predicate {
	/** Whether the answer takes the message's text, and not its index entry alone. */
	readonly readsText: boolean;
	/** About how long an answer takes, in nanoseconds: what is cheap is asked first. */
	readonly cost: number;
	/** Texts one of which stands in every message that meets the condition; undefined where nothing is known. */
	readonly literals: readonly Literal[] | undefined;
	test(candidate: Candidate): boolean;
}

/** The same answer for every message. */
export class Constant implements Predicate {
	readonly readsText = false;
	readonly cost = 0;
	readonly literals = undefined;

	constructor(readonly value: boolean) {}

	test(): boolean {
		return this.value;
	}
}
