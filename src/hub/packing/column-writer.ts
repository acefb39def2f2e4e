import {bitWidth, type ByteWriter} from './byte-writer.js';
import {MAX_TABLE_VALUES, MODE} from './format.js';

/** A table of values is not worth looking for in fewer values than this. */
const FEWEST_FOR_TABLE = 12;
const SLOTS = 4 * MAX_TABLE_VALUES;

/** Writes columns, each in the way that takes the fewest bits. */
export class ColumnWriter {
	readonly #table = new Float64Array(MAX_TABLE_VALUES);
	/** Open addressing; a slot has the place of a value in the table, plus 1. */
	readonly #slots = new Uint16Array(SLOTS);
	/** Differences or places of one column. */
	#scratch = new Float64Array(2048);

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
		const plainWidth = Math.min(width, stepWidth);
		const tableCount = count >= FEWEST_FOR_TABLE && plainWidth > 1 ? this.#fillTable(values, from, to, plainWidth, width) : 0;
		const tableWidth = bitWidth(tableCount - 1);
		if (tableCount > 0 && tableWidth * count + width * tableCount < plainWidth * count) {
			descriptors.byte(MODE.table << 6 | tableWidth);
			descriptors.signed(min);
			descriptors.number(tableCount);
			descriptors.byte(width);
			descriptors.number(count);
			bits.bits(this.#table, 0, tableCount, min, width);
			bits.bits(this.#placesOf(values, from, to), 0, count, 0, tableWidth);
		} else if (stepWidth < width) {
			descriptors.byte(MODE.difference << 6 | stepWidth);
			descriptors.signed(minStep);
			// What comes before the first value, for that to be the smallest difference.
			descriptors.signed(values[from]! - minStep);
			descriptors.number(count);
			bits.bits(this.#stepsOf(values, from, to, minStep), 0, count, minStep, stepWidth);
		} else {
			descriptors.byte(MODE.offset << 6 | width);
			descriptors.signed(min);
			if (width > 0) descriptors.number(count);
			bits.bits(values, from, to, min, width);
		}
	}

	#stepsOf(values: Float64Array, from: number, to: number, first: number): Float64Array {
		const steps = this.#scratchOf(to - from);
		steps[0] = first;
		for (let i = from + 1; i < to; i++) steps[i - from] = values[i]! - values[i - 1]!;
		return steps;
	}

	#placesOf(values: Float64Array, from: number, to: number): Float64Array {
		const places = this.#scratchOf(to - from);
		for (let i = from; i < to; i++) places[i - from] = this.#slots[this.#slotOf(values[i]!)]! - 1;
		return places;
	}

	#scratchOf(count: number): Float64Array {
		if (this.#scratch.length < count) this.#scratch = new Float64Array(2 * count);
		return this.#scratch;
	}

	/**
	 * Collects the values that occur; returns how many they are, 0 when these are too many for a table to be worth it.
	 *
	 * @param plainWidth Bits that a value takes without a table.
	 * @param width Bits that one takes in the table.
	 */
	#fillTable(values: Float64Array, from: number, to: number, plainWidth: number, width: number): number {
		const count = to - from;
		const most = Math.min(MAX_TABLE_VALUES, count >>> 1, 2 ** (plainWidth - 1), Math.floor((plainWidth - 1) * count / width));
		this.#slots.fill(0);
		let tableCount = 0;
		for (let i = from; i < to; i++) {
			const slot = this.#slotOf(values[i]!);
			if (this.#slots[slot] !== 0) continue;
			if (tableCount === most) return 0;
			this.#table[tableCount++] = values[i]!;
			this.#slots[slot] = tableCount;
		}
		return tableCount;
	}

	/** The slot that has the value, or where it belongs. */
	#slotOf(value: number): number {
		let slot = (Math.imul(value | 0, 0x9e37_79b1) ^ (value / 0x1_0000_0000 | 0)) >>> 22 & SLOTS - 1;
		while (this.#slots[slot] !== 0 && this.#table[this.#slots[slot]! - 1] !== value) slot = slot + 1 & SLOTS - 1;
		return slot;
	}
}
