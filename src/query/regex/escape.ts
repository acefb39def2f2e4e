import {type CodePointSet, complement} from './code-point-set.js';
import {ESCAPED_SETS, propertySet} from './named-sets.js';
import type {PatternReader} from './pattern-reader.js';

const CONTROLS: ReadonlyMap<string, number> = new Map([['t', 9], ['n', 10], ['v', 11], ['f', 12], ['r', 13]]);

/** `\x41`, `\x{1F600}`, `\u0041`, `\u{1F600}`, without the backslash. */
const HEXADECIMAL = /(?:x([0-9a-f]{2})|u([0-9a-f]{4})|[xu]\{([0-9a-f]{1,6})\})/iy;
const LOW_SURROGATE = /\\u(d[c-f][0-9a-f]{2})/iy;
const PROPERTY = /([pP])(?:\{([^{}]*)\}|([A-Z]))/y;

/**
 * Reads what follows a backslash, inside or outside of brackets: a character, or a set of them. `\b`, `\B` and
 * back-references are not for here.
 */
export function readEscape(reader: PatternReader): number | CodePointSet {
	const start = reader.at - 1;
	if (reader.atEnd) reader.fail('the pattern ends with a backslash; write \'\\\\\' for the character', start);
	const character = String.fromCodePoint(reader.source.codePointAt(reader.at)!);
	const set = ESCAPED_SETS.get(character);
	const control = CONTROLS.get(character);
	if (set !== undefined || control !== undefined) {
		reader.next();
		return set ?? control!;
	}
	if (/[xu]/.test(character)) return readHexadecimal(reader, start);
	if (/p/i.test(character)) return readProperty(reader, start);
	if (/[0-9a-z]|[^\0-\x7f]/i.test(character) && reader.match(/0(?!\d)/y) === undefined) {
		reader.fail(`'\\${character}' has no meaning; allowed are \\d \\w \\s \\b and \\D \\W \\S \\B, \\t \\n \\v \\f \\r \\0,`
			+ ' \\xHH, \\uHHHH, \\u{H…}, \\p{…}, and a backslash before punctuation', start);
	}
	return character === '0' ? 0 : reader.next();
}

function readHexadecimal(reader: PatternReader, start: number): number {
	const match = reader.match(HEXADECIMAL) ?? reader.fail('expected hexadecimal digits: \\xHH, \\uHHHH or \\u{H…}', start);
	const codePoint = parseInt(match[1] ?? match[2] ?? match[3]!, 16);
	if (codePoint > 0x10ffff) reader.fail('the highest character is \\u{10FFFF}', start);
	if (codePoint < 0xd800 || codePoint > 0xdfff) return codePoint;
	const low = codePoint < 0xdc00 ? reader.match(LOW_SURROGATE)?.[1] : undefined;
	if (low === undefined) reader.fail('half of a surrogate pair is not a character; write \\u{H…}', start);
	return (codePoint - 0xd800) * 0x400 + parseInt(low, 16) - 0xdc00 + 0x10000;
}

function readProperty(reader: PatternReader, start: number): CodePointSet {
	const match = reader.match(PROPERTY);
	const set = propertySet(match?.[2] ?? match?.[3] ?? '');
	if (match === undefined || set === undefined) {
		reader.fail('not a known property; allowed are the general categories L, M, N, P, S and Z and their parts, as in'
			+ ' \\p{L} or \\p{Lu}', start);
	}
	return match[1] === 'P' ? complement(set) : set;
}
