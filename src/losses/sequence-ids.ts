import type {Chunk} from '../hub/chunk.js';
import {kernelFor, SEQUENCES_AT} from '../kernel/kernel-memory.js';
import {SequenceId} from './sequence-id.js';

/** Messages of a chunk that the kernel reads; those behind them are read one by one. */
const MAX_ROWS = 2048;
/** What the kernel leaves of each run, as sequence.wat says. */
const ROW_WORDS = 4;
/** In place of a number: that the message is left to `SequenceId`. */
const LEFT = 2 ** 32 - 1;

/**
 * Goes through the messages of a chunk that have a `sequenceId` (RFC 5424, section 7.3.1), run by run: messages one behind the
 * other, of the same sender, each with the number after that of the one before. It allocates nothing for a message.
 */
export class SequenceIds {
	/** Which message is the first of the run. */
	message = 0;
	/** Its number, from 1 on. */
	value = 0;
	/** Messages in the run. Two runs in a row may be one: not all is seen by the kernel. */
	count = 0;
	/** Where its HOSTNAME begins and ends in the chunk. */
	hostStart = 0;
	hostEnd = 0;
	readonly #one = new SequenceId();
	#chunk: Chunk | undefined;
	#rows: Uint32Array | undefined;
	/** The next row, and where rows end. */
	#row = 0;
	#rowEnd = 0;
	/** The next message of those that are read one by one. */
	#next = 0;

	/** Begins with the chunk's first message. */
	open(chunk: Chunk): void {
		const kernel = kernelFor(chunk.bytes.buffer);
		if (chunk !== this.#chunk) this.#rows = kernel && new Uint32Array(kernel.buffer, SEQUENCES_AT, MAX_ROWS * ROW_WORDS);
		this.#chunk = chunk;
		this.#row = this.#rowEnd = this.#next = 0;
		if (kernel === undefined || chunk.count === 0) return;
		this.#next = Math.min(chunk.count, MAX_ROWS);
		const base = chunk.bytes.byteOffset;
		this.#rowEnd = ROW_WORDS * kernel.exports.sequenceIds(base, base + chunk.start(0), base + chunk.entry(0), this.#next, SEQUENCES_AT);
	}

	/** Goes to the next run; false where there is none. */
	next(): boolean {
		while (this.#row < this.#rowEnd) if (this.#readRow()) return true;
		const {count} = this.#chunk!;
		while (this.#next < count) if (this.#readOne(this.#next++)) return true;
		return false;
	}

	#readRow(): boolean {
		const rows = this.#rows!;
		const row = this.#row;
		this.#row = row + ROW_WORDS;
		this.value = rows[row + 1]!;
		if (this.value === LEFT) return this.#readOne(rows[row]!);
		this.message = rows[row]! & 0xffff;
		this.count = (rows[row]! >>> 16) + 1;
		this.hostStart = rows[row + 2]!;
		this.hostEnd = rows[row + 3]!;
		return true;
	}

	#readOne(message: number): boolean {
		const chunk = this.#chunk!;
		const one = this.#one;
		if (!one.read(chunk.bytes, chunk.start(message), chunk.end(message))) return false;
		this.message = message;
		this.count = 1;
		this.value = one.value;
		this.hostStart = one.hostStart;
		this.hostEnd = one.hostEnd;
		return true;
	}
}
