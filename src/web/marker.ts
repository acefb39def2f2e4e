import type {Expression, WildcardPart} from '../query/expression.js';
import {parseQuery} from '../query/parse-query.js';
import {QueryError} from '../query/query-error.js';
import {compileMarkingRegex, type MarkingRegex, RegexError} from '../query/regex/regex.js';
import {phrase} from './query-text.js';

/** Most terms that are marked: each is tried at each text that is drawn. */
const MAX_TERMS = 32;
/** Steps, as `MatchFinder` counts them, that all terms may take in one text: some milliseconds. */
const MAX_STEPS = 2 ** 18;

/** Something that a query looks for in the text of messages. */
export interface SearchedTerm {
	/** A regular expression that matches it. */
	readonly source: string;
	readonly ignoreCase: boolean;
	/** The same as a query by itself. */
	readonly query: string;
}

/** Beginning and end of a match, in UTF-16 units. */
export type Span = readonly [start: number, end: number];

/**
 * Finds what is to stand out in texts: what queries look for there. Queries are read and matched by the daemon's own
 * code, so that what is marked is what was found, and no text can keep the page busy for long.
 */
export class Marker {
	readonly #regexes: readonly MarkingRegex[];
	readonly #stepsOfEach: number;

	/** @param queries Those that are not queries are looked for as text. */
	constructor(queries: readonly string[]) {
		this.#regexes = queries.flatMap(searchedTerms).slice(0, MAX_TERMS).flatMap(({source, ignoreCase}) => compiled(source, ignoreCase));
		this.#stepsOfEach = Math.floor(MAX_STEPS / Math.max(1, this.#regexes.length));
	}

	/** Where the matches are, in order; those that touch are one. In very long texts, only those in the beginning. */
	find(text: string): readonly Span[] {
		if (this.#regexes.length === 0) return [];
		const bytes = encoder.encode(text);
		let marks: Uint8Array | undefined;
		for (const regex of this.#regexes) {
			const maxCharacters = Math.floor(this.#stepsOfEach / regex.finder.stepsOfCharacter);
			if (bytes.length <= maxCharacters && !regex.test(bytes, 0, bytes.length)) continue;
			marks ??= new Uint8Array(bytes.length);
			regex.finder.mark(bytes, 0, bytes.length, marks, maxCharacters);
		}
		return marks === undefined ? [] : spansOf(marks, bytes);
	}
}

/** What a query looks for in the text, leaving out what it excludes and values of other fields. What is no query is text. */
export function searchedTerms(query: string): SearchedTerm[] {
	if (query.trim() === '') return [];
	try {
		return termsOf(parseQuery(query, 'q', new Date()));
	} catch (error) {
		if (!(error instanceof QueryError)) throw error;
		return [literalTerm(query.trim(), query === query.toLowerCase())];
	}
}

const encoder = new TextEncoder();

function termsOf(expression: Expression): SearchedTerm[] {
	switch (expression.kind) {
		case 'and': case 'or': return expression.operands.flatMap(termsOf);
		case 'contains': return isText(expression) ? [literalTerm(expression.text, expression.ignoreCase)] : [];
		case 'wildcard': {
			const {pattern, ignoreCase, span} = expression;
			return isText(expression) ? [{source: `(?s)${pattern.map(partSource).join('')}`, ignoreCase, query: span.text.slice(span.start, span.end)}] : [];
		}
		case 'regex': {
			const {source, ignoreCase} = expression;
			return isText(expression) ? [{source, ignoreCase, query: `/${source}/${ignoreCase ? 'i' : ''}`}] : [];
		}
		default: return [];
	}
}

function isText({field}: Expression & {readonly field: {readonly name: string}}): boolean {
	return field.name === 'message' || field.name === 'raw';
}

function literalTerm(text: string, ignoreCase: boolean): SearchedTerm {
	return {source: escaped(text), ignoreCase, query: phrase(text)};
}

function partSource(part: WildcardPart): string {
	if (part === '*') return '.*';
	return part === '?' ? '.' : escaped(part.text);
}

function escaped(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function compiled(source: string, ignoreCase: boolean): MarkingRegex[] {
	try {
		return [compileMarkingRegex(source, ignoreCase)];
	} catch (error) {
		if (error instanceof RegexError) return [];
		throw error;
	}
}

/** Runs of marked bytes of UTF-8, as places in the text that they encode. */
function spansOf(marks: Uint8Array, bytes: Uint8Array): Span[] {
	const spans: [number, number][] = [];
	let at = 0;
	let wasMarked = 0;
	marks.forEach((isMarked, i) => {
		const byte = bytes[i]!;
		if ((byte & 0xc0) === 0x80) return;
		if (isMarked !== wasMarked) {
			if (isMarked === 1) spans.push([at, at]);
			else spans.at(-1)![1] = at;
			wasMarked = isMarked;
		}
		// Characters of four bytes are a pair of surrogates.
		at += byte >= 0xf0 ? 2 : 1;
	});
	if (wasMarked === 1) spans.at(-1)![1] = at;
	return spans;
}
