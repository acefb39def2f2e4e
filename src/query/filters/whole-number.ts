import type {NumberRange} from './number-range.js';
import type {ValueMatcher} from './value-matcher.js';

const DASH = 0x2d;
const DIGIT_0 = 0x30;
/** Whole numbers of more digits do not survive as a Number. */
const MAX_DIGITS = 15;

/** Values that are whole numbers within a range: digits, at most 15, and a minus sign before them where it is negative. */
export class WholeNumberInRange implements ValueMatcher {
	readonly cost = 10;
	readonly literal = undefined;
	readonly #range: NumberRange;

	constructor(range: NumberRange) {
		this.#range = range;
	}

	matches(bytes: Uint8Array, start: number, end: number): boolean {
		return this.#range.includes(readWholeNumber(bytes, start, end));
	}
}

/** The number that is written in `bytes[start]` to `bytes[end - 1]`; NaN where that is no whole number. */
function readWholeNumber(bytes: Uint8Array, start: number, end: number): number {
	const isNegative = start < end && bytes[start] === DASH;
	const first = isNegative ? start + 1 : start;
	if (first === end || end - first > MAX_DIGITS) return NaN;
	let value = 0;
	for (let i = first; i < end; i++) {
		const digit = bytes[i]! - DIGIT_0;
		if (digit >>> 0 > 9) return NaN;
		value = value * 10 + digit;
	}
	return isNegative ? -value : value;
}
