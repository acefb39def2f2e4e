import {ENTRY, type LedgerMemory, MAX_ENTRIES, MAX_PLACES, PLACE} from './ledger-memory.js';
import {factsOf, REASON_NUMBERS, type ReasonName} from './reasons.js';

/** Losses of one reason and source that come closer together than this are one entry, and are told to followers at one place. */
const ONE_LOSS_US = 1e6;
/** The same where no message was stored in between. */
const ONE_PLACE_US = 60e6;

/**
 * Writes down what is lost, in a bounded memory that another thread reads. It is told once a batch, not once a message, and
 * makes no garbage.
 *
 * What is lost within a second of the last loss of the same kind makes that entry longer. For those who follow there are
 * places besides: numbers of messages before which a loss is told of. A place is made with the number of a message that
 * nobody can have read yet, so that everybody who reads on comes past it, once; and for one kind of loss at most once a second.
 */
export class Ledger {
	readonly memory: LedgerMemory;
	/** The last entry and the last place of each reason and source. */
	readonly #lastEntry = new Map<number, number>();
	readonly #lastPlace = new Map<number, number>();
	/** What has been lost since the last place, and is told at the next. */
	readonly #untold = new Map<number, number>();
	#dueUs = Infinity;

	/** @param memory This ledger is its only writer. */
	constructor(memory: LedgerMemory) {
		this.memory = memory;
	}

	/** Whether there is something to `settle`. */
	get isOwing(): boolean {
		return this.#untold.size > 0;
	}

	/**
	 * Writes down a loss.
	 *
	 * @param source Number of the source, below `memory.sources`.
	 * @param count How many were lost; 0 for what is only to be known.
	 * @param us When, in microseconds since 1970 UTC.
	 * @param seq The message before which they are missing.
	 * @param placeSeq The message before which followers are told; none that anybody can have read.
	 */
	record(reason: ReasonName, source: number, count: number, us: number, seq: number, placeSeq = seq): void {
		const {memory} = this;
		const {words} = memory;
		const number = REASON_NUMBERS[reason];
		const key = number * memory.sources + source;
		memory.beginChange();
		words[memory.total(number, source)]! += count;
		this.#enter(key, number, source, count, us, seq);
		if (factsOf(reason).isTold) this.#place(key, number, source, count, us, placeSeq);
		memory.endChange();
	}

	/**
	 * Makes places for what has not got one yet, if it is time.
	 *
	 * @param placeSeq As for `record`.
	 */
	settle(us: number, placeSeq: number): void {
		// A clock that was put back must not put this off.
		if (this.#untold.size === 0 || (us < this.#dueUs && us > this.#dueUs - ONE_LOSS_US)) return;
		const {memory} = this;
		memory.beginChange();
		for (const [key, count] of this.#untold) this.#addPlace(key, Math.floor(key / memory.sources), key % memory.sources, count, us, placeSeq);
		memory.endChange();
		this.#untold.clear();
		this.#dueUs = Infinity;
	}

	#enter(key: number, reason: number, source: number, count: number, us: number, seq: number): void {
		const {memory} = this;
		const {words, entriesMade} = memory;
		const last = this.#lastEntry.get(key) ?? -Infinity;
		const lastRow = memory.entry(Math.max(0, last));
		const limitUs = words[lastRow + ENTRY.lastSeq] === seq ? ONE_PLACE_US : ONE_LOSS_US;
		if (entriesMade - last <= MAX_ENTRIES && isSoonAfter(us, words[lastRow + ENTRY.lastUs]!, limitUs)) {
			words[lastRow + ENTRY.count]! += count;
			words[lastRow + ENTRY.lastUs] = us;
			words[lastRow + ENTRY.lastSeq] = seq;
			return;
		}
		const row = memory.entry(entriesMade);
		words[row + ENTRY.reason] = reason;
		words[row + ENTRY.source] = source;
		words[row + ENTRY.count] = count;
		words[row + ENTRY.firstUs] = words[row + ENTRY.lastUs] = us;
		words[row + ENTRY.firstSeq] = words[row + ENTRY.lastSeq] = seq;
		this.#lastEntry.set(key, entriesMade);
		memory.entriesMade = entriesMade + 1;
	}

	#place(key: number, reason: number, source: number, count: number, us: number, seq: number): void {
		const {memory} = this;
		const {words} = memory;
		const last = this.#lastPlace.get(key) ?? -Infinity;
		const row = memory.place(Math.max(0, last));
		const isThere = memory.placesMade - last <= MAX_PLACES;
		if (isThere && words[row + PLACE.seq] === seq) {
			// Nobody has come there yet.
			words[row + PLACE.count]! += count;
			words[row + PLACE.us] = us;
			memory.changePlaces();
		} else if (isThere && isSoonAfter(us, words[row + PLACE.us]!, ONE_LOSS_US)) {
			this.#untold.set(key, count + (this.#untold.get(key) ?? 0));
			this.#dueUs = Math.min(this.#dueUs, words[row + PLACE.us]! + ONE_LOSS_US);
		} else {
			this.#addPlace(key, reason, source, count + (this.#untold.get(key) ?? 0), us, seq);
			this.#untold.delete(key);
		}
	}

	#addPlace(key: number, reason: number, source: number, count: number, us: number, seq: number): void {
		const {memory} = this;
		const {words, placesMade} = memory;
		const row = memory.place(placesMade);
		words[row + PLACE.seq] = seq;
		words[row + PLACE.reason] = reason;
		words[row + PLACE.source] = source;
		words[row + PLACE.count] = count;
		words[row + PLACE.us] = us;
		this.#lastPlace.set(key, placesMade);
		memory.placesMade = placesMade + 1;
		memory.changePlaces();
	}
}

function isSoonAfter(us: number, lastUs: number, limitUs: number): boolean {
	return us >= lastUs && us - lastUs < limitUs;
}
