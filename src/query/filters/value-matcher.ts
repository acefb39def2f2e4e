import type {Literal} from '../search/literal.js';

/** A condition that one value of a field meets or not. */
export interface ValueMatcher {
	/** About how long an answer takes, in nanoseconds. */
	readonly cost: number;
	/** A text that every value which meets the condition has in it; undefined where none is known. */
	readonly literal: Literal | undefined;
	/** Whether the value `bytes[start]` to `bytes[end - 1]` meets the condition. */
	matches(bytes: Uint8Array, start: number, end: number): boolean;
}

/** Any value, be it empty. */
export class AnyValue implements ValueMatcher {
	readonly cost = 0;
	readonly literal = undefined;

	matches(): boolean {
		return true;
	}
}
