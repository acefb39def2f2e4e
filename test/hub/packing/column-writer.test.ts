import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {ByteWriter} from '../../../src/hub/packing/byte-writer.js';
import {writeColumn} from '../../../src/hub/packing/column-writer.js';
import {Disassembly} from '../../../src/hub/packing/disassembly.js';
import {MAX_TIME_US, MODE} from '../../../src/hub/packing/format.js';

const {chunk, columnSpace} = new Disassembly(64 * 1024);

interface Column {
	readonly mode: number;
	readonly width: number;
	readonly values: number[];
	/** Bits that it takes, whole bytes. */
	readonly bits: number;
}

/** Writes a column, and reads it again as format.ts says. */
function written(values: readonly number[]): Column {
	const at = columnSpace.sortedAt;
	new Float64Array(chunk.bytes.buffer, at, values.length).set(values);
	const writer = new ByteWriter(16);
	columnSpace.kernel.clearBits();
	writeColumn(columnSpace, at, values.length, writer);
	const descriptor = new Numbers(writer.written);
	const bits = new Bits(columnSpace.bits);
	const first = descriptor.byte();
	const mode = first >> 6;
	const width = first & 63;
	const base = descriptor.signed();
	const read: number[] = [];
	if (mode === MODE.table) {
		const tableCount = descriptor.number();
		const tableWidth = descriptor.byte();
		const count = descriptor.number();
		const table = bits.take(tableCount, tableWidth).map(value => base + value);
		read.push(...bits.take(count, width).map(place => table[place]!));
	} else if (mode === MODE.difference) {
		let value = descriptor.signed();
		for (const step of bits.take(descriptor.number(), width)) read.push(value += base + step);
	} else {
		const count = width === 0 ? values.length : descriptor.number();
		read.push(...bits.take(count, width).map(value => base + value));
	}
	expect(descriptor.isAtEnd).toBe(true);
	expect(bits.isAtEnd).toBe(true);
	return {mode, width, values: read, bits: 8 * columnSpace.bits.length};
}

/** Reads what a `ByteWriter` has written. */
class Numbers {
	#at = 0;
	readonly #bytes: Uint8Array;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	get isAtEnd(): boolean {
		return this.#at === this.#bytes.length;
	}

	byte(): number {
		return this.#bytes[this.#at++]!;
	}

	number(): number {
		let value = 0;
		for (let scale = 1; ; scale *= 128) {
			const byte = this.byte();
			value += scale * (byte & 127);
			if (byte < 128) return value;
		}
	}

	signed(): number {
		const value = this.number();
		return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
	}
}

/** Reads runs of numbers of a few bits, each run up to a whole byte. */
class Bits {
	#at = 0;
	readonly #bytes: Uint8Array;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	get isAtEnd(): boolean {
		return this.#at === 8 * this.#bytes.length;
	}

	take(count: number, width: number): number[] {
		const values = Array.from({length: count}, () => {
			let value = 0;
			for (let i = 0; i < width; i++, this.#at++) value += 2 ** i * (this.#bytes[this.#at >> 3]! >> (this.#at & 7) & 1);
			return value;
		});
		for (; this.#at % 8 > 0; this.#at++) expect(this.#bytes[this.#at >> 3]! >> (this.#at & 7) & 1, 'unused bit').toBe(0);
		return values;
	}
}

const sizes = {minLength: 1, maxLength: 300};
const value = fc.oneof(fc.nat(3), fc.nat(1000), fc.integer({min: 1.7e15, max: 1.7e15 + 1e6}), fc.maxSafeNat().map(number => number % (MAX_TIME_US + 1)));

describe('a column', () => {
	it('comes out again, whatever its values are', () => {
		fc.assert(fc.property(fc.oneof(
			fc.array(value, sizes),
			fc.array(fc.integer({min: -3, max: 60}), sizes).map(steps => steps.map((_, i) => 1e6 + steps.slice(0, i).reduce((sum, step) => sum + step, 0))),
			fc.tuple(fc.array(value, {minLength: 1, maxLength: 20}), fc.array(fc.nat(19), sizes)).map(([few, which]) => which.map(i => few[i % few.length]!)),
		), values => {
			expect(written(values).values).toEqual(values);
		}), {numRuns: 1000});
	});

	it('takes as few bits as its values, their differences, or a table of them need', () => {
		const same = Array.from({length: 100}, () => 1.7e15);
		const counting = Array.from({length: 100}, (_, i) => 1e9 + 3 * i);
		const jittering = Array.from({length: 100}, (_, i) => 1e9 + 100 * i + i * i % 7);
		const scattered = Array.from({length: 100}, (_, i) => 500 + i * 37 % 64);
		const few = Array.from({length: 100}, (_, i) => [5, 1e12][i * i % 4]!);
		const shapes = [same, counting, jittering, scattered, few].map(values => {
			const {mode, width, bits} = written(values);
			return {mode, width, bits};
		});
		expect(shapes).toEqual([
			{mode: MODE.offset, width: 0, bits: 0},
			{mode: MODE.difference, width: 0, bits: 0},
			{mode: MODE.difference, width: 3, bits: 304},
			{mode: MODE.offset, width: 6, bits: 600},
			{mode: MODE.table, width: 1, bits: 2 * 40 + 104},
		]);
	});

	it.each([[[0]], [[MAX_TIME_US]], [[0, MAX_TIME_US]], [[MAX_TIME_US, 0]], [[0, MAX_TIME_US, 0, 1]], [[7, 7]]])('of a few values comes out again: %j', values => {
		expect(written(values).values).toEqual(values);
	});

	it('is of the most values that a block can have', () => {
		const values = Array.from({length: 32_768}, (_, i) => (i * 7919) % 32_768 * 2 ** 37);
		const {values: read, mode, width} = written(values);
		expect([mode, width]).toEqual([MODE.offset, 52]);
		expect(read).toEqual(values);
	});
});
