import {describe, expect, test} from 'vitest';
import {buildAutomaton} from '../../../src/query/regex/automaton.js';
import {Dfa} from '../../../src/query/regex/dfa.js';
import {JUMP_NUMBERS, MAX_JUMPS} from '../../../src/query/regex/follow.js';
import {parsePattern} from '../../../src/query/regex/parse.js';
import {compileProgram, MAX_INSTRUCTIONS} from '../../../src/query/regex/program.js';
import {RegexError} from '../../../src/query/regex/regex-error.js';

const TEXT_BYTES = 8_192;
/** Whatever a pattern is, it steps over so many words at most. */
const MAX_WORDS = MAX_INSTRUCTIONS / 32 + 1;

function compile(source: string) {
	const automaton = buildAutomaton(compileProgram(parsePattern(source, false).root));
	return {automaton, dfa: new Dfa(automaton)};
}

function bytesOf(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}

/** Text of the letters that looks random, and is the same each time. */
function mixture(letters: string, length: number): string {
	let seed = 1;
	return Array.from({length}, () => {
		seed = Math.imul(seed, 1_103_515_245) + 12_345 >>> 0;
		return letters[(seed >>> 16) % letters.length]!;
	}).join('');
}

describe('hostile patterns', () => {
	test.each([
		['(a+)+$', `${'a'.repeat(TEXT_BYTES - 1)}b`, false],
		['(a|a)*b', 'a'.repeat(TEXT_BYTES), false],
		['(.*)*x', 'a'.repeat(TEXT_BYTES), false],
		['(.*)*x', `${'a'.repeat(TEXT_BYTES - 1)}x`, true],
		['(?:a*)*(?:a*)*b', 'a'.repeat(TEXT_BYTES), false],
		[`${'a?'.repeat(40)}${'a'.repeat(40)}`, 'a'.repeat(39), false],
		[`${'a?'.repeat(40)}${'a'.repeat(40)}`, 'a'.repeat(40), true],
		[`${'('.repeat(300)}a${')*'.repeat(300)}b`, 'a'.repeat(TEXT_BYTES), false],
		['(?:(?:(?:a?){5}){5}){3}b', 'a'.repeat(TEXT_BYTES), false],
		['a.{0,500}b', 'a'.repeat(TEXT_BYTES), false],
	])('%j needs few states', (source, text, expected) => {
		const {dfa} = compile(source);
		const bytes = bytesOf(text);
		expect(dfa.test(bytes, 0, bytes.length)).toBe(expected);
		expect(dfa.statesBuilt).toBeLessThan(1_000);
		const built = dfa.statesBuilt;
		expect(dfa.test(bytes, 0, bytes.length)).toBe(expected);
		expect(dfa.statesBuilt).toBe(built);
	});

	test.each([
		['[ab]*a[ab]{900}c', 'ab'],
		['(?:[ab]*a[ab]{900}c|\\b[ab]{20}\\B)$', 'ab '],
		[`(?:${Array.from({length: 60}, (_, count) => `a.{${count}}b`).join('|')}) c`, 'ab'],
		['(?:a.?b?.?){45}.{600}c', 'ab'],
	])('%j builds one state for a character at most, at a bounded cost', (source, letters) => {
		const {automaton, dfa} = compile(source);
		const bytes = bytesOf(mixture(letters, TEXT_BYTES));
		expect(dfa.test(bytes, 0, bytes.length)).toBe(false);
		expect(dfa.statesBuilt).toBeGreaterThan(10);
		expect(dfa.statesBuilt).toBeLessThanOrEqual(TEXT_BYTES + 1);
		expect(automaton.words).toBeLessThanOrEqual(MAX_WORDS);
		for (const atEnd of [false, true]) {
			for (const atBoundary of [false, true]) {
				expect(automaton.follow(atEnd, atBoundary).jumps.length).toBeLessThanOrEqual(JUMP_NUMBERS * MAX_JUMPS);
			}
		}
	});

	test.each([
		'(a{1000}){1000}', '(?:(?:(?:x{1000}){1000}){1000}){1000}', '(?:(?:(?:|^){1000}){1000}){1000}', '(a?b?){900}', '(?:a|b?){999}',
		'(a?){1000}', `${'(?:'.repeat(250)}a?${'){0,2}'.repeat(100)}${')'.repeat(150)}`, 'x{0,900}'.repeat(2) + 'y{0,900}',
		`(?:${'.?'.repeat(450)})`, '(?:(?:a?){40}(?:b?){40}){12}',
	])('%j is refused before it is written out', source => {
		expect(() => compile(source)).toThrow(RegexError);
	});
});

describe('a table that is full', () => {
	test('is forgotten, and finds the same', () => {
		// Each state remembers where there was an `a` in the last 13 characters: 8,192 states, which do not fit.
		const {dfa} = compile('a[ab]{12}c');
		const text = mixture('ab', 40_000);
		for (let from = 0; from + 500 <= text.length; from += 500) {
			const piece = bytesOf(`${text.slice(from, from + 500)}c`);
			const expected = text[from + 487] === 'a';
			expect(dfa.test(piece, 0, piece.length)).toBe(expected);
		}
		const built = dfa.statesBuilt;
		expect(built).toBeGreaterThan(8_192);
	});

	test('begins the next text at its beginning', () => {
		const {dfa} = compile('^[ab]|a[ab]{12}$');
		for (let round = 0; round < 20; round++) {
			const text = bytesOf(`c${mixture('ab', 1_000 + round)}cc`);
			expect(dfa.test(text, 0, text.length)).toBe(false);
			expect(dfa.test(text, 1, text.length)).toBe(true);
		}
	});
});
