import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {compileMarkingRegex, compileWalkingRegex} from '../../../src/query/regex/regex.js';
import {FEW, FEW_TEXT} from './few-characters.js';

test('no match begins where it says that none does', () => {
	fc.assert(fc.property(FEW, fc.array(FEW_TEXT, {minLength: 1, maxLength: 10}), (source, texts) => {
		const {finder} = compileMarkingRegex(source, false);
		const {beginnings} = compileWalkingRegex(source, false);
		for (const bytes of texts) {
			finder.open(bytes, 0, bytes.length, bytes.length + 1);
			while (finder.next()) {
				const {matchStart, matchEnd} = finder;
				const [first, second, third] = bytes.subarray(matchStart);
				const isBehindWord = matchStart > 0 && /\w/.test(String.fromCharCode(bytes[matchStart - 1]!));
				expect(beginnings.begin(first!, isBehindWord)).toBe(true);
				if (second !== undefined) expect(beginnings.beginWith(first!, second)).toBe(true);
				if (second !== undefined && third !== undefined) expect(beginnings.beginBefore(second, third)).toBe(true);
				if (matchEnd === matchStart + 1) expect(beginnings.isShort).toBe(true);
			}
		}
	}), {numRuns: 1000});
});

describe('where none can begin, it says so', () => {
	const code = (character: string): number => character.charCodeAt(0);

	test.each([
		['peer [a-z]+', 'pe', true], ['peer [a-z]+', 'po', false], ['peer [a-z]+', 'ep', false], ['(foo|bar)=', 'ba', true], ['(foo|bar)=', 'fa', false], ['a|bc', 'ax', true], ['a|bc', 'bx', false],
		['[0-9]{3}', '12', true], ['[0-9]{3}', '1x', false], ['é', 'ax', false],
	])('%s with %j: %s', (source, pair, can) => {
		expect(compileWalkingRegex(source, false).beginnings.beginWith(code(pair[0]!), code(pair[1]!))).toBe(can);
	});

	test.each([
		['peer [a-z]+', 'ee', true], ['peer [a-z]+', 'er', false], ['(foo|bar)=', 'ar', true], ['(foo|bar)=', 'or', false], ['ab?', 'xy', true], ['ab', 'bx', true], ['ab', 'xb', false],
	])('%s before %j: %s', (source, pair, can) => {
		expect(compileWalkingRegex(source, false).beginnings.beginBefore(code(pair[0]!), code(pair[1]!))).toBe(can);
	});

	test.each([[String.raw`\bfoo`, 'f', false, true], [String.raw`\bfoo`, 'f', true, false], [String.raw`\Bfoo`, 'f', true, true], ['^foo', 'f', true, false], ['^foo', 'f', false, true], ['foo', 'o', false, false]])(
		'%s with %s, behind a word: %s: %s', (source, byte, isBehindWord, can) => {
			expect(compileWalkingRegex(source, false).beginnings.begin(code(byte), isBehindWord)).toBe(can);
		});
});
