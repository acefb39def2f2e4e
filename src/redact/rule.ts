import type {Finding} from './finding.js';

/**
 * A ready-made rule. It names the bytes at which it wants to be asked, so that a message without any costs no more than
 * looking them up.
 */
export interface Rule {
	readonly name: string;

	/**
	 * Whether the rule wants to be asked at `byte` between these two; undefined is for one that is not known, where it
	 * has to say yes if there is any with which it would.
	 */
	attends(before: number | undefined, byte: number, after: number | undefined): boolean;

	/** Whether the rule also wants to be asked where a long run of digits stands, with single blanks or dashes between them. */
	readonly attendsDigitRuns?: boolean;

	/**
	 * Looks at what stands around `bytes[at]`, for something to be replaced in `bytes[from]` to `bytes[end - 1]`. What stands
	 * before it, from `into.textFrom` on, may be looked at too; it has been replaced by another rule, and may be hidden altogether. Whatever the bytes are, asking
	 * at each place from `resume` on takes linear time.
	 *
	 * @param into Gets what was found, and `resume` in any case; until then, `resume` is what the rule said last.
	 * @returns Whether something is to be replaced.
	 */
	find(bytes: Uint8Array, at: number, from: number, end: number, into: Finding): boolean;
}
