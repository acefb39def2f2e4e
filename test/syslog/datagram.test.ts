import {describe, expect, test} from 'vitest';
import {Span, trimDatagram} from '../../src/syslog/framing.js';

function trimmed(text: string): string {
	const bytes = new TextEncoder().encode(`\n${text}\n\0`);
	const span = new Span();
	trimDatagram(bytes, 1, bytes.length - 2, span);
	expect(span.start).toBeGreaterThanOrEqual(1);
	return new TextDecoder().decode(bytes.subarray(span.start, span.end));
}

describe('trimDatagram', () => {
	test.each([
		['<13>a\n', '<13>a'],
		['<13>a\r\n', '<13>a'],
		['<13>a\0', '<13>a'],
	])('takes one ending away: %j', (text, expected) => {
		expect(trimmed(text)).toBe(expected);
	});

	test.each([
		['<13>a\n\n', '<13>a\n'],
		['<13>a\n\0', '<13>a\n'],
		['<13>a\0\n', '<13>a\0'],
		['<13>a\r', '<13>a\r'],
		['<13>a\r\0', '<13>a\r'],
		['\n<13>a', '\n<13>a'],
		['<13>a\nb\n', '<13>a\nb'],
		['\r\n', ''],
		['\n', ''],
		['\0', ''],
		['', ''],
	])('and no more: %j', (text, expected) => {
		expect(trimmed(text)).toBe(expected);
	});

	test.each([
		['5 <13>a', '<13>a'],
		['5 <13>a\n', '<13>a'],
		['6 <13>a\n', '<13>a'],
		['7 <13>a\r\n', '<13>a'],
		['5 <13>a\r\n', '<13>a'],
		['6 <13>a\0', '<13>a'],
		['1 <', '<'],
		[`1000000 <${'x'.repeat(999_999)}`, `<${'x'.repeat(999_999)}`],
	])('takes an exact octet count away: %.20j', (text, expected) => {
		expect(trimmed(text)).toBe(expected);
	});

	test.each([
		'4 <13>a', '6 <13>a', '05 <13>a', '5  <13>a', '5 x13>a', '5\t<13>a', '5<13>a', '0 <', '0 ', '5 ', '5', ' 5 <13>a',
		`10000000 <${'x'.repeat(9_999_999)}`,
	])('takes any other number for text: %.20j', text => {
		expect(trimmed(text)).toBe(text);
	});

	test('leaves a count that only fits between the two lengths', () => {
		expect(trimmed('6 <13>a\r\n')).toBe('6 <13>a');
	});
});
