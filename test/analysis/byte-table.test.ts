import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {ByteTable, MAX_KEY_BYTES} from '../../src/analysis/byte-table.js';

const key = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

function numbersOf(table: ByteTable, keys: readonly Uint8Array[]): number[] {
	return keys.map(bytes => {
		const known = table.find(bytes, 0, bytes.length);
		return known === -1 ? table.add(bytes, 0, bytes.length) : known;
	});
}

const KEYS = fc.array(fc.oneof(fc.uint8Array({maxLength: 3}), fc.uint8Array({maxLength: 300})), {maxLength: 300});

describe('a table of bytes', () => {
	test('numbers each string once, in the order of arrival', () => {
		fc.assert(fc.property(KEYS, keys => {
			const numbers = new Map<string, number>();
			for (const bytes of keys) if (!numbers.has(key(bytes))) numbers.set(key(bytes), numbers.size);
			const table = new ByteTable();
			expect(numbersOf(table, keys)).toEqual(keys.map(bytes => numbers.get(key(bytes))));
			expect(table.size).toBe(numbers.size);
			for (const [text, id] of numbers) expect(key(table.arena.subarray(table.start(id), table.end(id)))).toBe(text);
		}));
	});

	test('keeps what it is told to keep, numbered anew, and nothing else', () => {
		fc.assert(fc.property(KEYS, fc.array(fc.boolean(), {minLength: 1}), (keys, isKept) => {
			const table = new ByteTable();
			numbersOf(table, keys);
			const kept = Uint32Array.from({length: table.size}, (_, id) => id).filter(id => isKept[id % isKept.length]!);
			const texts = Array.from(kept, id => key(table.arena.subarray(table.start(id), table.end(id))));
			table.keep(kept);
			expect(table.size).toBe(kept.length);
			for (const bytes of keys) expect(table.find(bytes, 0, bytes.length)).toBe(texts.indexOf(key(bytes)));
			numbersOf(table, keys);
			for (const bytes of keys) expect(table.find(bytes, 0, bytes.length)).not.toBe(-1);
		}));
	});

	test('tells apart what differs by zero bytes only, and takes the longest', () => {
		const table = new ByteTable();
		const zeros = Array.from({length: 20}, (_, length) => new Uint8Array(length));
		expect(numbersOf(table, [...zeros, new Uint8Array(MAX_KEY_BYTES)])).toEqual(Array.from({length: 21}, (_, id) => id));
	});

	test('is empty when cleared', () => {
		const table = new ByteTable();
		const bytes = Uint8Array.of(1, 2);
		table.add(bytes, 0, 2);
		table.clear();
		expect([table.size, table.find(bytes, 0, 2), table.add(bytes, 0, 2)]).toEqual([0, -1, 0]);
	});

	test('reads nothing outside the bytes it is given', () => {
		const table = new ByteTable();
		table.add(Uint8Array.of(9, 1, 2, 9), 1, 3);
		expect(table.find(Uint8Array.of(1, 2, 7), 0, 2)).toBe(0);
		expect(table.find(Uint8Array.of(1, 2, 7), 0, 3)).toBe(-1);
	});
});
