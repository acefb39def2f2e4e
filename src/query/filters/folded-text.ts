import {decode, LENGTH_BITS, lengthOf} from '../../syslog/utf8.js';
import {foldCase} from '../search/case-folding.js';
import {shorterPrefixes} from '../search/linear-search.js';
import type {Literal} from '../search/literal.js';
import {CharacterStart} from './character-start.js';
import {literalOf} from './literal.js';
import type {ValueMatcher} from './value-matcher.js';

/**
 * Values that have a text in them, the case of letters aside, be they of US-ASCII or not. It takes time in proportion to
 * the value's length, whatever both look like.
 */
export class FoldedText implements ValueMatcher {
	readonly cost = 300;
	readonly literal: Literal | undefined;
	readonly #text: Int32Array;
	readonly #shorter: Int32Array;
	readonly #start = new CharacterStart(true);

	/** @param text At least one character. */
	constructor(text: string) {
		this.#text = Int32Array.from(Array.from(text.toWellFormed(), character => foldCase(character.codePointAt(0)!)));
		this.#shorter = shorterPrefixes(this.#text);
		this.literal = literalOf(Buffer.from(text), true);
	}

	matches(bytes: Uint8Array, start: number, end: number): boolean {
		const text = this.#text;
		/** How many of the text's first characters stand before `at`. */
		let standing = 0;
		for (let at = start; ;) {
			if (standing === 0) at = this.#start.find(text[0]!, bytes, at, end);
			if (at === end) return false;
			const decoded = decode(bytes, at, end);
			const character = foldCase(decoded >>> LENGTH_BITS);
			while (standing > 0 && character !== text[standing]) standing = this.#shorter[standing]!;
			if (character === text[standing] && ++standing === text.length) return true;
			at += lengthOf(decoded);
		}
	}
}
