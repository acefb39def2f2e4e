import {chopLine} from './chop-line.js';
import type {Output} from './output.js';

const LF = 0x0a;
const TAB = 0x09;
/** Of a line that is longer, no more is looked at. */
const MAX_LINE_BYTES = 256 * 1024;
const RESET_AND_LF = Buffer.from('\x1b[0m\n');
const NOTHING = Buffer.alloc(0);

/** Cuts each line to the width of a terminal. A line is held back until it is complete. */
export class ChoppedOutput implements Output {
	readonly #output: Output;
	readonly #columns: () => number;
	readonly #sign: string;
	/** The beginning of a line whose end has not come. */
	#held: Buffer = NOTHING;
	/** Whether the line was longer than `MAX_LINE_BYTES`: what is left of it is dropped. */
	#isTooLong = false;

	/**
	 * @param columns Tells the width, which may change at any time.
	 * @param sign As for `chopLine`.
	 */
	constructor(output: Output, columns: () => number, sign: string) {
		this.#output = output;
		this.#columns = columns;
		this.#sign = sign;
	}

	write(bytes: Buffer, then?: () => void): boolean {
		const parts: Buffer[] = [];
		let start = 0;
		for (let lf = bytes.indexOf(LF); lf !== -1; lf = bytes.indexOf(LF, start)) {
			const end = bytes.subarray(start, lf + 1);
			start = lf + 1;
			if (this.#isTooLong) parts.push(RESET_AND_LF);
			else parts.push(this.#chopped(this.#held.length === 0 ? end : Buffer.concat([this.#held, end])));
			this.#held = NOTHING;
			this.#isTooLong = false;
		}
		parts.push(this.#hold(bytes.subarray(start)));
		return this.#output.write(Buffer.concat(parts), then);
	}

	whenDrained(then: () => void): void {
		this.#output.whenDrained(then);
	}

	/** Writes a line that has no end. Resolves when all has gone out. */
	async close(): Promise<void> {
		const rest = this.#chopped(this.#held);
		this.#held = NOTHING;
		await new Promise<void>(resolve => void this.#output.write(rest, resolve));
	}

	/** Keeps the beginning of a line; returns what can be written of it. */
	#hold(bytes: Buffer): Buffer {
		if (this.#isTooLong || bytes.length === 0) return NOTHING;
		// A copy: the memory of what was read may be written to again.
		this.#held = Buffer.concat([this.#held, bytes]);
		if (this.#held.length <= MAX_LINE_BYTES) return NOTHING;
		const line = this.#chopped(this.#held);
		this.#held = NOTHING;
		this.#isTooLong = true;
		return line;
	}

	/** A line, with its end or without, as it is to be written. */
	#chopped(line: Buffer): Buffer {
		const columns = this.#columns();
		const hasEnd = line.at(-1) === LF;
		// No character takes more columns than bytes but a tab.
		if (line.length - Number(hasEnd) <= columns && !line.includes(TAB)) return line;
		const text = line.toString('utf8', 0, line.length - Number(hasEnd));
		const chopped = chopLine(text, columns, this.#sign);
		return chopped === text ? line : Buffer.from(hasEnd ? `${chopped}\n` : chopped);
	}
}
