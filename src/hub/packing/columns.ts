import type {ByteWriter} from './byte-writer.js';
import {writeColumn} from './column-writer.js';
import {type Disassembly, isNeverText} from './disassembly.js';
import {MAX_COLUMNS, MAX_PARTS, TYPE_COUNT} from './format.js';

/** Columns of fewer values are put together by type: a column by itself takes some six bytes. */
const FEWEST_VALUES = 4;
/** Values that are the same in so many messages of a template are part of its text. */
const FEWEST_ALIKE = 3;
const COLUMN_GONE = -1;

/** What becomes of a block's columns. Behind the columns of contexts come those that types share. */
export class Columns {
	/** How many are left. */
	count = 0;
	/** For each part, whether its slot has become text. */
	readonly #isText = new Uint8Array(MAX_PARTS);
	/** For each column: how many values it has, which column it becomes, and the number that it has in the dictionary. */
	readonly #counts = new Int32Array(MAX_COLUMNS + TYPE_COUNT);
	readonly #columnOf = new Int16Array(MAX_COLUMNS);
	readonly #numbers = new Int16Array(MAX_COLUMNS + TYPE_COUNT);

	/**
	 * Takes what is left as columns out of a block: their values in the block's `columnSpace`, one column behind the other,
	 * and for each part there the number that the column of its slot has in the dictionary, from 1 on; 0 where it became text.
	 */
	take(block: Disassembly): void {
		this.#settle(block);
		this.#number(block);
		this.#sort(block);
	}

	/** Writes the columns that `take` has left, each with its type. */
	write(block: Disassembly, descriptors: ByteWriter): void {
		const {columnSpace, columnTypes} = block;
		let at = columnSpace.sortedAt;
		for (let column = 0; column < this.#counts.length; column++) {
			const count = this.#counts[column]!;
			if (count === 0) continue;
			descriptors.byte(column < MAX_COLUMNS ? columnTypes[column]! : column - MAX_COLUMNS);
			writeColumn(columnSpace, at, count, descriptors);
			at += 8 * count;
		}
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
		const {columns, partCount, columnSpace: {partNumbers}} = block;
		let count = 0;
		for (let column = 0; column < this.#counts.length; column++) if (this.#counts[column]! > 0) this.#numbers[column] = ++count;
		for (let part = 0; part < partCount; part++) {
			const column = columns[part]!;
			partNumbers[part] = column === -1 || this.#isText[part] === 1 ? 0 : this.#numbers[this.#columnOf[column]!]!;
		}
		this.count = count;
	}

	/** Puts the values in order of columns; those that became text behind all others. */
	#sort({columnSpace: {nextPlaces, sortedAt, kernel}, chunk}: Disassembly): void {
		let at = sortedAt;
		for (let column = 0; column < this.#counts.length; column++) {
			const count = this.#counts[column]!;
			if (count === 0) continue;
			nextPlaces[this.#numbers[column]!] = at;
			at += 8 * count;
		}
		nextPlaces[0] = at;
		kernel.sort(chunk.count);
	}
}
