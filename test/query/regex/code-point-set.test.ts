import {expect, test} from 'vitest';
import {type CodePointSet, complement, rangesOf, union} from '../../../src/query/regex/code-point-set.js';
import {INVALID} from '../../../src/syslog/utf8.js';

function contains(set: CodePointSet, codePoint: number): boolean {
	return [...rangesOf(set)].some(([first, last]) => codePoint >= first && codePoint <= last);
}

test('sets are merged, and turned around twice they are the same', () => {
	const set = union([[10, 20], [0, 3], [21, 30], [15, 16], [40, 40]]);
	expect(set).toEqual([0, 3, 10, 30, 40, 40]);
	expect(complement(set)).toEqual([4, 9, 31, 39, 41, INVALID]);
	expect(complement(complement(set))).toEqual(set);
	expect(contains(set, 30) && !contains(set, 31)).toBe(true);
	expect(complement([])).toEqual([0, INVALID]);
	expect(complement([0, INVALID])).toEqual([]);
});
