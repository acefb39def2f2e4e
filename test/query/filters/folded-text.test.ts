import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {FoldedText} from '../../../src/query/filters/folded-text.js';

/** Whether `value` has `text` in it, between bytes that would complete it. */
function isIn(text: string, value: Uint8Array): boolean {
	const around = Buffer.from(text);
	const bytes = Buffer.concat([around, value, around]);
	return new FoldedText(text).matches(bytes, around.length, around.length + value.length);
}

describe('text without regard to case', () => {
	test.each([
		// Valid
		['é', 'É', true], ['ÉTÉ', 'un été', true], ['été', 'éte été', true], ['ééa', 'ÉéÉA', true], ['aéab', 'aéaéab', true], ['straße', 'STRAẞE', true],
		['σίσυφος', 'Ο ΣΊΣΥΦΟΣ', true], ['𐐀', '𐐨', true], ['é日本', '日É日本', true],
		// Incomplete
		['é', '', false], ['été', 'ét', false], ['été', 'té', false], ['ééé', 'éé', false],
		// Hostile
		['straße', 'strasse', false], ['é', 'e', false], ['éééa', `${'é'.repeat(5000)}A`, true], [`${'é'.repeat(2000)}a`, 'é'.repeat(4000), false],
		[`${'éa'.repeat(1000)}b`, `${'ÉA'.repeat(3000)}B`, true], ['\ud800é', 'É', false],
	])('%j in %j: %s', (text, value, expected) => {
		expect(isIn(text, Buffer.from(value))).toBe(expected);
	});

	test.each([
		['é', [0xc3], false], ['é', [0xc3, 0xc3, 0xa9], true], ['é', [0xe2, 0x82, 0xc3, 0x89], true], ['é', [0xa9, 0xe9], false], ['\ufffdé', [0xff, 0xc3, 0xa9], false],
	])('%j in the bytes %j, not all of them UTF-8: %s', (text, value, expected) => {
		expect(isIn(text, Uint8Array.from(value))).toBe(expected);
	});

	test('is found where a search in lower-case strings finds it', () => {
		const character = fc.constantFrom('é', 'É', 'a', 'A', '日');
		const part = fc.tuple(fc.string({unit: character, minLength: 1, maxLength: 3}), fc.integer({min: 1, max: 5}));
		const texts = fc.array(part, {minLength: 1, maxLength: 4}).map(parts => parts.map(([text, times]) => text.repeat(times)).join(''));
		fc.assert(fc.property(texts, texts, fc.nat(), fc.nat({max: 12}), fc.boolean(), (value, other, at, length, isPart) => {
			const start = at % value.length;
			const text = isPart ? value.slice(start, start + 1 + length) : other;
			expect(isIn(text, Buffer.from(value))).toBe(value.toLowerCase().includes(text.toLowerCase()));
		}), {numRuns: 2000});
	});
});
