import {decode, LENGTH_BITS, lengthOf} from '../../syslog/utf8.js';
import type {Automaton} from './automaton.js';
import {START} from './follow.js';
import {IS_WORD} from './named-sets.js';
import {has, NextSet} from './next-set.js';
import {StateTable} from './state-table.js';

/** What a table holds for a way that was not gone yet. */
const UNKNOWN = 0;
/** Nothing longer can match. Rows are higher. Where a match ends before the character that is read, the number is negative. */
const DEAD = 1;
/** Columns 0 to 255 are for bytes. Those of bytes above US-ASCII stay unknown, so that they are decoded. */
const FIRST_CLASS = 256;
const ASCII_CHARACTERS = 0x80;
/** What a match can begin behind; the columns of the initial state's ways there follow that of the text's end. */
const BEHIND_OTHER = 1;
const BEHIND_WORD = 2;
const CONTEXTS = 3;

/** Tells how long a match may be that begins at a place, by a table of states as `Dfa` has. */
export class AnchoredDfa {
	/** Characters that were read since somebody set it. */
	steps = 0;
	readonly #automaton: Automaton;
	readonly #states: StateTable;
	/** The column of the text's end. */
	readonly #end: number;
	readonly #next: NextSet;

	constructor(automaton: Automaton) {
		const {alphabet, words} = automaton;
		this.#automaton = automaton;
		this.#end = FIRST_CLASS + alphabet.size;
		this.#next = new NextSet(automaton);
		const initial = new Int32Array(words);
		initial[START] = 1 << START;
		this.#states = new StateTable(this.#end + CONTEXTS, initial);
	}

	/** Where the longest match ends that begins at `bytes[at]`, in a text from `bytes[start]` to `bytes[end - 1]`; `at` where there is none. */
	longest(bytes: Uint8Array, start: number, end: number, at: number): number {
		let row = at === start ? this.#states.initial : this.#rowBehind(IS_WORD[bytes[at - 1]!]);
		let {rows} = this.#states;
		let found = at;
		let next = at;
		while (next < end) {
			let state = rows[row + bytes[next]!]!;
			let length = 1;
			if (state === UNKNOWN) {
				const decoded = decode(bytes, next, end);
				length = lengthOf(decoded);
				state = this.#lookUp(row, decoded >>> LENGTH_BITS);
				rows = this.#states.rows;
			}
			if (state < 0) {
				found = next;
				state = -state;
			}
			if (state === DEAD) break;
			row = state;
			next += length;
		}
		this.steps += next - at + 1;
		if (next < end) return found;
		const last = rows[row + this.#end]!;
		return (last === UNKNOWN ? this.#build(row, this.#end) : last) < 0 ? end : found;
	}

	/** The state before a match that does not begin where the text does. */
	#rowBehind(word: number | undefined): number {
		const states = this.#states;
		const column = this.#end + (word === 1 ? BEHIND_WORD : BEHIND_OTHER);
		const row = states.rows[states.initial + column]!;
		if (row !== UNKNOWN) return row;
		// The empty set: see `#build`.
		this.#next.words.fill(0);
		this.#next.hash = 0;
		if (word === 1) this.#next.markWord();
		return states.add(states.initial, column, this.#next.words, this.#next.hash);
	}

	/** What comes after the state at `row` when it reads the character. */
	#lookUp(row: number, character: number): number {
		const column = FIRST_CLASS + this.#automaton.alphabet.classOf(character);
		const {rows} = this.#states;
		const next = rows[row + column]!;
		if (next === UNKNOWN) return this.#build(row, column);
		if (character < ASCII_CHARACTERS) rows[row + character] = next;
		return next;
	}

	/** Works out which state comes after the one at `row`. */
	#build(row: number, column: number): number {
		const {wordFlag, wordClasses} = this.#automaton;
		const states = this.#states;
		const set = states.setOf(row);
		const atEnd = column === this.#end;
		const intoWord = !atEnd && wordClasses[column - FIRST_CLASS] === 1;
		const fromWord = wordFlag !== undefined && has(states.sets, set, wordFlag);
		const next = this.#next;
		next.follow(states.sets, set, this.#automaton.follow(atEnd, fromWord !== intoWord), this.#isEmpty(set));
		const ends = next.hasMatch;
		let result = DEAD;
		let isKept = true;
		if (!atEnd && next.read(column - FIRST_CLASS)) {
			if (intoWord) next.markWord();
			result = states.add(row, column, next.words, next.hash);
			// Where the table was full, the row is not what it was.
			isKept = states.rows[row + column] === result;
		}
		if (ends) result = -result;
		if (isKept) states.rows[row + column] = result;
		return result;
	}

	/** Whether no position of the pattern was read last: then a match is about to begin. */
	#isEmpty(set: number): boolean {
		const {wordFlag, words} = this.#automaton;
		const {sets} = this.#states;
		for (let index = 0; index < words; index++) {
			const flag = wordFlag !== undefined && wordFlag >>> 5 === index ? 1 << (wordFlag & 31) : 0;
			if ((sets[set + index]! & ~flag) !== 0) return false;
		}
		return true;
	}
}
