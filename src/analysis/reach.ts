import {durationText} from '../duration.js';
import type {TopResult} from './top.js';

const SECOND_US = 1e6;
/** Spans over which the present rate is told. */
export const LONG_WINDOW_SECONDS = 60;
export const SHORT_WINDOW_SECONDS = 10;
/** Fewer messages in the last minute say little about the next: then the rate is that of all messages held. */
export const MIN_RATE_MESSAGES = 100;
/** Messages that all came within less than this say nothing of a rate, unless they have filled the ring. */
const MIN_SPAN_SECONDS = 1;
/** A ring that is so full has evicted messages, or is about to: blocks are evicted whole. */
const FULL = 0.9;

/** A number of messages, and what they take of the ring. */
export interface Amount {
	readonly messages: number;
	readonly bytes: number;
}

/** The ring at one moment. */
export interface RingState {
	/** Messages held; bytes as they would take uncompressed. */
	readonly held: Amount;
	/** Bytes that these take. */
	readonly storedBytes: number;
	/** Bytes that an old message takes for each that it takes uncompressed: 1 where nothing is compressed. */
	readonly storedShare: number;
	readonly capacity: Amount;
	/** When the oldest message held was received, microseconds since 1970 UTC; undefined for an empty ring. */
	readonly oldestUs: number | undefined;
	readonly nowUs: number;
	/** Messages held that were received in the last 60 and the last 10 seconds. */
	readonly lastMinute: Amount;
	readonly lastTenSeconds: Amount;
}

/** Messages and bytes that come in each second. */
export interface Rate {
	readonly messages_per_second: number;
	readonly bytes_per_second: number;
}

/** How fast messages come in, and how far back the ring will reach if they go on like that. */
export interface Reach {
	readonly rate_60s: Rate;
	readonly rate_10s: Rate;
	/** Age of the oldest message. */
	readonly held_seconds: number;
	/** How far back a full ring reaches at the present rate; null where nothing has come in yet. */
	readonly reach_seconds: number | null;
	readonly reach_text: string;
	/** The bound that is reached first; null where nothing has come in yet. */
	readonly bound_by: 'bytes' | 'messages' | null;
	/** Span of time that the rate was taken from: 60 seconds, or with few messages the time of all messages held. */
	readonly rate_over_seconds: number;
}

/** Tells how far back the ring will reach. */
export function reachOf(ring: RingState): Reach {
	const {held, capacity, lastMinute, lastTenSeconds} = ring;
	const heldSeconds = ring.oldestUs === undefined ? 0 : Math.max(0, (ring.nowUs - ring.oldestUs) / SECOND_US);
	const isFull = held.messages >= FULL * capacity.messages || ring.storedBytes >= FULL * capacity.bytes;
	// Where a flood has filled the ring within a minute, or the daemon is new, there is no whole minute to look at.
	const span = Math.max(heldSeconds, isFull ? 1 / SECOND_US : MIN_SPAN_SECONDS);
	const long = Math.min(span, LONG_WINDOW_SECONDS);
	const isMany = lastMinute.messages >= MIN_RATE_MESSAGES;
	const rateOver = isMany ? long : span;
	const {messages_per_second: messages, bytes_per_second: bytes} = rate(isMany ? lastMinute : held, rateOver);
	const byMessages = capacity.messages / messages;
	const byBytes = capacity.bytes / (bytes * ring.storedShare);
	const isKnown = held.messages > 0;
	const seconds = Math.min(byMessages, byBytes);
	return {
		rate_60s: rate(lastMinute, long),
		rate_10s: rate(lastTenSeconds, Math.min(span, SHORT_WINDOW_SECONDS)),
		held_seconds: heldSeconds,
		reach_seconds: isKnown ? seconds : null,
		reach_text: isKnown ? durationText(seconds) : 'unknown: no messages yet',
		bound_by: isKnown ? (byBytes <= byMessages ? 'bytes' : 'messages') : null,
		rate_over_seconds: rateOver,
	};
}

/**
 * How far back the ring will reach, and which program uses most of it: `37 minutes; sshd uses 61 %`.
 *
 * @param top Programs by bytes: `result(1, 'bytes')` of a `Top` of `app_name`.
 */
export function reachSentence(reach: Reach, top: TopResult): string {
	const [first] = top.values;
	if (first === undefined || reach.reach_seconds === null) return reach.reach_text;
	return `${reach.reach_text}; ${first.value} uses ${percent(first.bytes_share)} %`;
}

function rate({messages, bytes}: Amount, seconds: number): Rate {
	return {messages_per_second: messages / seconds, bytes_per_second: bytes / seconds};
}

/** Whole per cent, rounded down; what is more than nothing is at least 1. */
function percent(share: number): number {
	return share > 0 ? Math.max(1, Math.floor(share * 100)) : 0;
}
