import {type CodePointSet, complement, union} from './code-point-set.js';
import {charactersWith} from './property.js';

// `\d`, `\w` and `\s` are of US-ASCII only, as in RE2.
const DIGIT = ranges('09');
const SPACE = ranges('\t\r  ');
/** The characters of words: `\w`, and what `\b` looks at. */
export const WORD = ranges('09AZ__az');
/** For each byte, 1 where it is one of them. */
export const IS_WORD = Uint8Array.from({length: 256}, (_, byte) => WORD.some((first, i) => i % 2 === 0 && byte >= first && byte <= WORD[i + 1]!) ? 1 : 0);

/** What a letter after a backslash stands for, if it is a set. */
export const ESCAPED_SETS: ReadonlyMap<string, CodePointSet> = new Map([
	['d', DIGIT], ['D', complement(DIGIT)],
	['w', WORD], ['W', complement(WORD)],
	['s', SPACE], ['S', complement(SPACE)],
]);

/** The names of `[[:alpha:]]` and so on (POSIX 9.3.5), in the POSIX locale. */
export const POSIX_SETS: ReadonlyMap<string, CodePointSet> = new Map([
	['alnum', ranges('09AZaz')], ['alpha', ranges('AZaz')], ['blank', ranges('\t\t  ')], ['cntrl', ranges('\0\x1f\x7f\x7f')],
	['digit', DIGIT], ['graph', ranges('!~')], ['lower', ranges('az')], ['print', ranges(' ~')],
	['punct', ranges('!/:@[`{~')], ['space', SPACE], ['upper', ranges('AZ')], ['xdigit', ranges('09AFaf')],
]);

/** General categories of Unicode that `\p{…}` takes. Those of C are mostly not assigned, and cost much. */
const CATEGORIES = new Set([
	'L', 'Lu', 'Ll', 'Lt', 'Lm', 'Lo', 'M', 'Mn', 'Mc', 'Me', 'N', 'Nd', 'Nl', 'No', 'P', 'Pc', 'Pd', 'Ps', 'Pe', 'Pi', 'Pf',
	'Po', 'S', 'Sm', 'Sc', 'Sk', 'So', 'Z', 'Zs', 'Zl', 'Zp',
]);

const known = new Map<string, CodePointSet>();

/** The set that `\p{name}` stands for; undefined when there is none. */
export function propertySet(name: string): CodePointSet | undefined {
	if (!CATEGORIES.has(name)) return undefined;
	const set = known.get(name) ?? charactersWith(name);
	known.set(name, set);
	return set;
}

/** `'09az'` → digits and small letters. */
function ranges(ends: string): CodePointSet {
	const pairs: [number, number][] = [];
	for (let at = 0; at < ends.length; at += 2) pairs.push([ends.charCodeAt(at), ends.charCodeAt(at + 1)]);
	return union(pairs);
}
