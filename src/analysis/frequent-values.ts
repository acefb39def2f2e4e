import {ByteTable} from './byte-table.js';
import {type ValueText, valueText} from './value-text.js';

/** Different values that are counted exactly; a power of 2. */
export const MAX_VALUES = 65_536;
/** More of a value is not looked at. */
export const MAX_VALUE_BYTES = 256;
/** Numbers kept for all values together, 8 bytes each. */
const MAX_NUMBERS = 1 << 21;

/**
 * Counts values, and keeps `width` numbers for each, in bounded memory: exactly as long as there are no more than
 * `capacity` different ones.
 *
 * Beyond that, it is the algorithm of Misra and Gries (1982), in the form with which Apache DataSketches finds frequent
 * items (Anderson et al., 2017): when the table is full, the median of the counts is found, and values that are not
 * above it are forgotten. What a value's count lacks is then at most `maxError`, which never exceeds 2 / `capacity` of
 * all that was counted.
 */
export class FrequentValues {
	/** Values kept exactly. */
	readonly capacity: number;
	/** What the count of any value, kept or not, may lack. */
	maxError = 0;
	/** How often each value was counted. */
	counts: Float64Array;
	/** The `width` numbers of value 0, those of value 1, … */
	numbers: Float64Array;
	readonly #width: number;
	readonly #table = new ByteTable();
	/** What the count of each value may lack: `maxError` when it came. */
	#lacks: Float64Array;

	/** @param width Numbers to keep for each value, 1 to 10,000. The more, the fewer values: 209 at the least. */
	constructor(width: number) {
		this.#width = width;
		this.capacity = Math.min(MAX_VALUES, Math.floor(MAX_NUMBERS / width));
		const rows = Math.min(64, this.capacity);
		this.counts = new Float64Array(rows);
		this.#lacks = new Float64Array(rows);
		this.numbers = new Float64Array(rows * width);
	}

	/** Values known at present. */
	get size(): number {
		return this.#table.size;
	}

	/** Counts the value at `bytes[start]`; returns its number, which stays the same until the next call. */
	count(bytes: Uint8Array, start: number, end: number): number {
		// One byte more than is shown, so that a value that was cut is never taken for one of just that length.
		const stop = Math.min(end, start + MAX_VALUE_BYTES + 1);
		let id = this.#table.find(bytes, start, stop);
		if (id === -1) id = this.#add(bytes, start, stop);
		this.counts[id]!++;
		return id;
	}

	/** Text of a value. */
	text(id: number): ValueText {
		const {arena} = this.#table;
		return valueText(arena, this.#table.start(id), this.#table.end(id), MAX_VALUE_BYTES);
	}

	/** Numbers of the values for which `weight` is highest, highest first, and among equals in the order of their arrival. */
	top(limit: number, weight: (id: number) => number): number[] {
		const ids = Array.from({length: this.size}, (_, id) => id);
		return ids.sort((a, b) => weight(b) - weight(a) || a - b).slice(0, limit);
	}

	#add(bytes: Uint8Array, start: number, end: number): number {
		if (this.size === this.capacity) this.#forgetHalf();
		const id = this.#table.add(bytes, start, end);
		if (id === this.counts.length) this.#grow(Math.min(this.capacity, id * 2));
		this.counts[id] = 0;
		this.#lacks[id] = this.maxError;
		this.numbers.fill(0, id * this.#width, (id + 1) * this.#width);
		return id;
	}

	#forgetHalf(): void {
		const {counts, numbers} = this;
		const highest = counts.slice(0, this.size).map((count, id) => count + this.#lacks[id]!);
		this.maxError = highest.toSorted()[this.size >>> 1]!;
		const kept = Uint32Array.from(counts.slice(0, this.size).keys()).filter(id => highest[id]! > this.maxError);
		for (const [to, id] of kept.entries()) {
			counts[to] = counts[id]!;
			this.#lacks[to] = this.#lacks[id]!;
			numbers.copyWithin(to * this.#width, id * this.#width, (id + 1) * this.#width);
		}
		this.#table.keep(kept);
	}

	#grow(rows: number): void {
		this.counts = grown(this.counts, rows);
		this.#lacks = grown(this.#lacks, rows);
		this.numbers = grown(this.numbers, rows * this.#width);
	}
}

function grown(from: Float64Array, length: number): Float64Array {
	const into = new Float64Array(length);
	into.set(from);
	return into;
}
