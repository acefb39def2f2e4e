import {QueryText} from './language/query-text.js';
import {QueryError} from './query-error.js';
import {compileMarkingRegex, RegexError} from './regex/regex.js';
import {ByteSearch} from './search/byte-search.js';
import type {Literal} from './search/literal.js';
import {patternIgnoresCase} from './short-forms.js';

/** Most patterns: nobody else has a turn while they are compiled, half a millisecond each. */
export const MAX_HIGHLIGHTS = 16;
/** Steps, as `MatchFinder` counts them, that all patterns may take in one text: 10 ms at the most, as measured. */
const MAX_STEPS = 2 ** 19;
const FIRST_BYTES = 1024;

/** What is to stand out in texts: all that one of a few regular expressions matches. */
export class Highlight {
	/** The expressions as they were given. */
	readonly patterns: readonly string[];
	readonly #markers: readonly Marker[];
	#marks = new Uint8Array(FIRST_BYTES);

	/**
	 * @param patterns In the language of the short form `grep`.
	 * @throws QueryError for a pattern that is none, or too large, and for too many of them.
	 */
	constructor(patterns: readonly string[], parameter: string) {
		if (patterns.length > MAX_HIGHLIGHTS) {
			throw new QueryError(new QueryText('', parameter).span(0, 0), `more than ${MAX_HIGHLIGHTS} regular expressions`);
		}
		this.patterns = patterns;
		const steps = Math.floor(MAX_STEPS / patterns.length);
		this.#markers = patterns.map(source => markerOf(source, parameter, steps));
	}

	/**
	 * The bytes from `bytes[start]` to `bytes[end - 1]` that matches are made of: 1 for each of them and 0 for others, from
	 * index 0 on. Undefined where there are none. What is returned is good until the next call.
	 *
	 * Of very long texts and large patterns, matches are found in the beginning only.
	 */
	find(bytes: Uint8Array, start: number, end: number): Uint8Array | undefined {
		const length = end - start;
		if (this.#marks.length < length) this.#marks = new Uint8Array(length);
		const marks = this.#marks;
		marks.fill(0, 0, length);
		let isFound = false;
		for (const mark of this.#markers) isFound = mark(bytes, start, end, marks) || isFound;
		return isFound ? marks : undefined;
	}
}

/** Sets marks to 1 where matches are, and tells whether there are any. */
type Marker = (bytes: Uint8Array, start: number, end: number, marks: Uint8Array) => boolean;

function markerOf(source: string, parameter: string, maxSteps: number): Marker {
	const regex = compile(new QueryText(source, parameter));
	const {required, isLiteral, finder} = regex;
	if (isLiteral && required !== undefined) return literalMarker(required);
	const maxCharacters = Math.floor(maxSteps / finder.stepsOfCharacter);
	return (bytes, start, end, marks) => {
		// Takes a tenth of the time, and in most texts there is nothing.
		if (end - start <= maxCharacters && !regex.test(bytes, start, end)) return false;
		return finder.mark(bytes, start, end, marks, maxCharacters);
	};
}

function literalMarker({text: {length}, text, ignoreCase}: Literal): Marker {
	const search = new ByteSearch(text, ignoreCase);
	return (bytes, start, end, marks) => {
		const first = search.find(bytes, start, end);
		for (let at = first; at !== -1; at = search.find(bytes, at + length, end)) marks.fill(1, at - start, at - start + length);
		return first !== -1;
	};
}

function compile(source: QueryText): ReturnType<typeof compileMarkingRegex> {
	const {text} = source;
	if (text === '') throw new QueryError(source.span(0, 0), 'a value is missing');
	try {
		return compileMarkingRegex(text, patternIgnoresCase(text));
	} catch (error) {
		if (!(error instanceof RegexError)) throw error;
		const at = Math.min(error.at, text.length);
		throw new QueryError(source.span(at, Math.min(at + 1, text.length)), error.message);
	}
}
