/** What stands for a byte that is no part of valid UTF-8: this and the byte. No character has it. */
const NO_CHARACTER = 0x110000;
const MAX_CODE_POINT = 0x10ffff;
/** Least code point that takes so many bytes (Unicode, table 3-6). */
const LEAST = [0, 0, 0x80, 0x800, 0x10000] as const;

/** The code point at `bytes[at]`, which is before `end`; a number that no character has where the byte is not valid UTF-8. */
export function readCodePoint(bytes: Uint8Array, at: number, end: number): number {
	const lead = bytes[at]!;
	if (lead < 0x80) return lead;
	const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	if (lead < 0xc2 || lead > 0xf4 || length > end - at) return NO_CHARACTER + lead;
	let value = lead & 0x7f >>> length;
	for (let i = at + 1; i < at + length; i++) {
		const byte = bytes[i]!;
		if ((byte & 0xc0) !== 0x80) return NO_CHARACTER + lead;
		value = value << 6 | byte & 0x3f;
	}
	const isSurrogate = value >= 0xd800 && value <= 0xdfff;
	return value < LEAST[length] || isSurrogate || value > MAX_CODE_POINT ? NO_CHARACTER + lead : value;
}

/** How many bytes were read for an answer of `readCodePoint`. */
export function codePointBytes(codePoint: number): number {
	if (codePoint < LEAST[2] || codePoint > MAX_CODE_POINT) return 1;
	return codePoint < LEAST[3] ? 2 : codePoint < LEAST[4] ? 3 : 4;
}
