import {END_OF_MARK, MARK} from './colors.js';
import {LITERAL_SLACK_BYTES} from './literal.js';
import type {TextCopier} from './text.js';

/** The most that marks add to a byte of a text: each takes 9 bytes, and between two of them stands another byte. */
export const MAX_MARK_BYTES_PER_BYTE = 5;
/** What marks add to that: the first has no byte before it. */
export const MARK_SLACK_BYTES = 5 + LITERAL_SLACK_BYTES;

/**
 * Writes `start` to `end - 1` of the bytes that `text` is open on, as a line has them, with what `marks` says standing
 * out; returns where that ends.
 *
 * @param marks 1 for each byte that stands out, 0 for others; of whole characters.
 */
export function writeMarked(text: TextCopier, start: number, end: number, marks: Uint8Array, at: number): number {
	let to = at;
	for (let from = start; from < end;) {
		const mark = marks[from - start];
		let next = from + 1;
		while (next < end && marks[next - start] === mark) next++;
		if (mark === 1) to = text.literal(END_OF_MARK, text.line(from, next, text.literal(MARK, to)));
		else to = text.line(from, next, to);
		from = next;
	}
	return to;
}
