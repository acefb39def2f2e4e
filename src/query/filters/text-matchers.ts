import type {ByteRegex} from '../regex/regex.js';
import {ByteSearch} from '../search/byte-search.js';
import type {Literal} from '../search/literal.js';
import {literalOf} from './literal.js';
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

	/** @param text At least one byte. */
	constructor(text: Uint8Array, ignoreCase: boolean) {
		this.#search = new ByteSearch(text, ignoreCase);
		this.literal = literalOf(text, ignoreCase);
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

	constructor(regex: ByteRegex) {
		this.#regex = regex;
		this.literal = regex.required;
	}

	matches(bytes: Uint8Array, start: number, end: number): boolean {
		return this.#regex.test(bytes, start, end);
	}
}
