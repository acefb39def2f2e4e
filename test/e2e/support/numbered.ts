import {expect} from 'vitest';

/** How many numbered messages make one piece of a stream. */
const PIECE_MESSAGES = 500;
/** The message that stands where others are missing, in RFC5424. */
const GAP = /^<44>1 \S+ \S+ circologd \S+ GAP \[circolog@32473 count="(\d+)" reason="(overtaken|cleared)"\] \1 messages? lost: /;
const NUMBER = /number=(\d+)/;

/** Messages of about 120 bytes that carry a running number, from 1 to `count`, in RFC5424, without an ending. */
export function numberedMessages(count: number): string[] {
	return Array.from({length: count}, (_, i) =>
		`<134>1 2026-11-20T15:10:37.123456+00:00 sender counter 4711 - - number=${i + 1}, with some text behind it`);
}

/** Messages as pieces of a stream, each message framed by `frame`. */
export function* framed(messages: readonly string[], frame: (message: string) => string): Generator<string> {
	for (let i = 0; i < messages.length; i += PIECE_MESSAGES) {
		yield messages.slice(i, i + PIECE_MESSAGES).map(frame).join('');
	}
}

/** RFC6587, 3.4.1: the length in bytes and a space before the message. */
export function octetCounted(message: string): string {
	return `${Buffer.byteLength(message)} ${message}`;
}

/** RFC6587, 3.4.2: LF behind the message. */
export function newlineEnded(message: string): string {
	return `${message}\n`;
}

/** The running numbers in a dump, in its order. */
export function numbersIn(lines: readonly string[]): number[] {
	return lines.map(line => Number(NUMBER.exec(line)?.[1] ?? Number.NaN));
}

/** Proves that the lines carry exactly the numbers from `first` to `last`, in order. */
export function expectNumbers(lines: readonly string[], first: number, last: number): void {
	const numbers = numbersIn(lines);
	// One comparison a number would take seconds; the first difference is what one wants to see anyway.
	const wrong = numbers.findIndex((number, i) => number !== first + i);
	expect(wrong === -1 ? 'in order' : `line ${wrong}: ${lines[wrong] ?? ''}`).toBe('in order');
	expect(numbers).toHaveLength(last - first + 1);
}

/**
 * Proves that the lines, in RFC5424, carry all numbers from `first` to `last` in order, or where some are missing a gap
 * message with their exact count. Returns the gaps.
 */
export function expectNumbersOrGaps(lines: readonly string[], first: number, last: number): {count: number; reason: string}[] {
	const gaps: {count: number; reason: string}[] = [];
	let next = first;
	for (const [i, line] of lines.entries()) {
		const gap = GAP.exec(line);
		if (gap) {
			gaps.push({count: Number(gap[1]), reason: gap[2]!});
			next += Number(gap[1]);
		} else {
			if (numbersIn([line])[0] !== next) {
				expect(`line ${i}: ${line}`).toBe(`number ${next}`);
			}
			next++;
		}
	}
	expect(next - 1).toBe(last);
	return gaps;
}
