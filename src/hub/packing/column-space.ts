import {ENTRY_BYTES} from '../entry.js';
import {MAX_COLUMNS, MAX_PARTS, MAX_TABLE_VALUES, MAX_TOKENS, TYPE_COUNT} from './format.js';
import type {Tables} from './tables.js';
import {loadKernel} from './web-assembly.js';

/** No value has more bits. */
const MAX_WIDTH = 53;
/** Columns of an index entry. */
const INDEX_COLUMNS = 4;
/** As columns.wat has them. */
const RANGE_VALUES = 5;
const TABLE_SLOTS = 4 * MAX_TABLE_VALUES;

/** Columns of whole numbers, and what they are as bits, in the memory of what was taken apart. columns.wat does the work. */
export class ColumnSpace {
	/** For each part, the number of the column that its slot has; 0 for none. */
	readonly partNumbers: Int16Array;
	/** For each of these numbers, the address where the next value of its column goes. */
	readonly nextPlaces: Int32Array;
	/** Of the column that was measured last: the least and the largest value, the least and the largest difference, the first value. */
	readonly range: Float64Array;
	readonly kernel: ColumnKernel;
	/** Addresses: of all values in order of columns, of the column that was made last, of differences or places, of the table. */
	readonly sortedAt: number;
	readonly columnAt: number;
	readonly scratchAt: number;
	readonly tableAt: number;
	readonly #bytes: Uint8Array;
	readonly #bitsAt: number;

	/**
	 * @param places As `add` returned them.
	 * @param imports What the kernel needs besides.
	 */
	constructor({buffer}: {readonly buffer: ArrayBuffer}, places: ColumnPlaces, imports: Readonly<Record<string, unknown>>) {
		this.partNumbers = new Int16Array(buffer, places.partNumbers, MAX_PARTS);
		this.nextPlaces = new Int32Array(buffer, places.nextPlaces, 1 + MAX_COLUMNS + TYPE_COUNT);
		this.range = new Float64Array(buffer, places.range, RANGE_VALUES);
		this.sortedAt = places.sorted;
		this.columnAt = places.column;
		this.scratchAt = places.scratch;
		this.tableAt = places.table;
		this.#bytes = new Uint8Array(buffer);
		this.#bitsAt = places.bits;
		this.kernel = loadKernel('columns', {...imports, ...places}) as ColumnKernel;
	}

	/** Adds what it needs for blocks of up to so many bytes. */
	static add(tables: Tables, blockBytes: number): ColumnPlaces {
		const messages = Math.floor(blockBytes / ENTRY_BYTES);
		const values = Math.max(MAX_TOKENS, messages);
		const columns = INDEX_COLUMNS + MAX_COLUMNS + TYPE_COUNT;
		return {
			partNumbers: tables.add(MAX_PARTS * 2),
			nextPlaces: tables.add((1 + MAX_COLUMNS + TYPE_COUNT) * 4),
			sorted: tables.add(MAX_TOKENS * 8),
			column: tables.add(messages * 8),
			scratch: tables.add(values * 8),
			range: tables.add(RANGE_VALUES * 8),
			table: tables.add(MAX_TABLE_VALUES * 8),
			tableSlots: tables.add(TABLE_SLOTS * 2),
			// Each column ends with a whole byte; the last is written with seven more.
			bits: tables.add((values + INDEX_COLUMNS * messages) * MAX_WIDTH / 8 + columns + 8),
		};
	}

	/** What has been written since `clearBits`; good until more is. */
	get bits(): Uint8Array {
		return this.#bytes.subarray(this.#bitsAt, this.kernel.bitsEnd.value);
	}
}

/** Where the parts of its memory begin. */
type ColumnPlaces = Readonly<Record<'partNumbers' | 'nextPlaces' | 'sorted' | 'column' | 'scratch' | 'range' | 'table' | 'tableSlots' | 'bits', number>>;

/** What columns.wat exports; it says what the parameters mean. */
interface ColumnKernel {
	sort(count: number): void;
	templates(count: number): void;
	times(entry: number, count: number, most: number): number;
	words(entry: number, count: number, field: number): void;
	measure(at: number, count: number): void;
	collect(at: number, count: number, most: number): number;
	places(at: number, count: number): void;
	steps(at: number, count: number, first: number): void;
	clearBits(): void;
	write(at: number, count: number, base: number, width: number): void;
	readonly bitsEnd: {readonly value: number};
}
