import {describe, expect, test} from 'vitest';
import {table} from '../../src/client/table.js';
import {showBytes, showCount, showCounted, showMoment, showRate, showShare, showSpan} from '../../src/client/units.js';

const KIB = 1024;

describe('counts', () => {
	test.each([[0, '0'], [999, '999'], [1000, '1,000'], [1_234_567, '1,234,567'], [123_456_789_012, '123,456,789,012']])('%d', (count, expected) => {
		expect(showCount(count)).toBe(expected);
	});
	test('agree with their nouns', () => {
		expect([0, 1, 2000].map(count => showCounted(count, 'gap'))).toEqual(['0 gaps', '1 gap', '2,000 gaps']);
	});
});

describe('bytes', () => {
	test.each([
		[0, '0 B'], [1023, '1023 B'], [KIB, '1.0 KiB'], [1536, '1.5 KiB'], [99.9 * KIB, '99.9 KiB'], [100 * KIB, '100 KiB'],
		[1023.9 * KIB, '1.0 MiB'], [64 * KIB ** 2, '64.0 MiB'], [3 * KIB ** 3, '3.0 GiB'], [5000 * KIB ** 5, '5000 PiB'],
	])('%d', (bytes, expected) => {
		expect(showBytes(bytes)).toBe(expected);
	});
});

describe('spans', () => {
	test.each([
		[-3, '0 s'], [0, '0 s'], [59.9, '59 s'], [60, '1 min'], [125, '2 min 5 s'], [3600, '1 h'], [3601, '1 h'], [7380, '2 h 3 min'],
		[86_400, '1 d'], [273_600, '3 d 4 h'], [40_000_000, '462 d 23 h'],
	])('%d', (seconds, expected) => {
		expect(showSpan(seconds)).toBe(expected);
	});
});

describe('rates', () => {
	test.each([[0, '0/s'], [0.03, 'below 0.1/s'], [0.1, '0.1/s'], [9.94, '9.9/s'], [9.96, '10/s'], [1234.5, '1,235/s']])('%d', (rate, expected) => {
		expect(showRate(rate)).toBe(expected);
	});
});

describe('shares', () => {
	test.each([[0, 0, '0 %'], [0, 10, '0 %'], [1, 1000, '1 %'], [999, 1000, '99 %'], [10, 10, '100 %']])('%d of %d', (part, whole, expected) => {
		expect(showShare(part, whole)).toBe(expected);
	});
});

test('moments are local times', () => {
	expect(showMoment(new Date(2026, 1, 3, 4, 5, 6))).toBe('2026-02-03 04:05:06');
});

test('tables align words on the left and numbers on the right', () => {
	expect(table([['NAME', 'N'], ['a', '1'], ['bcdef', '1,000']], {right: [1]})).toEqual(['NAME       N', 'a          1', 'bcdef  1,000']);
	expect(table([['a', 'b'], ['ccc']])).toEqual(['a  b', 'ccc']);
});

test('tables keep to a width: the first column loses its middle, but not all of it', () => {
	const rows = [['unix-dgram:/run/circolog/syslog.sock', '1,000'], ['udp:[::1]:514', '1']];
	expect(table(rows, {right: [1], columns: 28})).toEqual(['unix-dgram…yslog.sock  1,000', 'udp:[::1]:514              1']);
	expect(table(rows, {right: [1], columns: 3})).toEqual(['unix-d….sock  1,000', 'udp:[:…]:514      1']);
	expect(table(rows, {right: [1], columns: 80})).toEqual(table(rows, {right: [1]}));
});

test('tables show nothing that could do something to a terminal', () => {
	expect(table([['a\u001b[2J\nb', 'c\u202ed\u009b', 'é 日本 😀']])).toEqual(['a\ufffd[2J\ufffdb  c\ufffdd\ufffd  é 日本 😀']);
});
