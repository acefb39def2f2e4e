import {writeNumber} from '../syslog/digits.js';
import {Literal} from './literal.js';

const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/**
 * Text of an output format that holds a message's sequence number twice. Messages mostly come one after another: then
 * only last digits change, which takes a quarter of the time of writing the numbers and what is around them.
 */
export class SeqLiteral {
	readonly #parts: readonly [string, string, string];
	#literal = new Literal('');
	#seq = NaN;
	/** How many digits the number has. */
	#digits = 0;
	/** Where it stands in the text. */
	#first = 0;
	#second = 0;

	/** @param parts What stands before, between and after the two numbers; US-ASCII. */
	constructor(...parts: readonly [string, string, string]) {
		this.#parts = parts;
	}

	/** The text with `seq`, a whole number from 0 to 2^53; good until it is asked for the next. */
	of(seq: number): Literal {
		if (seq !== this.#seq + 1 || !this.#countUp()) this.#set(seq);
		this.#seq = seq;
		return this.#literal;
	}

	/** Adds one to the number; false where that takes a digit more. */
	#countUp(): boolean {
		const {bytes} = this.#literal;
		const toSecond = this.#second - this.#first;
		let at = this.#first + this.#digits - 1;
		for (; bytes[at] === DIGIT_9; at--) {
			if (at === this.#first) return false;
			bytes[at] = bytes[at + toSecond] = DIGIT_0;
		}
		bytes[at]! += 1;
		bytes[at + toSecond] = bytes[at]!;
		return true;
	}

	#set(seq: number): void {
		const {bytes} = this.#literal;
		const limit = 10 ** this.#digits;
		if (seq < limit && seq >= limit / 10) {
			writeNumber(seq, bytes, this.#first);
			writeNumber(seq, bytes, this.#second);
			return;
		}
		const [before, between, after] = this.#parts;
		const number = String(seq);
		this.#literal = new Literal(`${before}${number}${between}${number}${after}`);
		this.#digits = number.length;
		this.#first = before.length;
		this.#second = before.length + number.length + between.length;
	}
}
