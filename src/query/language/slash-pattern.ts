import {QueryError} from '../query-error.js';
import {isBlank, type QueryText} from './query-text.js';
import type {SlashPattern} from './token.js';

/** Longer than any regular expression that is compiled, so that many slashes take no more than linear time. */
const MAX_SOURCE_CHARACTERS = 2048;
/** What no path has, but many a regular expression. */
const REGULAR = /[$^|]|\\\w/;

/**
 * Reads the regular expression `/…/` or `/…/i` whose first slash is at `start`. The next slash that neither follows a
 * backslash nor stands in a class has to end it, and a blank, `)` or the end has to follow. So `/var/log/` is none.
 *
 * @returns Undefined where there is none, and the slash begins a word.
 * @throws QueryError where that word does not look like a path either.
 */
export function readSlashPattern(source: QueryText, start: number): SlashPattern | undefined {
	const {text} = source;
	const end = closingSlash(text, start);
	if (end > start + 1) {
		const ignoreCase = text[end + 1] === 'i';
		const after = end + (ignoreCase ? 2 : 1);
		if (after >= text.length || text[after] === ')' || isBlank(text[after]!)) {
			return {kind: 'slashPattern', source: text.slice(start + 1, end), ignoreCase, span: source.span(start + 1, end), end: after};
		}
	}
	const word = source.match(/\S+/y, start)?.[0] ?? '';
	if (!REGULAR.test(word)) return undefined;
	throw new QueryError(source.span(start, start + 1), 'this regular expression is not complete: it ends with / or /i, '
		+ 'and a slash in it needs a backslash; to search for the text itself, put it in quotes');
}

/** Where the slash is that closes the one at `text[start]`; -1 where there is none, or it is too far. */
function closingSlash(text: string, start: number): number {
	let inClass = false;
	const limit = Math.min(text.length, start + 2 + MAX_SOURCE_CHARACTERS);
	for (let i = start + 1; i < limit; i++) {
		switch (text[i]) {
			case '\\': i++; break;
			case '[': inClass = true; break;
			case ']': inClass = false; break;
			case '/': if (!inClass) return i;
		}
	}
	return -1;
}
