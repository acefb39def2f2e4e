import {IS_WORD} from '../query/regex/named-sets.js';
import type {PatternRules} from './pattern-rules.js';
import type {Asking} from './trigger-scan.js';

/** What may be read for each byte of a text, and of an empty one, at places where a match may begin, before all of it is read once. */
const STEPS_OF_BYTE = 2;
const STEPS_OF_TEXT = 64;
const ASCII_CHARACTERS = 0x80;
/** Rules that have bits of their own in what a scan says. */
const BITS = 32;

/** Finds the first of the rules that has a match in a text, and where its first match begins. One is used again and again. */
export class PatternSearch implements Asking {
	/** The text. */
	start = -1;
	end = -1;
	/** The rule's number; as many as there are rules where none has a match. */
	rule = 0;
	/** Where its match begins; or before that. */
	at = 0;
	/** Whether that is not known to be a match, and others may have one too: finding out would have read the text many times over. */
	isVague = false;
	readonly #rules: PatternRules;
	#bytes: Uint8Array = new Uint8Array(0);
	#first = 0;
	#stepsLeft = 0;

	constructor(rules: PatternRules) {
		this.#rules = rules;
	}

	/** Begins with a text, `bytes[start]` to `bytes[end - 1]`; rules before `first` are left out. */
	open(bytes: Uint8Array, start: number, end: number, first: number): void {
		this.#bytes = bytes;
		this.start = start;
		this.end = end;
		this.rule = this.#rules.all.length;
		this.isVague = false;
		this.#first = first;
		this.#stepsLeft = STEPS_OF_TEXT + STEPS_OF_BYTE * (end - start);
	}

	ask(at: number, who: number): void {
		if (at > this.start) this.askAt(at - 1, who, 1);
		if ((who & this.#rules.attendingFirst) !== 0) this.askAt(at, who, 0);
	}

	/**
	 * Looks for a match of these rules that begins there. It has to be asked for places in ascending order.
	 *
	 * @param attended Only of those rules that attend this byte of a match.
	 */
	askAt(at: number, who: number, attended: number): void {
		if (this.#stepsLeft < 0) return;
		const {all, behindWord, elsewhere} = this.#rules;
		const bytes = this.#bytes;
		const begins = at > this.start && IS_WORD[bytes[at - 1]!] === 1 ? behindWord : elsewhere;
		for (let rest = who & begins[bytes[at]!]!; rest !== 0; rest &= rest - 1) {
			for (let number = 31 - Math.clz32(rest & -rest); number < this.rule; number += BITS) {
				if (number < this.#first || all[number]!.attended !== attended || !this.#isMatch(number, at)) continue;
				this.rule = number;
				// A byte above US-ASCII may be in the middle of a character.
				this.at = bytes[at]! < ASCII_CHARACTERS ? at : this.start;
			}
		}
		if (this.#stepsLeft < 0) this.#readAll();
	}

	#isMatch(number: number, at: number): boolean {
		const {anchored} = this.#rules.all[number]!;
		anchored.steps = 0;
		const end = anchored.longest(this.#bytes, this.start, this.end, at);
		this.#stepsLeft -= anchored.steps;
		return end > at;
	}

	#readAll(): void {
		if (this.rule === this.#rules.all.length && !this.#rules.test(this.#bytes, this.start, this.end)) return;
		this.isVague = true;
		this.rule = this.#first;
		this.at = this.start;
	}
}
