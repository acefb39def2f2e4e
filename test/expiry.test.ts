import {setImmediate as turn} from 'node:timers/promises';
import fc from 'fast-check';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {Expiry} from '../src/expiry.js';

const HOUR = 3_600_000;

/** A ring of which only the numbers are there, and a clock that stands still until it is set. */
class Ring {
	head = 1;
	tail = 1;
	now = 1000;
	/** How much more one clock shows than the other. */
	readonly wallAhead = 100;
	/** When each message came, and when it went. */
	readonly came: number[] = [];
	readonly went: number[] = [];
	/** Times at which somebody was woken up. */
	readonly woken: number[] = [];
	expiry: Expiry | undefined;
	#alarmAt = Infinity;
	#onDue: () => void = () => undefined;
	#waiting: (() => void)[] = [];

	start(maxAgeMs: number): void {
		this.expiry = new Expiry({
			maxAgeMs,
			reader: this,
			receivedMs: seq => this.came[seq],
			wakeUp: {
				wait: async isThere => {
					if (!isThere()) await new Promise<void>(resolve => this.#waiting.push(resolve));
				},
				signal: () => {
					for (const resolve of this.#waiting.splice(0)) resolve();
				},
			},
			expire: async seq => {
				for (; this.tail < seq; this.tail++) this.went[this.tail] = this.now;
			},
			onFailure: error => {
				throw error;
			},
			clock: {
				nowMs: () => this.now - this.wallAhead,
				wallMs: () => this.now,
				createAlarm: onDue => {
					this.#onDue = onDue;
					return {
						set: atMs => {
							this.#alarmAt = atMs + this.wallAhead;
						},
						close: () => {
							this.#alarmAt = Infinity;
						},
					};
				},
			},
		});
	}

	get isAsleep(): boolean {
		return this.#alarmAt === Infinity;
	}

	async come(messages: number): Promise<void> {
		for (let i = 0; i < messages; i++) this.came[this.head++] = this.now;
		if (messages > 0 && this.#waiting.length > 0) this.woken.push(this.now);
		for (const resolve of this.#waiting.splice(0)) resolve();
		await turn();
	}

	/** Lets time pass, with all that is due in it. */
	async pass(ms: number): Promise<void> {
		const until = this.now + ms;
		while (this.#alarmAt <= until) {
			this.now = Math.max(this.now, this.#alarmAt);
			this.#alarmAt = Infinity;
			this.woken.push(this.now);
			this.#onDue();
			await turn();
		}
		this.now = until;
	}
}

let ring: Ring;

beforeEach(() => {
	ring = new Ring();
});
afterEach(() => {
	ring.expiry?.close();
	expect(ring.isAsleep).toBe(true);
});

test('whatever comes when, nothing goes before its age, and nothing stays longer than half a second or half a percent above it', async () => {
	const step = fc.record({ms: fc.oneof(fc.nat(10), fc.nat(2000), fc.nat(HOUR)), messages: fc.nat(3)});
	await fc.assert(fc.asyncProperty(fc.constantFrom(1000, 7000, 600_000, HOUR), fc.array(step, {maxLength: 40}), async (maxAgeMs, steps) => {
		ring = new Ring();
		ring.start(maxAgeMs);
		for (const {ms, messages} of steps) {
			await ring.come(messages);
			await ring.pass(ms);
		}
		await ring.pass(2 * maxAgeMs + 1000);
		expect(ring.tail).toBe(ring.head);
		const slack = Math.max(500, maxAgeMs / 200);
		for (let seq = 1; seq < ring.head; seq++) {
			const age = ring.went[seq]! - ring.came[seq]!;
			if (age < maxAgeMs || age > maxAgeMs + slack) expect(age).toBe(maxAgeMs);
		}
		expect(ring.isAsleep).toBe(true);
		ring.expiry!.close();
	}), {numRuns: 50});
});

test('nobody is woken up in an empty ring', async () => {
	ring.start(HOUR);
	await ring.pass(100 * HOUR);
	expect(ring.woken).toEqual([]);
});

test('after a message that stays alone, it wakes up once to see that, and once to forget it', async () => {
	ring.start(HOUR);
	await ring.come(1);
	await ring.pass(10 * HOUR);
	expect(ring.woken).toEqual([1000, 1000 + HOUR / 200, 1000 + HOUR]);
	expect(ring.went[1]).toBe(1000 + HOUR);
});

test('while messages come all the time, it wakes up for marks and expiry only, twice in a step at the most', async () => {
	ring.start(HOUR);
	for (let i = 0; i < 20_000; i++) {
		await ring.come(1);
		await ring.pass(1000);
	}
	expect(ring.woken.length).toBeLessThanOrEqual(2 * 20_000_000 / (HOUR / 200) + 2);
	expect(ring.head - ring.tail).toBeGreaterThanOrEqual(3600);
	expect(ring.head - ring.tail).toBeLessThanOrEqual(3600 + 18 + 1);
});

describe('time that passes while nobody can act', () => {
	test('as in a system that is suspended: what has become too old then goes at once', async () => {
		ring.start(HOUR);
		await ring.come(5);
		ring.now += 5 * HOUR;
		await ring.pass(0);
		expect(ring.tail).toBe(6);
	});
});

describe('messages that a ring has brought with it', () => {
	test('go at their age, those within a step together, whatever came when', async () => {
		const gap = fc.oneof(fc.nat(10), fc.nat(60_000), fc.nat(HOUR));
		await fc.assert(fc.asyncProperty(fc.array(gap, {minLength: 1, maxLength: 60}), fc.nat(2 * HOUR), async (gaps, later) => {
			ring = new Ring();
			for (const ms of gaps) {
				ring.now += ms;
				await ring.come(1);
			}
			ring.now += later;
			const begun = ring.now;
			ring.start(HOUR);
			await ring.pass(2 * HOUR);
			expect(ring.tail).toBe(ring.head);
			for (let seq = 1; seq < ring.head; seq++) {
				const [due, went] = [Math.max(begun, ring.came[seq]! + HOUR), ring.went[seq]!];
				if (went < due || went > due + HOUR / 200) expect(went).toBe(due);
			}
			ring.expiry!.close();
		}), {numRuns: 50});
	});

	test('from a clock that was ahead are forgotten an age after the start', async () => {
		ring.came[ring.head++] = ring.now + 100 * HOUR;
		ring.start(HOUR);
		await ring.pass(HOUR - 1);
		expect(ring.tail).toBe(1);
		await ring.pass(1);
		expect(ring.tail).toBe(2);
	});
});
