import {decode, lengthOf} from '../../syslog/utf8.js';
import type {AnchoredDfa} from './anchored-dfa.js';
import type {Beginnings} from './beginnings.js';
import type {MatchFinder} from './match-finder.js';
import {IS_WORD} from './named-sets.js';

/** What may be read for each byte of the text, and of an empty one, before the slower way is taken. */
const STEPS_OF_BYTE = 8;
const STEPS_OF_TEXT = 256;
const ASCII_CHARACTERS = 0x80;
/** Bytes that are looked at together: looking one up need not wait for the one before. */
const STRIDE = 4;
/** What a match can begin behind: a word's character, or anything else and nothing. */
const ELSEWHERE = 1;
const BEHIND_WORD = 2;

/**
 * Goes from match to match of a pattern: the same as `MatchFinder` finds, in a tenth of the time for most texts. It tries at
 * each place where a match can begin how long one may be. Where that would have it read a text many times over (`a|a*b`), it
 * leaves the rest to `MatchFinder`. So the time is linear for any text.
 */
export class MatchWalk {
	/** The match that `next` has found, and the byte after its last. */
	matchStart = 0;
	matchEnd = 0;
	readonly #dfa: AnchoredDfa;
	readonly #finder: MatchFinder;
	/** For each byte, `ELSEWHERE` and `BEHIND_WORD` where a match may begin with it. */
	readonly #begins: Uint8Array;
	#bytes: Uint8Array = new Uint8Array(0);
	#textStart = 0;
	#textEnd = 0;
	#at = 0;
	#maxSteps = 0;
	#isFinding = false;

	constructor(dfa: AnchoredDfa, finder: MatchFinder, beginnings: Beginnings) {
		this.#dfa = dfa;
		this.#finder = finder;
		this.#begins = Uint8Array.from({length: 256}, (_, byte) =>
			(beginnings.begin(byte, false) ? ELSEWHERE : 0) | (beginnings.begin(byte, true) ? BEHIND_WORD : 0));
	}

	/**
	 * Begins with a text, `bytes[start]` to `bytes[end - 1]`. Nobody else may use a `MatchFinder` until `next` has found nothing more.
	 *
	 * @param from Where the first match may begin, a character's first byte: it is known that none begins before.
	 */
	open(bytes: Uint8Array, start: number, end: number, from = start): void {
		this.#bytes = bytes;
		this.#textStart = start;
		this.#textEnd = end;
		this.#at = from;
		this.#maxSteps = (end - start) * STEPS_OF_BYTE + STEPS_OF_TEXT;
		this.#dfa.steps = 0;
		this.#isFinding = false;
	}

	/** Finds the next match that is not empty: the leftmost, as long as it can be. */
	next(): boolean {
		const bytes = this.#bytes;
		const begins = this.#begins;
		const start = this.#textStart;
		const end = this.#textEnd;
		const dfa = this.#dfa;
		if (this.#isFinding) return this.#findNext();
		let at = this.#at;
		while (at < end && dfa.steps <= this.#maxSteps) {
			while (at + STRIDE <= end && (begins[bytes[at]!]! | begins[bytes[at + 1]!]! | begins[bytes[at + 2]!]! | begins[bytes[at + 3]!]!) === 0) at += STRIDE;
			while (at < end && (begins[bytes[at]!]! & (at > start && IS_WORD[bytes[at - 1]!] === 1 ? BEHIND_WORD : ELSEWHERE)) === 0) at++;
			if (at === end) break;
			const stop = dfa.longest(bytes, start, end, at);
			if (stop > at) return this.#found(at, stop);
			at += bytes[at]! < ASCII_CHARACTERS ? 1 : lengthOf(decode(bytes, at, end));
		}
		this.#at = at;
		if (at >= end) return false;
		this.#beginFinding();
		return this.#findNext();
	}

	#found(start: number, end: number): true {
		this.matchStart = start;
		this.matchEnd = this.#at = end;
		return true;
	}

	#beginFinding(): void {
		this.#isFinding = true;
		this.#finder.open(this.#bytes, this.#textStart, this.#textEnd, this.#textEnd - this.#textStart);
	}

	#findNext(): boolean {
		const finder = this.#finder;
		// Those before were found already.
		while (finder.next()) if (finder.matchStart >= this.#at) return this.#found(finder.matchStart, finder.matchEnd);
		return false;
	}
}
