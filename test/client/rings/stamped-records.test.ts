import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type StampedRecord, StampedRecords} from '../../../src/client/rings/stamped-records.js';

function read(parts: readonly Buffer[]): [number, string][] {
	const records = new StampedRecords('a:1');
	return parts.flatMap(part => records.push(part)).map(({receivedUs, bytes}) => [receivedUs, bytes.toString('latin1')]);
}

function stamped({receivedUs, bytes}: StampedRecord): Buffer {
	return Buffer.concat([Buffer.from(`${receivedUs} ${bytes.length} `), bytes]);
}

describe('records with stamps', () => {
	test.each<[string, [number, string][]]>([
		['', []],
		['1795187320123456 4 abc\n', [[1_795_187_320_123_456, 'abc\n']]],
		['1 4 a\nb\n2 1 \n', [[1, 'a\nb\n'], [2, '\n']]],
		['0 3 --\n', [[0, '--\n']]],
		['0 0 5 1 \n', [[0, ''], [5, '\n']]],
	])('%j is read', (text, expected) => {
		expect(read([Buffer.from(text)])).toEqual(expected);
	});

	test.each(['1', '1 ', '1 4', '1 4 ', '1 4 abc'])('%j is waited for', text => {
		expect(read([Buffer.from(text)])).toEqual([]);
	});

	test('are the same in whatever parts they come', () => {
		const record = fc.record({receivedUs: fc.integer({min: 0, max: 2 ** 52}), bytes: fc.uint8Array({maxLength: 40}).map(bytes => Buffer.from(bytes))});
		fc.assert(fc.property(fc.array(record), fc.array(fc.integer({min: 1, max: 30}), {minLength: 1}), (records, sizes) => {
			const all = Buffer.concat(records.map(stamped));
			const parts: Buffer[] = [];
			for (let from = 0, i = 0; from < all.length; i++) {
				const size = sizes[i % sizes.length]!;
				parts.push(all.subarray(from, from + size));
				from += size;
			}
			expect(read(parts)).toEqual(records.map(({receivedUs, bytes}) => [receivedUs, bytes.toString('latin1')]));
		}));
	});

	test.each(['x', '1 x', ' 1 2', '1  2', 'Nov 20 15:08:40 host', '-1 2 a\n', '1 999999999999 ', '9'.repeat(100)])('%j is refused', text => {
		expect(() => read([Buffer.from(text)])).toThrow('circologd at a:1 sends records without a time');
	});

	test('whatever comes is read or refused', () => {
		fc.assert(fc.property(fc.array(fc.uint8Array({maxLength: 20})), parts => {
			try {
				read(parts.map(part => Buffer.from(part)));
			} catch (error) {
				expect(error).toMatchObject({code: 'PROTOCOL'});
			}
		}));
	});
});
