import type {WildcardPart} from '../expression.js';
import {QueryError} from '../query-error.js';
import {isBlank, type QueryText} from './query-text.js';
import type {Word} from './token.js';

/** A parenthesis in a word is closed within this, so that words take no more than time in proportion to their length. */
const MAX_CLOSING_CHARACTERS = 2048;
/** What a backslash can stand before: so `C:\temp` is what it looks like, for nobody has to escape a letter. */
const ESCAPABLE = /[\s!-/:-@[-`{-~]/;

/**
 * Reads the word at `start`, to the next blank or parenthesis. Quotation marks inside of it keep blanks in it, and so do
 * parentheses that are closed before the next blank: `key="two words"` and `pam_unix(sshd:auth):` are one word each.
 *
 * @param stops Further characters that end it; parentheses then do not.
 * @returns An empty word where there is none.
 * @throws QueryError for a quotation mark that is not closed.
 */
export function readWord(source: QueryText, start: number, stops = ''): Word {
	const {text} = source;
	const pattern: WildcardPart[] = [];
	let closedUntil = stops === '' ? start : text.length;
	let i = start;
	while (i < text.length) {
		const character = text[i]!;
		if (isBlank(character) || stops.includes(character)) break;
		if (i >= closedUntil && (character === '(' || character === ')')) {
			closedUntil = character === '(' ? closingEnd(text, i) : -1;
			if (closedUntil === -1) break;
		}
		if (character === '"') {
			const end = closingQuote(source, i);
			append(pattern, `"${unquote(text.slice(i + 1, end))}"`);
			i = end + 1;
		} else if (character === '*' || character === '?') {
			if (character === '?' || pattern.at(-1) !== '*') pattern.push(character);
			i++;
		} else {
			if (isEscape(text, i)) i++;
			append(pattern, text[i]!);
			i++;
		}
	}
	return {kind: 'word', pattern, isQuoted: false, span: source.span(start, i)};
}

/**
 * Reads the phrase whose first quotation mark is at `start`.
 *
 * @throws QueryError where it is not closed.
 */
export function readPhrase(source: QueryText, start: number): Word {
	const end = closingQuote(source, start);
	const text = unquote(source.text.slice(start + 1, end));
	return {kind: 'word', pattern: text === '' ? [] : [{text}], isQuoted: true, span: source.span(start, end + 1)};
}

function append(pattern: WildcardPart[], text: string): void {
	const last = pattern.at(-1);
	if (typeof last === 'object') pattern[pattern.length - 1] = {text: last.text + text};
	else pattern.push({text});
}

function isEscape(text: string, at: number): boolean {
	return text[at] === '\\' && at + 1 < text.length && ESCAPABLE.test(text[at + 1]!);
}

/** Undoes the escapes that there are between quotation marks. */
function unquote(text: string): string {
	return text.replace(/\\(["\\])/g, '$1');
}

function closingQuote(source: QueryText, at: number): number {
	const end = quoteEnd(source.text, at);
	if (end !== -1) return end;
	throw new QueryError(source.span(at, at + 1), 'this quotation mark is not closed; to search for one, put a backslash before it: \\"');
}

/** Where the quotation mark is that closes the one at `text[at]`; -1 where there is none. */
function quoteEnd(text: string, at: number): number {
	let i = at + 1;
	while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
	return i < text.length ? i : -1;
}

/** What follows the parenthesis that closes the one at `text[at]`; -1 where a blank or the end comes before, or it is too far. */
function closingEnd(text: string, at: number): number {
	let depth = 0;
	const limit = Math.min(text.length, at + MAX_CLOSING_CHARACTERS);
	for (let i = at; i < limit && !isBlank(text[i]!); i++) {
		const character = text[i];
		if (character === '(') depth++;
		else if (character === ')' && --depth === 0) return i + 1;
		else if (isEscape(text, i)) i++;
		else if (character === '"') {
			i = quoteEnd(text, i);
			if (i === -1) return -1;
		}
	}
	return -1;
}
