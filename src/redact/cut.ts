import {priorityLength, readPriority} from '../syslog/priority.js';
import {BLANK, DIGIT, isOf} from './byte-class.js';

const SPACE = 0x20;
const DASH = 0x2d;
/** Longest part of a word that is given up: an address of e-mail is not longer (RFC 5321, section 4.5.3.1). */
const MAX_WORD_BYTES = 320;
/** Longest part of a card's number with its separators. */
const MAX_NUMBER_BYTES = 24;

/**
 * Where the message at `bytes[start]` is to end that was cut at `bytes[end]`: before the word that the cut goes through, for what is left of that
 * may be a half that no rule recognises; and before the groups of digits that stand there.
 */
export function safeEnd(bytes: Uint8Array, start: number, end: number): number {
	const priority = readPriority(bytes, start, end);
	const first = priority === -1 ? start : start + priorityLength(priority);
	let stop = end;
	const word = Math.max(first, end - MAX_WORD_BYTES);
	while (stop > word && !isOf(bytes[stop - 1], BLANK)) stop--;
	const number = Math.max(first, stop - MAX_NUMBER_BYTES);
	while (stop - 1 > number && (isOf(bytes[stop - 1], DIGIT) || (isSeparator(bytes[stop - 1]!) && isOf(bytes[stop - 2], DIGIT)))) stop--;
	return stop;
}

function isSeparator(byte: number): boolean {
	return byte === SPACE || byte === DASH;
}
