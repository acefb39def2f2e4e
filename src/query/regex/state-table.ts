/** Most memory that a pattern's states may take. */
const MAX_STATE_BYTES = 1_048_576;
/** States that a table has room for at first. */
const FIRST_CAPACITY = 8;
/** Row of no state. */
const NO_ROW = 0;

/**
 * States by number, from 1: the row of each, which says what comes next, and the set of positions that it stands for.
 * Rows are known by where they begin in `rows`. State 1 is the initial one; when the table is full, all others are
 * forgotten.
 */
export class StateTable {
	/** Row of the initial state; it never changes. */
	readonly initial: number;
	/** All rows; replaced when the table grows. 0 is what nobody has set yet. */
	rows: Int32Array;
	/** All sets; replaced when the table grows. */
	sets: Int32Array;
	readonly #columns: number;
	readonly #words: number;
	readonly #maxStates: number;
	#hashes: Int32Array;
	/** States by their hash, with open addressing; 0 is free. The initial one is not among them: nothing leads to it. */
	#places: Int32Array;
	#capacity = FIRST_CAPACITY;
	#count = 1;

	/** @param columns Columns of a row; at least 3, so that a row's place is above 2. */
	constructor(columns: number, initial: Int32Array) {
		this.#columns = columns;
		this.#words = initial.length;
		// A row, a set, a hash, and two to four places.
		this.#maxStates = Math.max(FIRST_CAPACITY, Math.floor(MAX_STATE_BYTES / 4 / (columns + this.#words + 5)));
		this.rows = new Int32Array((FIRST_CAPACITY + 1) * columns);
		this.sets = new Int32Array((FIRST_CAPACITY + 1) * this.#words);
		this.sets.set(initial, this.#words);
		this.#hashes = new Int32Array(FIRST_CAPACITY + 1);
		this.#places = new Int32Array(2 * FIRST_CAPACITY);
		this.initial = columns;
	}

	/** Where in `sets` the set of the state at `row` begins. */
	setOf(row: number): number {
		return row / this.#columns * this.#words;
	}

	/**
	 * The row of the state for a set, made if there was none; it becomes what comes after `row` in `column`.
	 *
	 * @param hash The same for equal sets.
	 */
	add(row: number, column: number, set: Int32Array, hash: number): number {
		const found = this.#places[this.#place(hash, set)]!;
		if (found !== 0) return this.rows[row + column] = found * this.#columns;
		const from = this.#makeRoom() ? row : NO_ROW;
		const state = ++this.#count;
		this.sets.set(set, state * this.#words);
		this.#hashes[state] = hash;
		this.#places[this.#place(hash)] = state;
		const next = state * this.#columns;
		if (from !== NO_ROW) this.rows[from + column] = next;
		return next;
	}

	/** Where the set is among the places, or else a free one; that one in any case if no set is given. */
	#place(hash: number, set?: Int32Array): number {
		const mask = this.#places.length - 1;
		let place = (hash ^ hash >>> 15) & mask;
		for (let state = this.#places[place]!; state !== 0; state = this.#places[place]!) {
			if (set !== undefined && this.#hashes[state] === hash && this.#isSet(state, set)) break;
			place = place + 1 & mask;
		}
		return place;
	}

	#isSet(state: number, set: Int32Array): boolean {
		const start = state * this.#words;
		for (let index = 0; index < set.length; index++) if (this.sets[start + index] !== set[index]) return false;
		return true;
	}

	/** Grows or forgets when the table is full; returns whether all states are still there. */
	#makeRoom(): boolean {
		if (this.#count < this.#capacity) return true;
		if (this.#capacity < this.#maxStates) {
			this.#grow();
			return true;
		}
		this.rows.fill(0, 0, (this.#count + 1) * this.#columns);
		this.#places.fill(0);
		this.#count = 1;
		return false;
	}

	#grow(): void {
		this.#capacity = Math.min(2 * this.#capacity, this.#maxStates);
		this.rows = larger(this.rows, (this.#capacity + 1) * this.#columns);
		this.sets = larger(this.sets, (this.#capacity + 1) * this.#words);
		this.#hashes = larger(this.#hashes, this.#capacity + 1);
		this.#places = new Int32Array(2 ** Math.ceil(Math.log2(2 * this.#capacity)));
		for (let state = 2; state <= this.#count; state++) this.#places[this.#place(this.#hashes[state]!)] = state;
	}
}

function larger(numbers: Int32Array, length: number): Int32Array {
	const copy = new Int32Array(length);
	copy.set(numbers);
	return copy;
}
