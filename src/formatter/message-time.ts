import type {Message} from '../syslog/message.js';
import {isBsdTimestamp, timestampUs} from '../syslog/timestamp.js';
import {writeLocalTimestamp, writeShortTimestamp} from '../syslog/timestamp-writer.js';
import type {TimeWriter} from './time-writer.js';

/** Writes the time that a line shows of a message. */
export interface MessageTime {
	/**
	 * Writes the time of a message that was received at `receivedUs`, microseconds since 1970 UTC, in `MAX_TIME_BYTES` at
	 * the most; returns where it ends.
	 */
	write(message: Message, receivedUs: number, out: Uint8Array, at: number): number;
}

/** The moment, in one layout and one zone for all messages. */
export class Moment implements MessageTime {
	readonly #writer: TimeWriter;

	constructor(writer: TimeWriter) {
		this.#writer = writer;
	}

	write(message: Message, receivedUs: number, out: Uint8Array, at: number): number {
		return this.#writer.write(momentUs(message, receivedUs), out, at);
	}
}

/** `Nov 20 15:08:40` in the sender's zone, as the format `syslog` has it; that of receipt, in local time, where none was sent. */
export class TimeAsSent implements MessageTime {
	write({bytes, timestampStart: start, timestampEnd: end}: Message, receivedUs: number, out: Uint8Array, at: number): number {
		if (start === -1) return writeLocalTimestamp(receivedUs, out, at);
		if (!isBsdTimestamp(bytes, start)) return writeShortTimestamp(bytes, start, out, at);
		for (let i = start; i < end; i++) out[at + i - start] = bytes[i]!;
		return at + end - start;
	}
}

/** The moment to show of a message: the sender's, or that of receipt; microseconds since 1970 UTC. */
export function momentUs(message: Message, receivedUs: number): number {
	return message.timestampStart === -1 ? receivedUs : timestampUs(message, receivedUs);
}
