import type {Chunk} from '../hub/chunk.js';
import {writeNumber} from '../syslog/digits.js';
import {type Formatter, TEXT_TYPE} from './formatter.js';

const SPACE = 0x20;
/** Two numbers and the blanks behind them. */
const MAX_STAMP_BYTES = 2 * (16 + 1);

/**
 * Another format, each of its records with a stamp: when the message was received, in microseconds since 1970 UTC, and
 * how many bytes follow, line feed included, as octet counting does it (RFC 6587, section 3.4.1). Who reads several logs
 * at once merges them by it, whatever the format is and however many lines a record has.
 *
 * The time 0 stands before what is no message of the ring: a header line, a separator, a word of circologd's own.
 */
export class StampedFormatter implements Formatter {
	readonly contentType = TEXT_TYPE;
	readonly isVerbatim = false;
	readonly alwaysUtf8: boolean;
	readonly head: Uint8Array;
	readonly separator: Uint8Array;
	readonly #formatter: Formatter;

	/** @param formatter Whose records are stamped. */
	constructor(formatter: Formatter) {
		this.alwaysUtf8 = formatter.alwaysUtf8;
		this.head = stamped(formatter.head);
		this.separator = stamped(formatter.separator);
		this.#formatter = formatter;
	}

	bound(length: number): number {
		return MAX_STAMP_BYTES + this.#formatter.bound(length);
	}

	write(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		const record = at + MAX_STAMP_BYTES;
		const end = this.#formatter.write(chunk, i, out, record);
		const receivedUs = chunk.firstSeq < 0 ? 0 : Math.floor(chunk.receivedUs(i));
		const to = writeStamp(receivedUs, end - record, out, at);
		out.copyWithin(to, record, end);
		return to + end - record;
	}
}

/** Writes a stamp; returns where it ends, which is where the record goes. */
function writeStamp(receivedUs: number, length: number, out: Uint8Array, at: number): number {
	let to = writeNumber(receivedUs, out, at);
	out[to++] = SPACE;
	to = writeNumber(length, out, to);
	out[to++] = SPACE;
	return to;
}

/** A line that is no message, with its stamp; nothing for no line. */
function stamped(line: Uint8Array): Uint8Array {
	if (line.length === 0) return line;
	const out = new Uint8Array(MAX_STAMP_BYTES + line.length);
	const to = writeStamp(0, line.length, out, 0);
	out.set(line, to);
	return out.subarray(0, to + line.length);
}
