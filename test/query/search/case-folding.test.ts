import {describe, expect, test} from 'vitest';
import {foldCase, hasOnlyAsciiCases} from '../../../src/query/search/case-folding.js';

const CASED = Array.from({length: 0x20000}, (_, codePoint) => codePoint)
	.filter(codePoint => codePoint >= 0x80 && !hasOnlyAsciiCases(String.fromCodePoint(codePoint)));

describe('folding of case', () => {
	test.each([
		['A', 'a'], ['É', 'é'], ['Ä', 'ä'], ['Ж', 'ж'], ['Σ', 'σ'], ['ς', 'σ'], ['ẞ', 'ß'], ['Ω', 'ω'], ['Å', 'å'], ['ǅ', 'ǆ'], ['µ', 'μ'], ['\u0390', '\u1fd3'], ['\u03b0', '\u1fe3'], ['\ufb05', '\ufb06'], ['𐐀', '𐐨'],
	])('makes %s equal to %s', (a, b) => {
		expect(foldCase(a.codePointAt(0)!)).toBe(foldCase(b.codePointAt(0)!));
	});

	test.each([
		['a', 'b'], ['[', '{'], ['@', '`'], ['ß', 's'], ['ı', 'i'], ['İ', 'i'], ['\u212a', 'k'], ['ſ', 's'], ['e', 'é'], ['α', 'a'],
	])('keeps %s and %s apart', (a, b) => {
		expect(foldCase(a.codePointAt(0)!)).not.toBe(foldCase(b.codePointAt(0)!));
	});

	test('makes equal only what is equal in regular expressions', () => {
		expect(CASED.length).toBeGreaterThan(2000);
		for (const codePoint of CASED) {
			const folded = String.fromCodePoint(foldCase(codePoint));
			expect(new RegExp(`^${folded}$`, 'iu').test(String.fromCodePoint(codePoint)), folded).toBe(true);
		}
	});

	test('leaves alone what has no cases', () => {
		for (let codePoint = 0x80; codePoint < 0x20000; codePoint++) {
			if (!hasOnlyAsciiCases(String.fromCodePoint(codePoint))) continue;
			expect(foldCase(codePoint)).toBe(codePoint);
		}
	});

	test('makes nothing equal to a character without cases', () => {
		for (const codePoint of CASED) expect(hasOnlyAsciiCases(String.fromCodePoint(foldCase(codePoint)))).toBe(false);
	});
});
