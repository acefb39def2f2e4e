import {type CodePointSet, union} from './code-point-set.js';

/**
 * Where Unicode has letters, marks, numbers, punctuation, symbols and separators: the planes 0 to 3 without surrogates,
 * and what is assigned in plane 14.
 */
const ASSIGNED = [[0, 0xd7ff], [0xe000, 0x3ffff], [0xe0000, 0xe0fff]] as const;

/** Code points of one search for a property: what a call of a function may take as arguments. */
const CODE_POINTS_AT_ONCE = 4_096;

/**
 * Characters with a property, as `\p{…}` names it in JavaScript: a general category, `Lu`, or `Changes_When_Casemapped`.
 * They come out of the tables that the JavaScript engine brings with it. Takes some 10 ms.
 */
export function charactersWith(property: string): CodePointSet {
	const runs = new RegExp(`\\p{${property}}+`, 'gu');
	const found: [number, number][] = [];
	for (const [first, last] of ASSIGNED) {
		for (let from = first; from <= last; from += CODE_POINTS_AT_ONCE) {
			const length = Math.min(CODE_POINTS_AT_ONCE, last + 1 - from);
			const text = String.fromCodePoint(...Array.from({length}, (_, index) => from + index));
			const units = from > 0xffff ? 2 : 1;
			for (const {index, 0: run} of text.matchAll(runs)) {
				found.push([from + index / units, from + (index + run.length) / units - 1]);
			}
		}
	}
	return union(found);
}
