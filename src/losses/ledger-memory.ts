import {MAX_REASONS} from './reasons.js';

/** Entries that a ledger keeps; older ones are forgotten, and how many they were is not. */
export const MAX_ENTRIES = 1024;
/** Places in the log at which followers are told of a loss; older ones are forgotten. */
export const MAX_PLACES = 1024;

/** Fields of an entry's row, as numbers of 64-bit words. */
export const ENTRY = {reason: 0, source: 1, count: 2, firstUs: 3, lastUs: 4, firstSeq: 5, lastSeq: 6} as const;
const ENTRY_WORDS = 8;
/** Fields of a place's row. */
export const PLACE = {seq: 0, reason: 1, source: 2, count: 3, us: 4} as const;
const PLACE_WORDS = 8;

/** i32; odd while the ledger is being changed. */
const VERSION = 0;
/** f64s: entries and places that there have been so far. */
const ENTRIES_MADE = 1;
const PLACES_MADE = 2;
/** f64; another number after each change of a place. */
const PLACES_VERSION = 3;
const HEADER_WORDS = 8;

/**
 * Typed views of a ledger's memory, which two threads share: one writes, the other reads.
 *
 *   header | totals by reason and source | entries, a ring | places, a ring
 */
export class LedgerMemory {
	/** Hand this to the other thread. */
	readonly shared: SharedArrayBuffer;
	/** Sources that are told apart. */
	readonly sources: number;
	readonly words: Float64Array;
	readonly #versions: Int32Array;
	readonly #entriesAt: number;
	readonly #placesAt: number;

	/** @param shared The memory, if there is any yet: of a ledger for as many sources. */
	constructor(sources: number, shared?: SharedArrayBuffer) {
		this.sources = sources;
		this.#entriesAt = HEADER_WORDS + MAX_REASONS * sources;
		this.#placesAt = this.#entriesAt + MAX_ENTRIES * ENTRY_WORDS;
		this.shared = shared ?? new SharedArrayBuffer((this.#placesAt + MAX_PLACES * PLACE_WORDS) * Float64Array.BYTES_PER_ELEMENT);
		this.words = new Float64Array(this.shared);
		this.#versions = new Int32Array(this.shared, 0, 2);
	}

	/** Another number after each change, and odd during it. */
	get version(): number {
		return Atomics.load(this.#versions, VERSION);
	}

	/** Begins a change that readers see as a whole. */
	beginChange(): void {
		Atomics.add(this.#versions, VERSION, 1);
	}

	/** Ends the change. */
	endChange(): void {
		Atomics.add(this.#versions, VERSION, 1);
	}

	get entriesMade(): number {
		return this.words[ENTRIES_MADE]!;
	}

	set entriesMade(count: number) {
		this.words[ENTRIES_MADE] = count;
	}

	get placesMade(): number {
		return this.words[PLACES_MADE]!;
	}

	set placesMade(count: number) {
		this.words[PLACES_MADE] = count;
	}

	/** Another number after each change of a place. */
	get placesVersion(): number {
		return this.words[PLACES_VERSION]!;
	}

	/** To be called at each change of a place. */
	changePlaces(): void {
		this.words[PLACES_VERSION]! += 1;
	}

	/** The word that counts what was lost for a reason, by its number, at a source. */
	total(reason: number, source: number): number {
		return HEADER_WORDS + reason * this.sources + source;
	}

	/** First word of the `n`th entry, counted from 0; it is there if it is among the last `MAX_ENTRIES`. */
	entry(n: number): number {
		return this.#entriesAt + n % MAX_ENTRIES * ENTRY_WORDS;
	}

	/** As `entry`, of the `n`th place. */
	place(n: number): number {
		return this.#placesAt + n % MAX_PLACES * PLACE_WORDS;
	}
}
