import {describe, expect, test} from 'vitest';
import {readSize, sizesFrom} from '../src/size.js';

describe('a size', () => {
	test.each([
		['0', 0], ['1', 1], ['64K', 65_536], ['64k', 65_536], ['64KB', 65_536], ['64KiB', 65_536], ['2m', 2_097_152], ['3GiB', 3_221_225_472], ['7b', 7],
	])('%s is read', (text, bytes) => {
		expect(readSize(text)).toBe(bytes);
	});

	test.each(['', 'K', '1.5M', '-1', '+1', '1 M', '1T', '1e6', '0x10', '1234567890123456', '1Mi B', '1M\n'])('%j is none', text => {
		expect(readSize(text)).toBeUndefined();
	});

	test('is shown in the largest unit that it is whole in', () => {
		expect(sizesFrom(65_537, 3 * 2 ** 30)).toBe('from 65537 to 3G, in bytes or with K, M or G, such as 64M');
		expect(sizesFrom(65_536, 5 * 2 ** 20)).toBe('from 64K to 5M, in bytes or with K, M or G, such as 64M');
	});
});
