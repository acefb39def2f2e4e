import {DIGIT, isOf, WORD} from './byte-class.js';
import type {Finding} from './finding.js';
import type {Rule} from './rule.js';
import {continuesWord, wordStart} from './word-start.js';

const SPACE = 0x20;
const STAR = 0x2a;
const DASH = 0x2d;
const DIGIT_0 = 0x30;
const MIN_DIGITS = 13;
const MAX_DIGITS = 19;
/** Digits of a group, where there are separators; the last may have fewer. */
const MIN_GROUP_DIGITS = 3;
const SHOWN_DIGITS = 4;

/**
 * Card numbers keep their last four digits: `4111 1111 1111 1111` becomes `**** **** **** 1111`. A number is one that has
 * 13 to 19 digits, begins with 2 or above (times in milliseconds begin with 1) and passes Luhn's check (ISO/IEC 7812-1).
 * It may be in groups of three digits or more, with single blanks or dashes between them, the same in all of it.
 */
export const creditCard: Rule = {
	name: 'credit-card',
	attends: () => false,
	attendsDigitRuns: true,
	find,
};

function find(bytes: Uint8Array, at: number, from: number, end: number, into: Finding): boolean {
	const first = Math.max(from, into.resume);
	let start = at;
	while (start > first && isInRun(bytes[start - 1]!)) start--;
	for (let i = start; i < end && isInRun(bytes[i]!);) {
		if (!isOf(bytes[i], DIGIT)) {
			i++;
			continue;
		}
		let groupEnd = i;
		while (groupEnd < end && isOf(bytes[groupEnd], DIGIT)) groupEnd++;
		const first = wordStart(bytes, i, from, groupEnd);
		const stop = numberEnd(bytes, first, end);
		if (stop !== -1 && !continuesWord(bytes, first, from)) {
			into.resume = stop;
			return hideDigits(bytes, first, stop, into);
		}
		into.resume = i = groupEnd;
	}
	into.resume = Math.max(into.resume, at + 1);
	return false;
}

/** Where the longest card number ends that begins at `bytes[start]`; -1 where none does. */
function numberEnd(bytes: Uint8Array, start: number, end: number): number {
	if (bytes[start]! < DIGIT_0 + 2) return -1;
	let digits = 0;
	// Luhn's sum if the last digit read were the last of all, and if one more came.
	let sum = 0;
	let doubled = 0;
	let separator = 0;
	let group = 0;
	let found = -1;
	for (let i = start; i < end && digits <= MAX_DIGITS; i++) {
		const byte = bytes[i]!;
		if (!isOf(byte, DIGIT)) {
			if (!isInRun(byte) || group < MIN_GROUP_DIGITS || (separator !== 0 && byte !== separator) || !isOf(bytes[i + 1], DIGIT)) break;
			separator = byte;
			group = 0;
			continue;
		}
		const digit = byte - DIGIT_0;
		const twice = digit < 5 ? 2 * digit : 2 * digit - 9;
		const next = doubled + digit;
		doubled = sum + twice;
		sum = next;
		digits++;
		group++;
		const isLast = i + 1 === end || !isOf(bytes[i + 1], WORD);
		if (isLast && digits >= MIN_DIGITS && digits <= MAX_DIGITS && sum % 10 === 0) found = i + 1;
	}
	return found;
}

function isInRun(byte: number): boolean {
	return isOf(byte, DIGIT) || byte === SPACE || byte === DASH;
}

/** Writes stars over all digits but the last four. */
function hideDigits(bytes: Uint8Array, start: number, end: number, into: Finding): true {
	let to = end;
	for (let shown = 0; shown < SHOWN_DIGITS; to--) if (isOf(bytes[to - 1], DIGIT)) shown++;
	const out = into.ownText;
	for (let i = start; i < to; i++) out[i - start] = isOf(bytes[i], DIGIT) ? STAR : bytes[i]!;
	return into.replace(start, to, to - start);
}
