import {bsdTimestampUs} from './bsd-timestamp.js';
import type {Message} from './message.js';
import {rfc3339Us} from './rfc3339.js';

const DIGIT_9 = 0x39;

/**
 * When the sender says the message was made: microseconds since 1970 UTC. NaN where the message has no timestamp.
 * One without year and zone is read as `bsdTimestampUs` does.
 *
 * @param receivedUs When the message was received, microseconds since 1970 UTC.
 */
export function timestampUs(message: Message, receivedUs: number): number {
	const {bytes, timestampStart: start, timestampEnd: end} = message;
	if (start === -1) return NaN;
	return isBsdTimestamp(bytes, start) ? bsdTimestampUs(bytes, start, end, receivedUs) : rfc3339Us(bytes, start, end);
}

/** Whether the timestamp of a message is of the BSD form, which alone begins with a letter. */
export function isBsdTimestamp(bytes: Uint8Array, start: number): boolean {
	return bytes[start]! > DIGIT_9;
}
