import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {compileMarkingRegex} from '../../../src/query/regex/regex.js';
import {DAMAGED_TEXT, PATTERN, TEXT} from './patterns.js';

const RUNS = {numRuns: 200};
const decoder = new TextDecoder('utf-8', {ignoreBOM: true});

/** The bytes that belong to matches, each as `^`; others as `.`. */
function marked(source: string, text: string | Uint8Array, {ignoreCase = false, maxCharacters = Infinity, before = ''} = {}): string {
	const bytes = Buffer.concat([Buffer.from(before), Buffer.from(text as string)]);
	const start = Buffer.byteLength(before);
	const marks = new Uint8Array(bytes.length - start);
	const isFound = compileMarkingRegex(source, ignoreCase).finder.mark(bytes, start, bytes.length, marks, Math.min(maxCharacters, bytes.length + 1));
	expect(isFound).toBe(marks.includes(1));
	return Array.from(marks, mark => mark === 1 ? '^' : '.').join('');
}

/**
 * The same from JavaScript: of all pairs of places in the text, the leftmost from which to the rightmost to which the
 * pattern matches.
 */
function markedByModel(source: string, flags: string, text: string): string {
	const characters = Array.from(text);
	const places = characters.map((_, i) => characters.slice(0, i).join('').length);
	const untilEach = [...characters, ''].map((_, end) => new RegExp(`(?:${source})(?=[^]{${characters.length - end}}$)`, `${flags}y`));
	const matches = (begin: number, end: number): boolean => {
		const model = untilEach[end]!;
		model.lastIndex = places[begin]!;
		return model.test(text);
	};
	const marks = characters.map(() => false);
	for (let begin = 0; begin < characters.length;) {
		let end = characters.length;
		while (end > begin && !matches(begin, end)) end--;
		marks.fill(true, begin, end);
		begin = Math.max(end, begin + 1);
	}
	return marks.map((mark, i) => (mark ? '^' : '.').repeat(Buffer.byteLength(characters[i]!))).join('');
}

describe('matches are found where they are', () => {
	test.each([
		['b', 'abcb', '.^.^'],
		['a+', 'baaac', '.^^^.'],
		['disk|full', 'disk is full', '^^^^....^^^^'],
		['é', 'aéb', '.^^.'],
		['.', 'a😀', '^^^^^'],
		['^a', 'aa', '^.'],
		['a$', 'aa', '.^'],
		['^a$|b', 'aab', '..^'],
		['\\bfail\\b', 'fail failed fail', '^^^^........^^^^'],
		['\\Bb', 'bb b', '.^..'],
		['\\b', 'ab', '..'],
		['\\d+', '10.0.0.1', '^^.^.^.^'],
	])('%s in %j', (source, text, expected) => {
		expect(marked(source, text)).toBe(expected);
	});

	test.each([
		['the leftmost counts', 'bc|ab', 'abc', '^^.'],
		['the longest counts, not the first alternative', 'a|ab|abc', 'abcab', '^^^^^'],
		['of lazy repetitions too', 'a+?', 'aaa', '^^^'],
		['and what was tried in vain is tried again behind', 'a|a*b', 'aaac', '^^^.'],
		['matches do not overlap', 'aba', 'ababa', '^^^..'],
		['a match may depend on what comes behind it', 'a(?:.*b)?', 'axxbxa', '^^^^.^'],
		['empty ones have no place', 'x*', 'axa', '.^.'],
		['the beginning is not that of the rest', '^aa|b', 'aaaab', '^^..^'],
	])('%s', (_what, source, text, expected) => {
		expect(marked(source, text)).toBe(expected);
	});

	test.each(['', 'a', 'aé\xff'])('whatever stands before the text: %j', before => {
		expect(marked('^b|\\bc', 'b c', {before})).toBe('^.^');
	});

	test('in text that is not there', () => {
		expect(marked('a*', '')).toBe('');
		expect(marked('^$', '')).toBe('');
	});

	test('up to the last character that is looked at, with what stands behind it', () => {
		expect(marked('a+', 'aaaa', {maxCharacters: 2})).toBe('^^..');
		expect(marked('a$', 'aaaa', {maxCharacters: 2})).toBe('....');
		expect(marked('a\\b', 'aaaa', {maxCharacters: 2})).toBe('....');
		expect(marked('a\\b', 'aa a', {maxCharacters: 2})).toBe('.^..');
		expect(marked('a', 'aa', {maxCharacters: 2})).toBe('^^');
	});

	test('as JavaScript finds them', () => {
		for (const [flags, ignoreCase] of [['u', false], ['iu', true]] as const) {
			fc.assert(fc.property(PATTERN, TEXT, (source, text) => {
				fc.pre(isModelled(source, text));
				expect(marked(source, text, {ignoreCase})).toBe(markedByModel(source, flags, decoder.decode(text)));
			}), RUNS);
		}
	});

	test('in whole characters, also of what is not UTF-8', () => {
		fc.assert(fc.property(PATTERN, DAMAGED_TEXT, (source, text) => {
			fc.pre(isModelled(source, text));
			const marks = marked(source, text);
			const shown = decoder.decode(text);
			// What is shown for invalid bytes is longer than they are: compare what is marked, not where.
			expect(partsOf(text, marks)).toEqual(partsOf(Buffer.from(shown), markedByModel(source, 'u', shown)));
		}), RUNS);
	});
});

describe('hostile patterns and texts take time that grows with the text alone', () => {
	test.each([
		['(a|aa)*b', 'a', ''],
		['a|a*b', 'a', '^'],
		['(a*)*|b', 'a', '^'],
		['(?:a|b)*a(?:a|b){10}', 'a', '^'],
	])('%s', (source, letter, sign) => {
		const text = letter.repeat(65_536);
		expect(marked(source, text)).toBe((sign || '.').repeat(65_536));
	});
});

/** The texts that are marked. */
function partsOf(bytes: Uint8Array, marks: string): string[] {
	return [...marks.matchAll(/\^+/g)].map(({index, 0: {length}}) => decoder.decode(bytes.subarray(index, index + length)));
}

/** V8 finds `\B` between the halves of a surrogate pair, against ECMA-262. */
function isModelled(source: string, text: Uint8Array): boolean {
	return !source.includes('\\B') || !decoder.decode(text).includes('😀');
}
