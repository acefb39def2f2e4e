import fc from 'fast-check';
import {compileRegex} from '../../../src/query/regex/regex.js';
import {RegexError} from '../../../src/query/regex/regex-error.js';

/** Characters that texts and patterns are made of: with case, without, of one to four bytes. */
const CHARACTERS = ['a', 'b', 'A', 'B', '1', '_', ' ', '-', '\n', 'é', 'É', 'ß', 'ẞ', 'я', 'Я', 'σ', 'ς', 'Σ', '€', '😀'];
const CHARACTER = fc.constantFrom(...CHARACTERS);
/** What is not UTF-8: continuation bytes alone, cut sequences, surrogates, overlong ones, bytes that never occur. */
const INVALID_BYTES = fc.constantFrom([0x80], [0xff], [0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xf5]);

/** Text as bytes, valid. */
export const TEXT: fc.Arbitrary<Uint8Array> = fc.array(CHARACTER, {maxLength: 12})
	.map(characters => new TextEncoder().encode(characters.join('')));

/** Text with bytes that are not UTF-8. */
export const DAMAGED_TEXT: fc.Arbitrary<Uint8Array> = fc.array(fc.oneof(
	CHARACTER.map(character => [...new TextEncoder().encode(character)]), INVALID_BYTES,
), {maxLength: 12}).map(pieces => Uint8Array.from(pieces.flat()));

const LITERAL = CHARACTER.map(character => character === '-' ? '\\-' : character);
const MEMBER = fc.oneof(LITERAL, fc.constantFrom('a-b', 'A-B', '\\d', '\\w', '\\s', 'α-ω', 'а-я', '\\x41', '\\u00e9', '\\u{1F600}', '\\p{L}'));
const SET = fc.tuple(fc.constantFrom('', '^'), fc.array(MEMBER, {minLength: 1, maxLength: 3}))
	.map(([negation, members]) => `[${negation}${members.join('')}]`);
const ATOM = fc.oneof(
	{weight: 4, arbitrary: CHARACTER}, {weight: 2, arbitrary: SET},
	fc.constantFrom('.', '\\d', '\\D', '\\w', '\\W', '\\s', '\\S', '\\p{Lu}', '\\P{L}'),
);
const QUANTIFIER = fc.constantFrom('*', '+', '?', '*?', '+?', '??', '{0}', '{2}', '{0,2}', '{1,3}', '{2,}', '{1,2}?');

/** Patterns that mean the same to JavaScript, with the flag `u`, and are not too expensive for us. */
export const PATTERN: fc.Arbitrary<string> = fc.letrec<{pattern: string; sequence: string; item: string}>(tie => ({
	pattern: fc.array(tie('sequence'), {minLength: 1, maxLength: 3}).map(alternatives => alternatives.join('|')),
	sequence: fc.array(tie('item'), {maxLength: 4}).map(items => items.join('')),
	item: fc.oneof(
		{maxDepth: 3, withCrossShrink: true},
		ATOM, fc.constantFrom('^', '$', '\\b', '\\B'),
		fc.tuple(ATOM, QUANTIFIER).map(parts => parts.join('')),
		fc.tuple(fc.constantFrom('(', '(?:'), tie('pattern'), fc.constant(')'), fc.oneof(fc.constant(''), QUANTIFIER)).map(parts => parts.join('')),
	),
})).pattern.filter(isCheapEnough);

/** One in some hundred thousand asks for more than is allowed: groups of optional parts, repeated, in one another. */
function isCheapEnough(source: string): boolean {
	try {
		compileRegex(source, false);
		return true;
	} catch (error) {
		if (error instanceof RegexError && error.message.startsWith('the pattern would take too long to match')) return false;
		throw error;
	}
}
