import type {Attentive} from './trigger-table.js';
import type {Finding} from './finding.js';

/** A ready-made rule. */
export interface Rule extends Attentive {
	readonly name: string;

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
