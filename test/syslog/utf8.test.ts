import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {decode, INVALID, LENGTH_BITS, lengthOf, sequenceLength, writeReplacement} from '../../src/syslog/utf8.js';

const strict = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});
const lenient = new TextDecoder('utf-8', {ignoreBOM: true});

/** Whether bytes are UTF-8, by the platform's decoder. */
function isValid(bytes: Uint8Array): boolean {
	try {
		strict.decode(bytes);
		return true;
	} catch {
		return false;
	}
}

/** The text that all of `bytes` decodes to, character by character, with U+FFFD for what is none. */
function decodeAll(bytes: Uint8Array): string {
	let text = '';
	for (let at = 0; at < bytes.length;) {
		const decoded = decode(bytes, at, bytes.length);
		const codePoint = decoded >>> LENGTH_BITS;
		text += codePoint === INVALID ? '\uFFFD' : String.fromCodePoint(codePoint);
		at += lengthOf(decoded);
	}
	return text;
}

/** Bytes at which the rules change, and those beside them. */
const EDGES = [0x00, 0x22, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff];

describe('sequenceLength', () => {
	test('agrees with TextDecoder on what is valid, and on how many U+FFFD the rest is', () => {
		for (let lead = 0x80; lead <= 0xff; lead++) {
			for (const second of EDGES) {
				for (const third of EDGES) {
					const bytes = Uint8Array.of(lead, second, third, 0x80);
					const length = sequenceLength(bytes, 0, 4);
					const size = Math.abs(length);
					expect(isValid(bytes.subarray(0, size)), bytes.join()).toBe(length > 0);
					if (length < 0) expect(lenient.decode(bytes.subarray(0, size)), bytes.join()).toBe('\uFFFD');
				}
			}
		}
	});

	test('takes a sequence that is cut by the end as one invalid piece', () => {
		const bytes = Uint8Array.of(0xf0, 0x9f, 0x98, 0x80);
		expect([1, 2, 3, 4].map(end => sequenceLength(bytes, 0, end))).toEqual([-1, -2, -3, 4]);
	});
});

describe('decode', () => {
	test.each([
		// Valid
		['a', 0x61], ['\0', 0], ['\x7f', 0x7f], ['\x80', 0x80], ['é', 0xe9], ['\u07ff', 0x7ff], ['\u0800', 0x800], ['€', 0x20ac], ['\ud7ff', 0xd7ff],
		['\ue000', 0xe000], ['\ufeff', 0xfeff], ['\uffff', 0xffff], ['\u{10000}', 0x10000], ['😀', 0x1f600], ['\u{10ffff}', 0x10ffff],
	])('reads %j, and how many bytes it has', (character, codePoint) => {
		const bytes = Buffer.from(`.${character}.`);
		const decoded = decode(bytes, 1, bytes.length);
		expect([decoded >>> LENGTH_BITS, lengthOf(decoded)]).toEqual([codePoint, bytes.length - 2]);
	});

	test.each([
		// Incomplete
		['a character cut by the end', [0xe2, 0x82], 2], ['its first byte alone', [0xf0], 1],
		// Hostile
		['a continuation alone', [0x80, 0x80], 1], ['an overlong character', [0xc0, 0x80], 1], ['an overlong one of three bytes', [0xe0, 0x9f, 0xbf], 1],
		['a surrogate', [0xed, 0xa0, 0x80], 1], ['a character beyond the last', [0xf4, 0x90, 0x80, 0x80], 1], ['a byte that is in none', [0xff], 1],
		['a character cut by another', [0xf0, 0x9f, 0x98, 0x41], 3],
	])('takes %s for INVALID', (_, bytes, length) => {
		const decoded = decode(Uint8Array.from(bytes), 0, bytes.length);
		expect([decoded >>> LENGTH_BITS, lengthOf(decoded)]).toEqual([INVALID, length]);
	});

	test('reads any bytes as TextDecoder shows them', () => {
		const byte = fc.oneof(fc.nat({max: 255}), fc.constantFrom(...EDGES, 0xc2, 0xe0, 0xe2, 0xed, 0xf0, 0xf4));
		fc.assert(fc.property(fc.array(byte, {maxLength: 12}), bytes => {
			expect(decodeAll(Uint8Array.from(bytes))).toBe(lenient.decode(Uint8Array.from(bytes)));
		}), {numRuns: 5000});
	});

	test('does not look beyond the end', () => {
		for (const character of ['é', '€', '😀']) {
			const bytes = Buffer.from(character);
			for (let end = 1; end < bytes.length; end++) {
				const decoded = decode(bytes, 0, end);
				expect([decoded >>> LENGTH_BITS, lengthOf(decoded)]).toEqual([INVALID, end]);
			}
		}
	});
});

test('what is written for invalid bytes is U+FFFD', () => {
	const out = Buffer.alloc(5);
	expect(writeReplacement(out, 1)).toBe(4);
	expect(out.toString()).toBe('\0\uFFFD\0');
});
