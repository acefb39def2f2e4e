import {expect, test} from 'vitest';
import {rangesOf} from '../../../src/query/regex/code-point-set.js';
import {withOtherCases} from '../../../src/query/regex/other-cases.js';

test('folding is that of JavaScript, but that US-ASCII stays among itself', () => {
	const cased = Array.from({length: 0x1_f000}, (_, codePoint) => codePoint)
		.filter(codePoint => /^[\p{Changes_When_Casemapped}\p{Changes_When_Casefolded}]$/u.test(String.fromCodePoint(codePoint)));
	expect(cased.length).toBeGreaterThan(2_500);
	const all = cased.map(codePoint => String.fromCodePoint(codePoint)).join('');
	const different = cased.flatMap(codePoint => {
		const expected = [...all.matchAll(new RegExp(`\\u{${codePoint.toString(16)}}`, 'giu'))].map(([text]) => text.codePointAt(0)!)
			.filter(other => other < 0x80 === codePoint < 0x80);
		const found = [...rangesOf(withOtherCases([codePoint, codePoint]))].flatMap(([first, last]) =>
			Array.from({length: last - first + 1}, (_, index) => first + index));
		return expected.join() === found.join() ? [] : [codePoint.toString(16)];
	});
	expect(different).toEqual([]);
});
