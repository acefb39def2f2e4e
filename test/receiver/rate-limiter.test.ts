import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {FLAG_ORIGIN_IPV4, FLAG_ORIGIN_IPV6, FLAG_ORIGIN_PROCESS, FLAG_TRUNCATED} from '../../src/hub/entry.js';
import {MAX_SENDERS, RateLimiter} from '../../src/receiver/rate-limiter.js';

/** A time like any other, in microseconds. */
const START_US = 1_795_000_000_123_457;
const SECOND_US = 1e6;

function limiterOf(messages: number, perUs = SECOND_US): RateLimiter {
	return new RateLimiter({messages, perUs}, START_US, 42);
}

describe('a limit of messages in a second', () => {
	it('lets as many come at once as in a second, then one for each part of a second', () => {
		const limiter = limiterOf(3);
		const admits = (atMs: number): number => limiter.admit(1, START_US + atMs * 1000, FLAG_ORIGIN_IPV4, 7, 0);
		expect([0, 0, 0, 0, 1].map(admits)).toEqual([1, 1, 1, 0, 0]);
		expect([333, 334, 335, 600, 667, 668].map(admits)).toEqual([0, 1, 0, 0, 1, 0]);
		expect([10_000, 10_000, 10_000, 10_000].map(admits)).toEqual([1, 1, 1, 0]);
	});

	it('admits of many at once as many as one by one', () => {
		fc.assert(fc.property(
			fc.integer({min: 1, max: 2000}), fc.constantFrom(SECOND_US, 60 * SECOND_US),
			fc.array(fc.tuple(fc.nat(3_000_000), fc.integer({min: 1, max: 3000})), {maxLength: 20}), (messages, perUs, batches) => {
				const [one, many] = [limiterOf(messages, perUs), limiterOf(messages, perUs)];
				let now = START_US;
				for (const [afterUs, wanted] of batches) {
					now += afterUs;
					let admitted = 0;
					for (let i = 0; i < wanted; i++) admitted += one.admit(1, now, FLAG_ORIGIN_PROCESS, i, 1000);
					expect(many.admit(wanted, now, FLAG_ORIGIN_PROCESS, 0, 1000)).toBe(admitted);
				}
			},
		));
	});

	it('is exact: in any time no more than that and a second, and as much as that of who sends more', () => {
		// Of one, the bucket is full, and what comes is lost, while the next is not asked for: in 400 ms at the most.
		fc.assert(fc.property(fc.integer({min: 2, max: 500_000}), fc.array(fc.integer({min: 1, max: 400_000}), {minLength: 1, maxLength: 50}), (messages, steps) => {
			const limiter = limiterOf(messages);
			let now = START_US;
			let admitted = limiter.admit(messages * 2, now, 0, 0, 0);
			for (const step of steps) {
				now += step;
				admitted += limiter.admit(messages * 2, now, 0, 0, 0);
			}
			const due = messages + messages * (now - START_US) / SECOND_US;
			expect(admitted).toBeLessThanOrEqual(Math.floor(due + 0.001));
			expect(admitted).toBeGreaterThanOrEqual(Math.floor(due - 0.001));
		}));
	});

	it('is each sender\'s own', () => {
		const limiter = limiterOf(5);
		const senders: [number, number, number][] = [
			[FLAG_ORIGIN_IPV4, 0x0a000001, 514], [FLAG_ORIGIN_IPV4, 0x0a000002, 514], [FLAG_ORIGIN_IPV6, 1, 514], [FLAG_ORIGIN_IPV6, 2, 514],
			[FLAG_ORIGIN_PROCESS, 99, 1], [FLAG_ORIGIN_PROCESS, 99, 2], [0, 0, 0], [FLAG_ORIGIN_IPV4, 0xffffffff, 514],
		];
		for (const [flags, a, b] of senders) expect(limiter.admit(9, START_US, flags, a, b)).toBe(5);
		for (const [flags, a, b] of senders) expect(limiter.admit(9, START_US, flags, a, b)).toBe(0);
		// The same ones: another port, another process of the user, a message that was cut.
		expect(limiter.admit(1, START_US, FLAG_ORIGIN_IPV4, 0x0a000001, 600)).toBe(0);
		expect(limiter.admit(1, START_US, FLAG_ORIGIN_PROCESS, 100, 1)).toBe(0);
		expect(limiter.admit(1, START_US, FLAG_ORIGIN_IPV4 | FLAG_TRUNCATED, 0x0a000002, 514)).toBe(0);
	});

	it('goes on when the clock is set back or forth', () => {
		const limiter = limiterOf(10);
		expect(limiter.admit(20, START_US, 0, 0, 0)).toBe(10);
		expect(limiter.admit(20, START_US - 3600 * SECOND_US, 0, 0, 0)).toBe(10);
		expect(limiter.admit(20, START_US - 3600 * SECOND_US, 0, 0, 0)).toBe(0);
		expect(limiter.admit(20, START_US + 3600 * SECOND_US, 0, 0, 0)).toBe(10);
	});

	it('is not got round by many senders that are invented', () => {
		const limiter = limiterOf(100);
		let admitted = 0;
		for (let sender = 1; sender <= MAX_SENDERS * 50; sender++) admitted += limiter.admit(1000, START_US, FLAG_ORIGIN_IPV4, sender, 0);
		expect(admitted).toBeLessThanOrEqual(MAX_SENDERS * 100);
		// A second later all is forgotten.
		expect(limiter.admit(1000, START_US + SECOND_US, FLAG_ORIGIN_IPV4, 3, 0)).toBe(100);
	});
});
