import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {codePointBytes, readCodePoint} from '../../../src/query/filters/code-point.js';

const MAX_CODE_POINT = 0x10ffff;

describe('reading a character', () => {
	test('gives back what was written', () => {
		fc.assert(fc.property(fc.string({unit: 'binary', minLength: 1, maxLength: 1}), character => {
			const bytes = Buffer.from(character);
			const codePoint = readCodePoint(bytes, 0, bytes.length);
			expect(codePoint).toBe(character.codePointAt(0));
			expect(codePointBytes(codePoint)).toBe(bytes.length);
		}), {numRuns: 2000});
	});

	test('takes bytes for characters exactly where TextDecoder does', () => {
		const byte = fc.oneof(fc.integer({min: 0, max: 255}), fc.constantFrom(0x80, 0xbf, 0x9f, 0xa0, 0xc1, 0xc2, 0xe0, 0xed, 0xf0, 0xf4, 0xf5));
		fc.assert(fc.property(fc.uint8Array({minLength: 1, maxLength: 4}), fc.array(byte, {minLength: 1, maxLength: 4}), (before, values) => {
			const bytes = Uint8Array.of(...before, ...values);
			const codePoint = readCodePoint(bytes, before.length, bytes.length);
			const isCharacter = codePoint <= MAX_CODE_POINT;
			const lengths = [1, 2, 3, 4].filter(length => length <= values.length && isUtf8(Uint8Array.from(values.slice(0, length))));
			expect(isCharacter).toBe(lengths.length > 0);
			expect(codePointBytes(codePoint)).toBe(lengths[0] ?? 1);
		}), {numRuns: 5000});
	});

	test('does not look beyond the end', () => {
		expect(readCodePoint(Buffer.from('é'), 0, 1)).toBeGreaterThan(MAX_CODE_POINT);
		expect(readCodePoint(Buffer.from('€'), 0, 2)).toBeGreaterThan(MAX_CODE_POINT);
		expect(readCodePoint(Buffer.from('😀'), 0, 3)).toBeGreaterThan(MAX_CODE_POINT);
	});
});

function isUtf8(bytes: Uint8Array): boolean {
	try {
		new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
		return true;
	} catch {
		return false;
	}
}
