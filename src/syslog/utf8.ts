/** Stands for bytes that are not UTF-8; one above the highest code point. */
export const INVALID = 0x110000;

/** Bits of `decode`'s result that say how many bytes were read. */
export const LENGTH_BITS = 3;
const LENGTH_MASK = (1 << LENGTH_BITS) - 1;

/** U+FFFD in UTF-8: what is shown for bytes that are none. */
const REPLACEMENT = [0xef, 0xbf, 0xbd] as const;

/**
 * The character at `bytes[at]`, which is before `end`, or `INVALID`, times 8, plus how many bytes it has. What is not
 * UTF-8 is one character for each U+FFFD that is shown for it, see `sequenceLength`.
 */
export function decode(bytes: Uint8Array, at: number, end: number): number {
	const lead = bytes[at]!;
	if (lead < 0x80) return lead << LENGTH_BITS | 1;
	const length = sequenceLength(bytes, at, end);
	if (length < 0) return INVALID << LENGTH_BITS | -length;
	const two = lead << 6 | bytes[at + 1]! & 0x3f;
	if (length === 2) return (two & 0x7ff) << LENGTH_BITS | 2;
	const three = two << 6 | bytes[at + 2]! & 0x3f;
	if (length === 3) return (three & 0xffff) << LENGTH_BITS | 3;
	return ((three << 6 | bytes[at + 3]! & 0x3f) & 0x1fffff) << LENGTH_BITS | 4;
}

/** How many bytes `decode` has read. */
export function lengthOf(decoded: number): number {
	return decoded & LENGTH_MASK;
}

/**
 * Length of the UTF-8 sequence at `bytes[at]`, which is not US-ASCII: 2 to 4. Where it is invalid, minus the length of
 * its maximal subpart, -1 to -3, for which one U+FFFD is to be shown (Unicode, section 3.9; the WHATWG's decoder).
 */
export function sequenceLength(bytes: Uint8Array, at: number, end: number): number {
	const lead = bytes[at]!;
	if (lead < 0xc2 || lead > 0xf4 || at + 1 >= end) return -1;
	const second = bytes[at + 1]!;
	if (second < lowestSecond(lead) || second > highestSecond(lead)) return -1;
	if (lead < 0xe0) return 2;
	if (at + 2 >= end || !isContinuation(bytes[at + 2]!)) return -2;
	if (lead < 0xf0) return 3;
	return at + 3 < end && isContinuation(bytes[at + 3]!) ? 4 : -3;
}

/** Writes U+FFFD; returns where it ends. */
export function writeReplacement(out: Uint8Array, at: number): number {
	out[at] = REPLACEMENT[0];
	out[at + 1] = REPLACEMENT[1];
	out[at + 2] = REPLACEMENT[2];
	return at + 3;
}

/** Higher than usual where the sequence would be overlong. */
function lowestSecond(lead: number): number {
	return lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
}

/** Lower than usual where the sequence would be a surrogate, or beyond U+10FFFF. */
function highestSecond(lead: number): number {
	return lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
}

function isContinuation(byte: number): boolean {
	return (byte & 0xc0) === 0x80;
}
