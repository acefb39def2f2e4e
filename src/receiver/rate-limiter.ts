import {FLAG_ORIGIN_IPV4, FLAG_ORIGIN_IPV6, FLAG_ORIGIN_PROCESS} from '../hub/entry.js';

/** How much a sender may send. */
export interface RateLimit {
	/** So many messages at once, and on average so many in each span. */
	readonly messages: number;
	/** The span, in microseconds. */
	readonly perUs: number;
}

/** Senders of one listener that are told apart: beyond, those that have been quiet for longest make room. */
export const MAX_SENDERS = 4096;
/** Places that a sender may have. */
const WAYS = 4;
const ORIGIN_FLAGS = FLAG_ORIGIN_PROCESS | FLAG_ORIGIN_IPV4 | FLAG_ORIGIN_IPV6;
/** Quotients of times and spans are that close to whole numbers. */
const NEARLY = 1e-6;

/**
 * Limits how much each sender may send: a token bucket for each, of one number. That is the time at which the bucket will be
 * full again, which each message puts off by the same span; a message is too many if it would be put off beyond the bucket's size
 * (the "generic cell rate algorithm" of ATM).
 *
 * A sender is a user id, an IPv4 address, or a row of the IPv6 table, as the index keeps it: so where addresses are masked,
 * those of a network count as one. Senders lie in a table of fixed size; one that finds no place takes that of the sender
 * whose bucket is fullest, with what is in it: so many invented senders are no way around the limit.
 */
export class RateLimiter {
	readonly #perUs: number;
	/** Microseconds from one message to the next. */
	readonly #stepUs: number;
	/** Times are kept from here on, so that they have room for fractions. */
	readonly #originUs: number;
	/** Kind of the sender × 2^32, and what it is. */
	readonly #senders = new Float64Array(MAX_SENDERS);
	/** When each bucket will be full. */
	readonly #fullAt = new Float64Array(MAX_SENDERS);
	/** So that nobody outside can tell which senders share places. */
	readonly #seed: number;

	/** @param nowUs Microseconds since 1970 UTC. */
	constructor({messages, perUs}: RateLimit, nowUs: number, seed: number) {
		this.#perUs = perUs;
		this.#stepUs = perUs / messages;
		this.#originUs = nowUs;
		this.#seed = seed;
	}

	/** How many of `wanted` messages a sender may send now. `flags`, `a` and `b` are as in the index. */
	admit(wanted: number, nowUs: number, flags: number, a: number, b: number): number {
		const now = nowUs - this.#originUs;
		const kind = flags & ORIGIN_FLAGS;
		const place = this.#placeOf(kind, kind === FLAG_ORIGIN_PROCESS ? b : a);
		const kept = this.#fullAt[place]!;
		// A bucket that takes longer than it ever can is from before the clock was set back.
		const fullAt = kept > now && kept <= now + this.#perUs ? kept : now;
		const admitted = Math.min(wanted, Math.floor((now + this.#perUs - fullAt) / this.#stepUs + NEARLY));
		// Steps are fractions, and their sum may be a little more than the span.
		this.#fullAt[place] = Math.min(fullAt + admitted * this.#stepUs, now + this.#perUs);
		return admitted;
	}

	/** Finds the sender's place, or makes one. */
	#placeOf(kind: number, value: number): number {
		const senders = this.#senders;
		const sender = kind * 2 ** 32 + value;
		const first = (mixed(value ^ this.#seed ^ kind << 16) & (MAX_SENDERS / WAYS - 1)) * WAYS;
		let fullest = first;
		for (let place = first; place < first + WAYS; place++) {
			if (senders[place] === sender) return place;
			if (this.#fullAt[place]! < this.#fullAt[fullest]!) fullest = place;
		}
		senders[fullest] = sender;
		return fullest;
	}
}

/** Spreads what differs in a few bits over all of them; the last step of MurmurHash3. */
function mixed(value: number): number {
	let mix = Math.imul(value ^ value >>> 16, 0x85ebca6b);
	mix = Math.imul(mix ^ mix >>> 13, 0xc2b2ae35);
	return mix ^ mix >>> 16;
}
