import {decode, LENGTH_BITS, lengthOf} from '../../syslog/utf8.js';
import type {Automaton} from './automaton.js';
import {START} from './follow.js';
import {has, NextSet} from './next-set.js';
import {StateTable} from './state-table.js';

/** What a table holds for a way that was not gone yet. */
const UNKNOWN = 0;
/** No match, whatever comes. */
const DEAD = 1;
/** A match, whatever comes. Rows are higher. */
const MATCHED = 2;

/** Columns 0 to 255 are for bytes. Those of bytes above US-ASCII stay unknown, so that they are decoded. */
const FIRST_CLASS = 256;
/** Bytes that are looked at together, see `staysFor`. */
const STRIDE = 8;

/**
 * Runs an automaton over bytes. Each set of positions that occurs becomes a state, a row in a table that says for each
 * byte and for each class of characters which state is next; rows are filled in when they are needed. When the table is
 * full, it is forgotten. So a byte costs one look into the table, and at worst the making of one state: some 1.2 µs for
 * the largest patterns, 10 ms for 8 KiB.
 */
export class Dfa {
	readonly #automaton: Automaton;
	readonly #states: StateTable;
	/** The column of the text's end. */
	readonly #end: number;
	/** Whether a match can begin after the text's beginning. */
	readonly #restarts: boolean;
	readonly #next: NextSet;
	#statesBuilt = 0;

	constructor(automaton: Automaton) {
		const {alphabet, words} = automaton;
		this.#automaton = automaton;
		this.#end = FIRST_CLASS + alphabet.size;
		this.#restarts = [false, true].some(atEnd => [false, true].some(atBoundary =>
			automaton.follow(atEnd, atBoundary).first.some(word => word !== 0)));
		this.#next = new NextSet(automaton);
		const initial = new Int32Array(words);
		initial[START] = 1 << START;
		this.#states = new StateTable(this.#end + 1, initial);
	}

	/** How often a next state had to be worked out, ever: at most once for each character, and for each text's end. */
	get statesBuilt(): number {
		return this.#statesBuilt;
	}

	/** Whether there is a match anywhere in `bytes[start]` to `bytes[end - 1]`. */
	test(bytes: Uint8Array, start: number, end: number): boolean {
		let rows = this.#states.rows;
		let row = this.#states.initial;
		let at = start;
		while (at < end) {
			while (at + STRIDE <= end && staysFor(rows, row, bytes, at)) at += STRIDE;
			const stop = Math.min(at + STRIDE, end);
			while (at < stop) {
				let next = rows[row + bytes[at]!]!;
				if (next > MATCHED) {
					row = next;
					at++;
					continue;
				}
				if (next === UNKNOWN) {
					const decoded = decode(bytes, at, end);
					next = this.#lookUp(row, decoded >>> LENGTH_BITS);
					rows = this.#states.rows;
					at += lengthOf(decoded);
				}
				if (next <= MATCHED) return next === MATCHED;
				row = next;
			}
		}
		const last = rows[row + this.#end]!;
		return (last === UNKNOWN ? this.#build(row, this.#end) : last) === MATCHED;
	}

	/** What comes after the state at `row` when it reads the character. */
	#lookUp(row: number, character: number): number {
		const column = FIRST_CLASS + this.#automaton.alphabet.classOf(character);
		const {rows} = this.#states;
		const next = rows[row + column]!;
		if (next === UNKNOWN) return this.#build(row, column);
		if (character < 0x80) rows[row + character] = next;
		return next;
	}

	/** Works out which state comes after the one at `row`. */
	#build(row: number, column: number): number {
		this.#statesBuilt++;
		const {wordFlag, wordClasses} = this.#automaton;
		const {sets} = this.#states;
		const set = this.#states.setOf(row);
		const atEnd = column === this.#end;
		const intoWord = !atEnd && wordClasses[column - FIRST_CLASS] === 1;
		const fromWord = wordFlag !== undefined && has(sets, set, wordFlag);
		const next = this.#next;
		next.follow(sets, set, this.#automaton.follow(atEnd, fromWord !== intoWord), true);
		let result = DEAD;
		if (next.hasMatch) {
			result = MATCHED;
		} else if (!atEnd && (next.read(column - FIRST_CLASS) || this.#restarts)) {
			if (intoWord) next.markWord();
			return this.#states.add(row, column, next.words, next.hash);
		}
		this.#states.rows[row + column] = result;
		return result;
	}
}

/**
 * Whether the state stays the same for the next 8 bytes. In one row, looking one byte up need not wait for the one
 * before: where a pattern's first character is rare, this makes it three times as fast.
 */
function staysFor(rows: Int32Array, row: number, bytes: Uint8Array, at: number): boolean {
	return (rows[row + bytes[at]!]! ^ row | rows[row + bytes[at + 1]!]! ^ row
		| rows[row + bytes[at + 2]!]! ^ row | rows[row + bytes[at + 3]!]! ^ row
		| rows[row + bytes[at + 4]!]! ^ row | rows[row + bytes[at + 5]!]! ^ row
		| rows[row + bytes[at + 6]!]! ^ row | rows[row + bytes[at + 7]!]! ^ row) === 0;
}
