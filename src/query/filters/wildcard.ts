import {decode, LENGTH_BITS, lengthOf} from '../../syslog/utf8.js';
import type {WildcardPart} from '../expression.js';
import {foldCase} from '../search/case-folding.js';
import type {Literal} from '../search/literal.js';
import {CharacterStart} from './character-start.js';
import {literalOf, longest} from './literal.js';
import type {ValueMatcher} from './value-matcher.js';

/** Elements of a pattern that are no code point. */
const ONE_CHARACTER = -1;
const ANY_RUN = -2;
const END = -3;

/**
 * Values that look like a pattern, character by character. What is not UTF-8 is one character for each U+FFFD that is
 * shown for it, and equal to none in a pattern. A value takes at most its length times that of the longest part between two `*` in steps,
 * for it is enough to go back to the last `*`.
 */
export class Wildcard implements ValueMatcher {
	readonly cost = 300;
	readonly literal: Literal | undefined;
	readonly #pattern: Int32Array;
	readonly #ignoreCase: boolean;
	readonly #start: CharacterStart;

	/** @param isWhole Whether the whole value has to look so; else a part of it is enough. */
	constructor(parts: readonly WildcardPart[], ignoreCase: boolean, isWhole: boolean) {
		const elements = (isWhole ? parts : ['*' as const, ...parts, '*' as const]).flatMap(part => elementsOf(part, ignoreCase));
		this.#pattern = Int32Array.from([...elements, END]);
		this.#ignoreCase = ignoreCase;
		this.#start = new CharacterStart(ignoreCase);
		this.literal = longest(parts.map(part => typeof part === 'string' ? undefined : literalOf(Buffer.from(part.text), ignoreCase)));
	}

	matches(bytes: Uint8Array, start: number, end: number): boolean {
		const pattern = this.#pattern;
		let at = start;
		let element = 0;
		/** Where to go on after a mismatch: the element after the last `*`, and where in the value it was tried. */
		let retryElement = -1;
		let retryAt = start;
		for (;;) {
			const wanted = pattern[element]!;
			if (wanted === ANY_RUN) {
				element++;
				if (pattern[element] === END) return true;
				retryElement = element;
				retryAt = at = this.#skip(bytes, at, end, pattern[element]!);
			} else if (at === end) {
				return wanted === END;
			} else {
				const decoded = decode(bytes, at, end);
				const character = decoded >>> LENGTH_BITS;
				if (wanted === ONE_CHARACTER || wanted === (this.#ignoreCase ? foldCase(character) : character)) {
					element++;
					at += lengthOf(decoded);
				} else if (retryElement === -1) {
					return false;
				} else {
					element = retryElement;
					retryAt = this.#skip(bytes, retryAt + lengthOf(decode(bytes, retryAt, end)), end, pattern[element]!);
					at = retryAt;
				}
			}
		}
	}

	/** The first place from `at` on where the element that is wanted can begin. */
	#skip(bytes: Uint8Array, at: number, end: number, wanted: number): number {
		return wanted < 0 ? at : this.#start.find(wanted, bytes, at, end);
	}
}

function elementsOf(part: WildcardPart, ignoreCase: boolean): number[] {
	if (part === '?') return [ONE_CHARACTER];
	if (part === '*') return [ANY_RUN];
	return Array.from(part.text.toWellFormed(), character => ignoreCase ? foldCase(character.codePointAt(0)!) : character.codePointAt(0)!);
}
