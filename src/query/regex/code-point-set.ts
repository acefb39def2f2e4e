import {INVALID} from '../../syslog/utf8.js';

/**
 * Characters, as ranges of code points: first, last, first, last, …; ascending, neither overlapping nor adjacent.
 * Invalid UTF-8 counts as one more character, `INVALID`.
 */
export type CodePointSet = readonly number[];

/** Every character, and what is none. */
export const EVERYTHING: CodePointSet = [0, INVALID];

/** The characters that are in one of the ranges or more; these may have any order and overlap. */
export function union(ranges: readonly (readonly [first: number, last: number])[]): CodePointSet {
	const merged: number[] = [];
	for (const [first, last] of ranges.toSorted((a, b) => a[0] - b[0])) {
		const previous = merged.at(-1);
		if (previous !== undefined && first <= previous + 1) merged[merged.length - 1] = Math.max(previous, last);
		else merged.push(first, last);
	}
	return merged;
}

/** Everything that is not in the set. */
export function complement(set: CodePointSet): CodePointSet {
	const rest: number[] = [];
	let next = 0;
	for (const [first, last] of rangesOf(set)) {
		if (first > next) rest.push(next, first - 1);
		next = last + 1;
	}
	if (next <= INVALID) rest.push(next, INVALID);
	return rest;
}

/** The set's ranges, one by one. */
export function* rangesOf(set: CodePointSet): Generator<readonly [first: number, last: number]> {
	for (let at = 0; at < set.length; at += 2) yield [set[at]!, set[at + 1]!];
}
