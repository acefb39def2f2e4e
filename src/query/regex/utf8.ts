import {INVALID} from './code-point-set.js';

/** Bits of `decode`'s result that say how many bytes were read. */
export const LENGTH_BITS = 3;
const LENGTH_MASK = (1 << LENGTH_BITS) - 1;

/**
 * The character at `bytes[at]`, or `INVALID`, times 8, plus how many bytes it has. What is not UTF-8 is one character
 * for each maximal subpart (Unicode, section 3.9), so as many as U+FFFD are shown for it.
 */
export function decode(bytes: Uint8Array, at: number, end: number): number {
	const lead = bytes[at]!;
	if (lead < 0x80) return lead << LENGTH_BITS | 1;
	if (lead < 0xc2 || lead > 0xf4 || at + 1 >= end) return INVALID << LENGTH_BITS | 1;
	const second = bytes[at + 1]!;
	// Neither overlong, nor a surrogate, nor beyond U+10FFFF.
	const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
	const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
	if (second < lowest || second > highest) return INVALID << LENGTH_BITS | 1;
	if (lead < 0xe0) return ((lead & 0x1f) << 6 | second & 0x3f) << LENGTH_BITS | 2;
	const third = at + 2 < end ? bytes[at + 2]! : 0;
	if ((third & 0xc0) !== 0x80) return INVALID << LENGTH_BITS | 2;
	if (lead < 0xf0) return ((lead & 0x0f) << 12 | (second & 0x3f) << 6 | third & 0x3f) << LENGTH_BITS | 3;
	const fourth = at + 3 < end ? bytes[at + 3]! : 0;
	if ((fourth & 0xc0) !== 0x80) return INVALID << LENGTH_BITS | 3;
	return ((lead & 0x07) << 18 | (second & 0x3f) << 12 | (third & 0x3f) << 6 | fourth & 0x3f) << LENGTH_BITS | 4;
}

/** How many bytes `decode` has read. */
export function lengthOf(decoded: number): number {
	return decoded & LENGTH_MASK;
}
