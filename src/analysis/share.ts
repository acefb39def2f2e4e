const DIGITS = 1e6;

/** Part of a whole, 0 to 1, to the sixth digit; 0 where there is nothing. */
export function shareOf(part: number, whole: number): number {
	return whole === 0 ? 0 : Math.round((part / whole) * DIGITS) / DIGITS;
}
