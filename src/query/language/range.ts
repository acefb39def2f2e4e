import {QueryError} from '../query-error.js';
import type {QueryText} from './query-text.js';
import {plainText, type Range, type RangeEnd, type Word} from './token.js';
import {readPhrase, readWord} from './word.js';

const OPERATOR = /[<>]=?/y;
const TO = /TO(?=\s)/y;
const RANGE_BEGINNING = /[[{]\s*(?:"(?:[^"\\]|\\.)*"|[^\s"\]}]+)\s+TO\s/sy;

/** Whether `[FROM TO ` or `{FROM TO ` stands at `at`. */
export function isRange(source: QueryText, at: number): boolean {
	return source.match(RANGE_BEGINNING, at) !== undefined;
}

/**
 * Reads the range whose bracket or brace is at `start`.
 *
 * @throws QueryError where it is not complete.
 */
export function readRange(source: QueryText, start: number): Range {
	const {text} = source;
	const from = readEndWord(source, start, start + 1);
	const separator = source.blankEnd(from.span.end);
	if (source.match(TO, separator) === undefined) throw incomplete(source, start);
	const to = readEndWord(source, start, separator + 2);
	const close = source.blankEnd(to.span.end);
	if (text[close] !== ']' && text[close] !== '}') throw incomplete(source, start);
	return {
		kind: 'range',
		from: rangeEnd(from, text[start] === '['),
		to: rangeEnd(to, text[close] === ']'),
		span: source.span(start, close + 1),
	};
}

/**
 * Reads `<`, `<=`, `>` or `>=` and the value after it; undefined where there is no such operator.
 *
 * @throws QueryError where the value is missing.
 */
export function readComparison(source: QueryText, start: number): Range | undefined {
	const operator = source.match(OPERATOR, start)?.[0];
	if (operator === undefined) return undefined;
	const at = source.blankEnd(start + operator.length);
	const word = source.text[at] === '"' ? readPhrase(source, at) : readWord(source, at);
	if (word.span.end === at) throw new QueryError(source.span(start, start + operator.length), `${operator} needs a value after it`);
	if (plainText(word) === undefined) throw noWildcards(word);
	const end = {word, inclusive: operator.length === 2};
	const span = source.span(start, word.span.end);
	return operator.startsWith('<') ? {kind: 'range', from: undefined, to: end, span} : {kind: 'range', from: end, to: undefined, span};
}

function readEndWord(source: QueryText, start: number, after: number): Word {
	const at = source.blankEnd(after);
	const word = source.text[at] === '"' ? readPhrase(source, at) : readWord(source, at, ']}');
	if (word.span.end === at) throw incomplete(source, start);
	return word;
}

function rangeEnd(word: Word, inclusive: boolean): RangeEnd | undefined {
	if (plainText(word) !== undefined) return {word, inclusive};
	if (word.pattern.length === 1 && word.pattern[0] === '*') return undefined;
	throw noWildcards(word);
}

function noWildcards(word: Word): QueryError {
	return new QueryError(word.span, 'wildcards cannot be compared; to compare with * or ? itself, put it in quotes');
}

function incomplete(source: QueryText, start: number): QueryError {
	return new QueryError(source.span(start, start + 1), 'this range is not complete; allowed is [FROM TO UNTIL], '
		+ 'with { or } to leave an end out, * for an open end, and quotes around what has blanks');
}
