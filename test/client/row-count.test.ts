import {describe, expect, test} from 'vitest';
import {RowCount} from '../../src/client/row-count.js';

function rowsOf(text: string, columns: number): number {
	const count = new RowCount();
	for (const byte of Buffer.from(text)) count.add(Uint8Array.of(byte), columns);
	const atOnce = new RowCount();
	atOnce.add(Buffer.from(text), columns);
	expect(atOnce.rows).toBe(count.rows);
	return count.rows;
}

describe('rows', () => {
	test.each([
		['nothing', '', 10, 0],
		['a line', 'abc\n', 10, 1],
		['a line without its end', 'abc', 10, 1],
		['empty lines', '\n\n', 10, 2],
		['a line and an empty one', 'abc\n\nd\n', 10, 3],
		['a full line', '0123456789\n', 10, 1],
		['a longer line', '0123456789a\n', 10, 2],
		['very long', `${'x'.repeat(101)}\n`, 10, 11],
		['long lines that are cut', `${'x'.repeat(101)}\n`, Infinity, 1],
		['colours', `\x1b[38;5;130m01234\x1b[39m56789\x1b[0m\n`, 10, 1],
		['accents', 'éééééééééé\n', 10, 1],
		['Chinese', '日本語日本\n', 10, 1],
		['Chinese, one more', '日本語日本語\n', 10, 2],
		['Chinese, half of one left', '日本語日本語\n', 5, 3],
		['emoji', '😀😀😀😀😀😀\n', 10, 2],
		['tabs', '\t\t\n', 10, 2],
		['a tab', 'a\tb\n', 10, 1],
	])('%s', (_what, text, columns, expected) => {
		expect(rowsOf(text, columns)).toBe(expected);
	});
});
