import type {ByteWriter} from './byte-writer.js';
import type {ColumnWriter} from './column-writer.js';
import {type Disassembly, isNeverText} from './disassembly.js';
import {MAX_COLUMNS, MAX_PARTS, MAX_TOKENS, TYPE_COUNT} from './format.js';

/** Columns of fewer values are put together by type: a column by itself takes some six bytes. */
const FEWEST_VALUES = 4;
/** Values that are the same in so many messages of a template are part of its text. */
const FEWEST_ALIKE = 3;
const COLUMN_GONE = -1;

/** What becomes of a block's columns, and their values. Behind the columns of contexts come those that types share. */
export class Columns {
	/** How many are left. */
	count = 0;
	/** For each part, the number that the column of its slot has in the dictionary, from 1 on; 0 where it became text. */
	readonly partColumns = new Int16Array(MAX_PARTS);
	/** For each part, whether its slot has become text. */
	readonly #isText = new Uint8Array(MAX_PARTS);
	/** For each column: how many values it has, which column it becomes, and the number that it has in the dictionary. */
	readonly #counts = new Int32Array(MAX_COLUMNS + TYPE_COUNT);
	readonly #columnOf = new Int16Array(MAX_COLUMNS);
	readonly #numbers = new Int16Array(MAX_COLUMNS + TYPE_COUNT);
	/** Values of all columns, one column behind the other, and where the next value of each belongs. */
	readonly #sorted = new Float64Array(MAX_TOKENS);
	readonly #next = new Int32Array(1 + MAX_COLUMNS + TYPE_COUNT);

	/** Takes what is left as columns out of a block. */
	take(block: Disassembly): void {
		this.#settle(block);
		this.#number(block);
		this.#sort(block);
	}

	/** Writes the columns that `take` has left, each with its type. */
	write(block: Disassembly, writer: ColumnWriter, descriptors: ByteWriter, bits: ByteWriter): void {
		let from = 0;
		for (let column = 0; column < this.#counts.length; column++) {
			const count = this.#counts[column]!;
			if (count === 0) continue;
			descriptors.byte(column < MAX_COLUMNS ? block.columnTypes[column]! : column - MAX_COLUMNS);
			writer.write(this.#sorted, from, from + count, descriptors, bits);
			from += count;
		}
	}

	/** Overwrites the values. */
	clear(): void {
		this.#sorted.fill(0);
	}

	/** Decides which slots become text, and which columns are put together. */
	#settle(block: Disassembly): void {
		const {columns, varies, uses, columnTypes, firstParts, templateCount, columnCount} = block;
		const counts = this.#counts.fill(0);
		for (let t = 0; t < templateCount; t++) {
			for (let part = firstParts[t]!; columns[part] !== -1; part++) counts[columns[part]!]! += uses[t]!;
		}
		for (let t = 0; t < templateCount; t++) {
			for (let part = firstParts[t]!; columns[part] !== -1; part++) {
				const column = columns[part]!;
				const isAlike = varies[part] === 0 && !isNeverText(columnTypes[column]!);
				// A value that stands alone in a column of many may continue what counts up there.
				this.#isText[part] = isAlike && (uses[t]! >= FEWEST_ALIKE || counts[column]! <= 2 * uses[t]!) ? 1 : 0;
			}
		}
		counts.fill(0);
		for (let t = 0; t < templateCount; t++) {
			for (let part = firstParts[t]!; columns[part] !== -1; part++) {
				if (this.#isText[part] === 0) counts[columns[part]!]! += uses[t]!;
			}
		}
		for (let column = 0; column < columnCount; column++) {
			const count = counts[column]!;
			const isFew = count < FEWEST_VALUES;
			const shared = MAX_COLUMNS + columnTypes[column]!;
			this.#columnOf[column] = count === 0 ? COLUMN_GONE : isFew ? shared : column;
			if (!isFew || count === 0) continue;
			counts[shared]! += count;
			counts[column] = 0;
		}
	}

	/** Numbers the columns that have values, from 1 on. */
	#number(block: Disassembly): void {
		const {columns, partCount} = block;
		let count = 0;
		for (let column = 0; column < this.#counts.length; column++) if (this.#counts[column]! > 0) this.#numbers[column] = ++count;
		for (let part = 0; part < partCount; part++) {
			const column = columns[part]!;
			this.partColumns[part] = column === -1 || this.#isText[part] === 1 ? 0 : this.#numbers[this.#columnOf[column]!]!;
		}
		this.count = count;
	}

	/** Puts the values in order of columns; those that became text behind all others. */
	#sort(block: Disassembly): void {
		const {values, firstParts, templateOf} = block;
		const partColumns = this.partColumns;
		const next = this.#next;
		const sorted = this.#sorted;
		let at = 0;
		for (let column = 0; column < this.#counts.length; column++) {
			const count = this.#counts[column]!;
			if (count === 0) continue;
			next[this.#numbers[column]!] = at;
			at += count;
		}
		next[0] = at;
		let token = 0;
		for (let i = 0; i < block.chunk.count; i++) {
			const template = templateOf[i]!;
			const lastPart = firstParts[template + 1]! - 1;
			for (let part = firstParts[template]!; part < lastPart; part++) {
				const column = partColumns[part]!;
				const place = next[column]!;
				next[column] = place + 1;
				sorted[place] = values[token++]!;
			}
		}
	}
}
