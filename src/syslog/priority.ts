const DIGIT_0 = 0x30;
const LESS = 0x3c;
const GREATER = 0x3e;

/** PRI of a message that has none: user.notice (RFC 3164, section 4.3.3). */
export const DEFAULT_PRIORITY = 13;
/** local7.debug. */
export const MAX_PRIORITY = 191;

/**
 * The PRI at `bytes[start]`, 0 to 191; -1 where there is none or where it breaks the grammar: leading zeros are
 * forbidden (RFC 5424, section 6.2.1). Reads nothing at or after `end`.
 */
export function readPriority(bytes: Uint8Array, start: number, end: number): number {
	if (end - start < 3 || bytes[start] !== LESS) return -1;
	let value = bytes[start + 1]! - DIGIT_0;
	if (value < 0 || value > 9) return -1;
	const stop = Math.min(end, value === 0 ? start + 3 : start + 5);
	for (let at = start + 2; at < stop; at++) {
		const byte = bytes[at]!;
		if (byte === GREATER) return value <= MAX_PRIORITY ? value : -1;
		if (byte < DIGIT_0 || byte > DIGIT_0 + 9) return -1;
		value = value * 10 + byte - DIGIT_0;
	}
	return -1;
}

/** Bytes that `<PRI>` takes: the priority alone tells, because it has no leading zeros. */
export function priorityLength(priority: number): number {
	return priority < 10 ? 3 : priority < 100 ? 4 : 5;
}
