import {describe, expect, test} from 'vitest';
import {sequenceLength} from '../../src/formatter/utf8.js';

const decoder = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});

/** Whether bytes are UTF-8, by the platform's decoder. */
function isValid(bytes: Uint8Array): boolean {
	try {
		decoder.decode(bytes);
		return true;
	} catch {
		return false;
	}
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
					const replaced = new TextDecoder('utf-8', {ignoreBOM: true}).decode(bytes.subarray(0, size));
					if (length < 0) expect(replaced, bytes.join()).toBe('\uFFFD');
				}
			}
		}
	});

	test('takes a sequence that is cut by the end as one invalid piece', () => {
		const bytes = Uint8Array.of(0xf0, 0x9f, 0x98, 0x80);
		expect([1, 2, 3, 4].map(end => sequenceLength(bytes, 0, end))).toEqual([-1, -2, -3, 4]);
	});
});
