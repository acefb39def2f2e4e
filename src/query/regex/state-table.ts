/** Most memory that a pattern's states may take. */
const MAX_STATE_BYTES = 1_048_576;
/** States that a table has room for at first. */
const FIRST_CAPACITY = 8;

/**
 * States by number, from 1: the row of each, which says what comes next, and the set of positions that it stands for.
 * Rows are known by where they begin in `rows`. When the table is full, everything but the initial state is forgotten.
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
	/** States by the hash of their set, with open addressing; 0 is free. */
	#byHash: Int32Array;
	#capacity = FIRST_CAPACITY;
	#count = 0;

	/** @param columns Columns of a row; at least 3, so that a row's place is above 2. */
	constructor(columns: number, initial: Int32Array) {
		this.#columns = columns;
		this.#words = initial.length;
		// Two places of the hash table for each state.
		this.#maxStates = Math.max(FIRST_CAPACITY, Math.floor(MAX_STATE_BYTES / 4 / (columns + this.#words + 2)));
		this.rows = new Int32Array((FIRST_CAPACITY + 1) * columns);
		this.sets = new Int32Array((FIRST_CAPACITY + 1) * this.#words);
		this.#byHash = new Int32Array(2 * FIRST_CAPACITY);
		this.initial = this.#append(initial, this.#place(initial)) * columns;
	}

	/** Where in `sets` the set of the state at `row` begins. */
	setOf(row: number): number {
		return row / this.#columns * this.#words;
	}

	/** The row of the state for a set, made if there was none; it becomes what comes after `row` in `column`. */
	add(row: number, column: number, set: Int32Array): number {
		let place = this.#place(set);
		let state = this.#byHash[place]!;
		let from = row;
		if (state === 0) {
			if (this.#count === this.#capacity) {
				if (this.#capacity < this.#maxStates) this.#grow();
				else from = this.#forget();
				place = this.#place(set);
			}
			state = this.#append(set, place);
		}
		const next = state * this.#columns;
		if (from !== 0) this.rows[from + column] = next;
		return next;
	}

	/** Where the set is in the hash table, or belongs. */
	#place(set: Int32Array): number {
		const mask = this.#byHash.length - 1;
		let hash = 0;
		for (const word of set) hash = Math.imul(hash << 5 ^ hash >>> 27 ^ word, 0x9e37_79b1);
		let place = (hash ^ hash >>> 15) & mask;
		while (this.#byHash[place] !== 0 && !this.#isSet(this.#byHash[place]!, set)) place = place + 1 & mask;
		return place;
	}

	#isSet(state: number, set: Int32Array): boolean {
		const start = state * this.#words;
		for (let index = 0; index < set.length; index++) if (this.sets[start + index] !== set[index]) return false;
		return true;
	}

	#append(set: Int32Array, place: number): number {
		const state = ++this.#count;
		this.sets.set(set, state * this.#words);
		this.#byHash[place] = state;
		return state;
	}

	#grow(): void {
		this.#capacity = Math.min(2 * this.#capacity, this.#maxStates);
		const {rows, sets} = this;
		this.rows = new Int32Array((this.#capacity + 1) * this.#columns);
		this.rows.set(rows);
		this.sets = new Int32Array((this.#capacity + 1) * this.#words);
		this.sets.set(sets);
		this.#byHash = new Int32Array(2 ** Math.ceil(Math.log2(2 * this.#capacity)));
		for (let state = 1; state <= this.#count; state++) {
			this.#byHash[this.#place(this.sets.slice(state * this.#words, (state + 1) * this.#words))] = state;
		}
	}

	/** Returns 0, the row of no state. */
	#forget(): 0 {
		this.rows.fill(0, 0, (this.#count + 1) * this.#columns);
		this.#byHash.fill(0);
		this.#count = 0;
		const initial = this.sets.slice(this.#words, 2 * this.#words);
		this.#append(initial, this.#place(initial));
		return 0;
	}
}
