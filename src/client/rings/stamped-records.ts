import {ClientError} from '../client-error.js';

const SPACE = 0x20;
const DIGIT_0 = 0x30;
/** Two numbers of 16 digits at the most, and the blanks behind them. */
const MAX_STAMP_BYTES = 34;
/** A message of 64 KiB, the daemon's default limit, is some 400 KB in JSON; the limit can be raised. */
const MAX_RECORD_BYTES = 2 ** 27;
const INCOMPLETE = -1;

/** What the daemon shows of one message, its line feed included. */
export interface StampedRecord {
	/** When the message was received: microseconds since 1970 UTC; 0 for what is no message, as a line between groups. */
	readonly receivedUs: number;
	readonly bytes: Buffer;
}

/** Cuts what the daemon answers with `stamp=1` into records: `TIME LENGTH RECORD`, one behind the other. */
export class StampedRecords {
	readonly #name: string;
	#parts: Buffer[] = [];
	#length = 0;
	/** With fewer bytes than that there is no whole record. */
	#needed = 1;
	#at = 0;

	/** @param name Of the daemon, for errors. */
	constructor(name: string) {
		this.#name = name;
	}

	/**
	 * Takes bytes, and returns the records that are whole now. These share its memory.
	 *
	 * @throws {ClientError} `PROTOCOL`: that is no record.
	 */
	push(bytes: Buffer): StampedRecord[] {
		this.#parts.push(bytes);
		this.#length += bytes.length;
		if (this.#length < this.#needed) return [];
		const all = this.#parts.length === 1 ? bytes : Buffer.concat(this.#parts, this.#length);
		const records: StampedRecord[] = [];
		let from = 0;
		this.#needed = 1;
		while (from < all.length) {
			this.#at = from;
			const receivedUs = this.#number(all, from);
			const length = receivedUs === INCOMPLETE ? INCOMPLETE : this.#number(all, from);
			if (length > MAX_RECORD_BYTES) throw this.#error();
			if (length === INCOMPLETE) {
				this.#needed = all.length - from + 1;
				break;
			}
			const end = this.#at + length;
			if (end > all.length) {
				this.#needed = end - from;
				break;
			}
			records.push({receivedUs, bytes: all.subarray(this.#at, end)});
			from = end;
		}
		const rest = all.subarray(from);
		this.#parts = rest.length === 0 ? [] : [rest];
		this.#length = rest.length;
		return records;
	}

	/** Reads a number and the blank behind it at `#at`, and moves on behind them. */
	#number(bytes: Buffer, stampStart: number): number {
		let value = 0;
		let at = this.#at;
		for (; at < bytes.length && bytes[at] !== SPACE; at++) {
			const digit = bytes[at]! - DIGIT_0;
			if (digit >>> 0 > 9 || at - stampStart > MAX_STAMP_BYTES) throw this.#error();
			value = value * 10 + digit;
		}
		if (at === bytes.length) return INCOMPLETE;
		if (at === this.#at) throw this.#error();
		this.#at = at + 1;
		return value;
	}

	#error(): ClientError {
		return new ClientError('PROTOCOL', `circologd at ${this.#name} sends records without a time`);
	}
}
