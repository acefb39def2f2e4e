const DIGIT_0 = 0x30;

/** What stands for digits that are none: more than any two digits can be. */
const NO_DIGITS = 100;

/** The digit at `bytes[at]`, 0 to 9; 100 where it is none. */
export function oneDigit(bytes: Uint8Array, at: number): number {
	const value = bytes[at]! - DIGIT_0;
	return value >>> 0 > 9 ? NO_DIGITS : value;
}

/** The number of two digits at `bytes[at]`, 0 to 99; 100 where they are not both digits. */
export function twoDigits(bytes: Uint8Array, at: number): number {
	const tens = bytes[at]! - DIGIT_0;
	const ones = bytes[at + 1]! - DIGIT_0;
	return tens >>> 0 > 9 || ones >>> 0 > 9 ? NO_DIGITS : tens * 10 + ones;
}

/** Writes 0 to 99 as two digits; returns where they end. */
export function writeTwoDigits(value: number, out: Uint8Array, at: number): number {
	const tens = (value * 205) >>> 11;
	out[at] = DIGIT_0 + tens;
	out[at + 1] = DIGIT_0 + value - tens * 10;
	return at + 2;
}

/** Writes a whole number from 0 to 2^53; returns where its digits end, 16 bytes on at the most. */
export function writeNumber(value: number, out: Uint8Array, at: number): number {
	let length = 1;
	for (let limit = 10; value >= limit; limit *= 10) length++;
	let rest = value;
	let i = at + length;
	// Division of small integers is much faster than that of doubles.
	while (rest > 0x7fffffff) {
		const tenth = Math.floor(rest / 10);
		out[--i] = DIGIT_0 + (rest - tenth * 10);
		rest = tenth;
	}
	let small = rest | 0;
	while (i > at) {
		const tenth = (small / 10) | 0;
		out[--i] = DIGIT_0 + small - tenth * 10;
		small = tenth;
	}
	return at + length;
}
