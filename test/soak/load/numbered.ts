/** What the numbers of one sender begin above; see bench/load/message.h. */
const NUMBERS_OF_A_SENDER = 100_000_000_000;
const NUMBER = /#(\d{12}) @/g;
/** Of what a reader has missed, and not of what never got into the ring. */
const GAP = / (\d+) messages? lost: \w[\w ]+ before they could be sent to you/g;

/** A message as the load programs in C send it: `follow` finds its number and its time. */
export function numberedMessage(sender: number, number: number, text: string): string {
	const stamp = process.hrtime.bigint().toString(16).padStart(16, '0');
	return `<134>1 2026-11-20T15:10:37.123456+00:00 vm load 15310 - - #${String(sender * NUMBERS_OF_A_SENDER + number).padStart(12, '0')} @${stamp} ordinary ${text}`;
}

/** Looks at messages as a reader gets them, and throws when one comes twice, or before another of its sender. */
export class NumberWatch {
	/** Messages seen, and messages that gap messages told of. */
	seen = 0;
	told = 0;
	readonly #last = new Map<number, number>();

	/** Takes whole lines; `step` is -1 where the newest come first. */
	take(text: string, step: 1 | -1 = 1): void {
		for (const [, digits] of text.matchAll(NUMBER)) {
			const number = Number(digits);
			const sender = Math.floor(number / NUMBERS_OF_A_SENDER);
			const last = this.#last.get(sender);
			if (last !== undefined && (number - last) * step <= 0) throw new Error(`message ${number} came after ${last}`);
			this.#last.set(sender, number);
			this.seen += 1;
		}
		for (const [, count] of text.matchAll(GAP)) this.told += Number(count);
	}
}
