import type {Automaton} from './automaton.js';
import {type Follow, JUMP_NUMBERS} from './follow.js';

/** The set of positions that comes after another, as it is worked out. One is used again and again. */
export class NextSet {
	readonly words: Int32Array;
	/** Of `words`: the same for equal sets. */
	hash = 0;
	readonly #automaton: Automaton;

	constructor(automaton: Automaton) {
		this.#automaton = automaton;
		this.words = new Int32Array(automaton.words);
	}

	/** Whether the match is among the positions. */
	get hasMatch(): boolean {
		return has(this.words, 0, this.#automaton.match);
	}

	/**
	 * Becomes what can follow the set at `sets[set]`.
	 *
	 * @param restarts Whether a match can begin here too.
	 */
	follow(sets: Int32Array, set: number, {first, loops, successors, jumps}: Follow, restarts: boolean): void {
		const next = this.words;
		let carry = 0;
		for (let index = 0; index < next.length; index++) {
			const word = sets[set + index]!;
			next[index] = (restarts ? first[index]! : 0) | word & loops[index]! | (word << 1 | carry) & successors[index]!;
			carry = word >>> 31;
		}
		for (let at = 0; at < jumps.length; at += JUMP_NUMBERS) {
			if ((sets[set + jumps[at]!]! & jumps[at + 1]!) !== 0) next[jumps[at + 2]!]! |= jumps[at + 3]!;
		}
	}

	/** Keeps what reads the class, and works out the hash; returns whether anything does. */
	read(characterClass: number): boolean {
		const {readers, words} = this.#automaton;
		const next = this.words;
		const start = characterClass * words;
		let any = 0;
		let hash = 0;
		for (let index = 0; index < words; index++) {
			const word = next[index]! & readers[start + index]!;
			next[index] = word;
			any |= word;
			hash = Math.imul(hash << 5 ^ hash >>> 27 ^ word, 0x9e37_79b1);
		}
		this.hash = hash;
		return any !== 0;
	}

	/** Notes that a word's character was read last, if anybody asks. */
	markWord(): void {
		const {wordFlag} = this.#automaton;
		if (wordFlag === undefined) return;
		this.words[wordFlag >>> 5]! |= 1 << (wordFlag & 31);
		this.hash = ~this.hash;
	}
}

/** Whether a position is in the set at `sets[set]`. */
export function has(sets: Int32Array, set: number, position: number): boolean {
	return (sets[set + (position >>> 5)]! >>> (position & 31) & 1) === 1;
}
