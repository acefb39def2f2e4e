import type {ByteWriter} from './byte-writer.js';
import type {ColumnSpace} from './column-space.js';
import {MAX_TABLE_VALUES, MODE} from './format.js';

/** A table of values is not worth looking for in fewer values than this. */
const FEWEST_FOR_TABLE = 12;

/**
 * Writes a column in the way that takes the fewest bits: how it is kept to `descriptors`, its bits to those of the space.
 *
 * @param at Where its values begin in the space's memory.
 * @param count How many they are, at least one.
 */
export function writeColumn({kernel, range, scratchAt, tableAt}: ColumnSpace, at: number, count: number, descriptors: ByteWriter): void {
	kernel.measure(at, count);
	const min = range[0]!;
	const width = bitWidth(range[1]! - min);
	const minStep = count === 1 ? 0 : range[2]!;
	const stepWidth = count === 1 ? 0 : bitWidth(range[3]! - minStep);
	const plainWidth = Math.min(width, stepWidth);
	const tableCount = count >= FEWEST_FOR_TABLE && plainWidth > 1 ? kernel.collect(at, count, mostForTable(count, plainWidth, width)) : 0;
	const tableWidth = bitWidth(tableCount - 1);
	if (tableCount > 0 && tableWidth * count + width * tableCount < plainWidth * count) {
		descriptors.byte(MODE.table << 6 | tableWidth);
		descriptors.signed(min);
		descriptors.number(tableCount);
		descriptors.byte(width);
		descriptors.number(count);
		kernel.write(tableAt, tableCount, min, width);
		kernel.places(at, count);
		kernel.write(scratchAt, count, 0, tableWidth);
	} else if (stepWidth < width) {
		descriptors.byte(MODE.difference << 6 | stepWidth);
		descriptors.signed(minStep);
		// What comes before the first value, for that to be the smallest difference.
		descriptors.signed(range[4]! - minStep);
		descriptors.number(count);
		if (stepWidth === 0) return;
		kernel.steps(at, count, minStep);
		kernel.write(scratchAt, count, minStep, stepWidth);
	} else {
		descriptors.byte(MODE.offset << 6 | width);
		descriptors.signed(min);
		if (width === 0) return;
		descriptors.number(count);
		kernel.write(at, count, min, width);
	}
}

/**
 * The most values that a table may have to be worth it.
 *
 * @param plainWidth Bits that a value takes without a table.
 * @param width Bits that one takes in the table.
 */
function mostForTable(count: number, plainWidth: number, width: number): number {
	return Math.min(MAX_TABLE_VALUES, count >>> 1, 2 ** (plainWidth - 1), Math.floor((plainWidth - 1) * count / width));
}

/** Bits that a whole number from 0 on needs. */
function bitWidth(value: number): number {
	return value < 2 ** 32 ? 32 - Math.clz32(value) : 64 - Math.clz32(Math.floor(value / 2 ** 32));
}
