const NUL = 0x00;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const LESS = 0x3c;

/** An octet count has this many digits at the most; a longer number is text. */
export const MAX_COUNT_DIGITS = 7;

/** A range of bytes. One is filled again and again. */
export class Span {
	start = 0;
	/** The byte after the last. */
	end = 0;
}

/**
 * Sets `into` to the message within the datagram `bytes[start]` to `bytes[end - 1]`: without the one LF, CR LF or NUL
 * that it may end in, and without an octet count (RFC 6587, section 3.4.1), which `logger --octet-count -d` sends.
 * The count has to be exactly that of the bytes after it, with or without the ending; else it is text.
 */
export function trimDatagram(bytes: Uint8Array, start: number, end: number, into: Span): void {
	const stop = trimmedEnd(bytes, start, end);
	into.start = start;
	into.end = stop;
	let count = 0;
	let at = start;
	for (; at < stop && at - start < MAX_COUNT_DIGITS; at++) {
		const byte = bytes[at]!;
		if (byte < DIGIT_0 || byte > DIGIT_9) break;
		count = count * 10 + byte - DIGIT_0;
	}
	const content = at + 1;
	if (at === start || bytes[start] === DIGIT_0 || content >= stop || bytes[at] !== SPACE || bytes[content] !== LESS) return;
	if (count === end - content || count === stop - content) into.start = content;
}

/** Whether `byte` is one that a message's end may be marked with, LF or NUL. */
export function endsLine(byte: number): boolean {
	return byte === LF || byte === NUL;
}

/** The end of a frame without the one LF, CR LF or NUL that it may end in. */
export function trimmedEnd(bytes: Uint8Array, start: number, end: number): number {
	if (end === start) return end;
	const last = bytes[end - 1];
	if (last === NUL) return end - 1;
	if (last !== LF) return end;
	return end - 1 > start && bytes[end - 2] === CR ? end - 2 : end - 1;
}
