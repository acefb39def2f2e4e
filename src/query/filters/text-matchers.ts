import type {Bound} from '../expression.js';
import {compileRegex, type ByteRegex} from '../regex/regex.js';
import {ByteSearch} from '../search/byte-search.js';
import {literalOf, type Literal} from './literal.js';
import type {ValueMatcher} from './value-matcher.js';

/** Values that are `text`, byte for byte. */
export class EqualText implements ValueMatcher {
	readonly cost = 5;
	readonly literal: Literal | undefined;
	readonly #text: Uint8Array;

	constructor(text: string) {
		this.#text = Buffer.from(text);
		this.literal = literalOf(this.#text, false);
	}

	matches(bytes: Uint8Array, start: number, end: number): boolean {
		const text = this.#text;
		if (end - start !== text.length) return false;
		for (let i = 0; i < text.length; i++) {
			if (bytes[start + i] !== text[i]) return false;
		}
		return true;
	}
}

/** Values that have `text` in them. Only letters of US-ASCII are compared without their case. */
export class ContainedText implements ValueMatcher {
	readonly cost = 50;
	readonly literal: Literal | undefined;
	readonly #search: ByteSearch;

	/** @param text At least one character. */
	constructor(text: string, ignoreCase: boolean) {
		const bytes = Buffer.from(text);
		this.#search = new ByteSearch(bytes, ignoreCase);
		this.literal = literalOf(bytes, ignoreCase);
	}

	matches(bytes: Uint8Array, start: number, end: number): boolean {
		return this.#search.find(bytes, start, end) !== -1;
	}
}

/** Values that the regular expression matches, or a part of which it does. */
export class MatchedText implements ValueMatcher {
	readonly cost = 200;
	readonly literal: Literal | undefined;
	readonly #regex: ByteRegex;

	/** @throws RegexError where the expression cannot be used. */
	constructor(source: string, ignoreCase: boolean) {
		this.#regex = compileRegex(source, ignoreCase);
		this.literal = this.#regex.required;
	}

	matches(bytes: Uint8Array, start: number, end: number): boolean {
		return this.#regex.test(bytes, start, end);
	}
}

/** Values between two texts, in the order of unsigned bytes. */
export class TextInRange implements ValueMatcher {
	readonly cost = 10;
	readonly literal = undefined;
	readonly #from: BytesBound | undefined;
	readonly #to: BytesBound | undefined;

	constructor(from: Bound<string> | undefined, to: Bound<string> | undefined) {
		this.#from = bytesBound(from);
		this.#to = bytesBound(to);
	}

	matches(bytes: Uint8Array, start: number, end: number): boolean {
		const from = this.#from;
		const to = this.#to;
		return (from === undefined || compare(bytes, start, end, from.bytes) >= from.least)
			&& (to === undefined || compare(bytes, start, end, to.bytes) <= -to.least);
	}
}

interface BytesBound {
	readonly bytes: Uint8Array;
	/** What comparing a value inside the range with this end gives at least, towards the range: 0 or 1. */
	readonly least: 0 | 1;
}

function bytesBound(bound: Bound<string> | undefined): BytesBound | undefined {
	return bound && {bytes: Buffer.from(bound.value), least: bound.inclusive ? 0 : 1};
}

/** Below, at or above 0 where `bytes[start]` to `bytes[end - 1]` come before, are, or come after `text`. */
function compare(bytes: Uint8Array, start: number, end: number, text: Uint8Array): number {
	const length = Math.min(end - start, text.length);
	for (let i = 0; i < length; i++) {
		if (bytes[start + i] !== text[i]) return bytes[start + i]! - text[i]!;
	}
	return end - start - text.length;
}
