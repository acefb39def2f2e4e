import {bitWidth, type ByteWriter} from './byte-writer.js';
import {MAX_TABLE_VALUES, MODE} from './format.js';

/** A table of values is not worth looking for in fewer values than this. */
const FEWEST_FOR_TABLE = 12;
const SLOTS = 4 * MAX_TABLE_VALUES;

/** Writes columns, each in the way that takes the fewest bits. */
export class ColumnWriter {
	readonly #table = new Float64Array(MAX_TABLE_VALUES);
	#tableCount = 0;
	/** Open addressing; a slot has the place of a value in the table, plus 1. */
	readonly #slots = new Uint16Array(SLOTS);

	/**
	 * Writes one column: how it is kept to `descriptors`, its bits to `bits`.
	 *
	 * @param values Whole numbers; the column is those at `from` to `to - 1`, at least one.
	 */
	write(values: Float64Array, from: number, to: number, descriptors: ByteWriter, bits: ByteWriter): void {
		const count = to - from;
		let min = values[from]!;
		let max = min;
		let minStep = Infinity;
		let maxStep = -Infinity;
		for (let i = from + 1; i < to; i++) {
			const value = values[i]!;
			const step = value - values[i - 1]!;
			if (value < min) min = value;
			if (value > max) max = value;
			if (step < minStep) minStep = step;
			if (step > maxStep) maxStep = step;
		}
		if (count === 1) minStep = maxStep = 0;
		const width = bitWidth(max - min);
		const stepWidth = bitWidth(maxStep - minStep);
		const isTable = count >= FEWEST_FOR_TABLE && width > 1 && this.#fillTable(values, from, to);
		const tableWidth = bitWidth(this.#tableCount - 1);
		const tableBits = isTable ? tableWidth * count + width * this.#tableCount : Infinity;
		if (tableBits < Math.min(width, stepWidth) * count) {
			const table = this.#table;
			descriptors.byte(MODE.table << 6 | tableWidth);
			descriptors.signed(min);
			descriptors.number(this.#tableCount);
			descriptors.byte(width);
			descriptors.number(count);
			bits.bits(this.#tableCount, width, i => table[i]! - min);
			bits.bits(count, tableWidth, i => this.#placeOf(values[from + i]!));
		} else if (stepWidth < width) {
			descriptors.byte(MODE.difference << 6 | stepWidth);
			descriptors.signed(minStep);
			// What comes before the first value, for that to be the smallest difference.
			descriptors.signed(values[from]! - minStep);
			descriptors.number(count);
			bits.bits(count, stepWidth, i => i === 0 ? 0 : values[from + i]! - values[from + i - 1]! - minStep);
		} else {
			descriptors.byte(MODE.offset << 6 | width);
			descriptors.signed(min);
			if (width > 0) descriptors.number(count);
			bits.bits(count, width, i => values[from + i]! - min);
		}
	}

	/** Collects the values that occur; false when there are too many for a table to be worth it. */
	#fillTable(values: Float64Array, from: number, to: number): boolean {
		const most = Math.min(MAX_TABLE_VALUES, (to - from) >>> 1);
		this.#slots.fill(0);
		this.#tableCount = 0;
		for (let i = from; i < to; i++) {
			const slot = this.#slotOf(values[i]!);
			if (this.#slots[slot] !== 0) continue;
			if (this.#tableCount === most) return false;
			this.#table[this.#tableCount++] = values[i]!;
			this.#slots[slot] = this.#tableCount;
		}
		return true;
	}

	#placeOf(value: number): number {
		return this.#slots[this.#slotOf(value)]! - 1;
	}

	/** The slot that has the value, or where it belongs. */
	#slotOf(value: number): number {
		let slot = (Math.imul(value | 0, 0x9e37_79b1) ^ (value / 0x1_0000_0000 | 0)) >>> 22 & SLOTS - 1;
		while (this.#slots[slot] !== 0 && this.#table[this.#slots[slot]! - 1] !== value) slot = slot + 1 & SLOTS - 1;
		return slot;
	}
}
