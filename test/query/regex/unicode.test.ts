import {expect, test} from 'vitest';
import {type CodePointSet, complement, rangesOf, union} from '../../../src/query/regex/code-point-set.js';
import {propertySet} from '../../../src/query/regex/named-sets.js';
import {foldCase} from '../../../src/query/regex/unicode.js';
import {INVALID} from '../../../src/syslog/utf8.js';

function contains(set: CodePointSet, codePoint: number): boolean {
	return [...rangesOf(set)].some(([first, last]) => codePoint >= first && codePoint <= last);
}

test('folding is that of JavaScript, but that US-ASCII stays among itself', () => {
	const cased = Array.from({length: 0x1_f000}, (_, codePoint) => codePoint)
		.filter(codePoint => /^[\p{Changes_When_Casemapped}\p{Changes_When_Casefolded}]$/u.test(String.fromCodePoint(codePoint)));
	expect(cased.length).toBeGreaterThan(2_500);
	const all = cased.map(codePoint => String.fromCodePoint(codePoint)).join('');
	const different = cased.flatMap(codePoint => {
		const expected = [...all.matchAll(new RegExp(`\\u{${codePoint.toString(16)}}`, 'giu'))].map(([text]) => text.codePointAt(0)!)
			.filter(other => other < 0x80 === codePoint < 0x80);
		const found = [...rangesOf(foldCase([codePoint, codePoint]))].flatMap(([first, last]) =>
			Array.from({length: last - first + 1}, (_, index) => first + index));
		return expected.join() === found.join() ? [] : [codePoint.toString(16)];
	});
	expect(different).toEqual([]);
});

test.each(['L', 'Lu', 'M', 'Nd', 'P', 'Sc', 'Zs'])('the category %s has the characters that it has in JavaScript', name => {
	const set = propertySet(name)!;
	const property = new RegExp(`\\p{${name}}`, 'u');
	// Every seventh character reaches into each range of some length; all of them would take seconds.
	const different = Array.from({length: Math.floor(0x11_0000 / 7)}, (_, index) => index * 7)
		.filter(codePoint => codePoint < 0xd800 || codePoint > 0xdfff);
	const flags = new Uint8Array(0x11_0000);
	for (const [first, last] of rangesOf(set)) flags.fill(1, first, last + 1);
	expect(different.filter(codePoint => property.test(String.fromCodePoint(codePoint)) !== (flags[codePoint] === 1))).toEqual([]);
});

test('sets are merged, and turned around twice they are the same', () => {
	const set = union([[10, 20], [0, 3], [21, 30], [15, 16], [40, 40]]);
	expect(set).toEqual([0, 3, 10, 30, 40, 40]);
	expect(complement(set)).toEqual([4, 9, 31, 39, 41, INVALID]);
	expect(complement(complement(set))).toEqual(set);
	expect(contains(set, 30) && !contains(set, 31)).toBe(true);
	expect(complement([])).toEqual([0, INVALID]);
	expect(complement([0, INVALID])).toEqual([]);
});
