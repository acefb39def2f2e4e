import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {ENTRY_BYTES} from '../../src/hub/entry.js';
import type {Limits} from '../../src/hub/layout.js';
import {logLine, Tiers} from './tiers.js';

const small: Limits = {maxBytes: 1024 * 1024, maxMessages: 1e9, maxMessageBytes: 4000};

describe('a ring that compresses', () => {
	const kind = fc.constantFrom<(seq: number) => string>(
		logLine,
		seq => `x${seq}`,
		() => '',
		seq => String.fromCharCode(seq % 256),
		seq => Buffer.from(new Uint8Array(500 + seq % 3000).map((_, i) => Math.imul(seq + 1, i * 2_654_435_761 + 1) >>> 17)).toString('latin1'),
		seq => 'y'.repeat(seq % 4000),
	);
	const step = fc.oneof(
		{weight: 10, arbitrary: fc.record({do: fc.constant('append' as const), kind, count: fc.integer({min: 1, max: 400})})},
		{weight: 4, arbitrary: fc.record({do: fc.constant('appendFast' as const), kind, count: fc.integer({min: 1, max: 2000})})},
		{weight: 3, arbitrary: fc.record({do: fc.constant('compress' as const), steps: fc.integer({min: 1, max: 20})})},
		{weight: 2, arbitrary: fc.record({do: fc.constant('compact' as const), steps: fc.integer({min: 1, max: 5})})},
		{weight: 3, arbitrary: fc.record({do: fc.constant('read' as const), back: fc.nat(5000), maxBytes: fc.oneof(fc.constant(Infinity), fc.nat(3000)), maxMessages: fc.oneof(fc.constant(Infinity), fc.integer({min: 1, max: 50}))})},
		{weight: 2, arbitrary: fc.record({do: fc.constant('follow' as const)})},
		{weight: 1, arbitrary: fc.record({do: fc.constant('clear' as const)})},
		{weight: 2, arbitrary: fc.record({do: fc.constant('expire' as const), back: fc.oneof(fc.nat(300), fc.nat(5000))})},
		{weight: 1, arbitrary: fc.record({
			do: fc.constant('resize' as const), meanwhile: fc.nat(300),
			maxBytes: fc.constantFrom(128 * 1024, 300_000, 512 * 1024, 1024 * 1024), maxMessages: fc.constantFrom(100, 1e9),
		})},
	);

	it('gives back what was appended, whatever is appended, cleared, expired, resized and compressed in between, to whoever lags', async () => {
		await fc.assert(fc.asyncProperty(fc.constantFrom(128 * 1024, 400_000, 1024 * 1024), fc.constantFrom(50, 3000, 1e9), fc.array(step, {maxLength: 40}), async (maxBytes, maxMessages, steps) => {
			const tiers = new Tiers({maxBytes, maxMessages, maxMessageBytes: 4000});
			const {memory, hub, reader} = tiers;
			let followed = 1;
			for (const one of steps) {
				switch (one.do) {
					case 'append': tiers.appendMany(one.count, one.kind); break;
					case 'appendFast':
						for (let i = 0; i < one.count; i++) tiers.append(one.kind(tiers.appended.length + 1));
						hub.publish();
						break;
					case 'compress': for (let i = 0; i < one.steps && tiers.compressor.step(); i++) hub.publish(); break;
					case 'compact': await tiers.compact(one.steps); break;
					case 'read': tiers.expectAll(Math.max(1, memory.head - one.back), one.maxBytes, one.maxMessages); break;
					case 'follow':
						tiers.expectAll(followed);
						followed = memory.head;
						break;
					case 'clear': {
						const kept = memory.head - memory.tail;
						expect(hub.clear()).toBe(kept);
						expect(memory.tail).toBe(memory.head);
						break;
					}
					case 'expire': {
						const before = memory.tail;
						const gone = hub.expire(Math.max(1, memory.head - one.back));
						reader.forget();
						tiers.compressor.clear();
						expect(memory.tail - before).toBe(gone);
						break;
					}
					case 'resize': tiers.resize(one, () => { tiers.appendMany(one.meanwhile, logLine); }); break;
				}
				expect(memory.head).toBe(tiers.appended.length + 1);
				expect(memory.head - memory.tail).toBeLessThanOrEqual(memory.geometry.maxMessages);
				expect(reader.occupancy.bytes()).toBeLessThanOrEqual(memory.geometry.maxBytes);
			}
			tiers.expectAll(1);
		}), {numRuns: 100});
	}, 60_000);

	it('keeps many times the messages', () => {
		const [compressed, plain] = [new Tiers(small), new Tiers(small)];
		compressed.appendMany(60_000, logLine);
		for (let seq = 1; seq <= 60_000; seq++) plain.append(logLine(seq));
		plain.hub.publish();
		const kept = ({memory}: Tiers): number => memory.head - memory.tail;
		expect(kept(compressed)).toBeGreaterThan(2.5 * kept(plain));
		expect(compressed.memory.evictedEarly).toBe(0);
		compressed.expectAll(1);
	});

	describe('that has been compacted', () => {
		const limits = {...small, maxBytes: 2 * 1024 * 1024};

		/** A full ring, compacted as far as it can be; the newest of its segments are not. */
		async function compacted(count: number, textOf = logLine): Promise<Tiers> {
			const tiers = new Tiers(limits);
			for (let i = 0; i < 10; i++) {
				tiers.appendMany(count / 10, textOf);
				await tiers.compact();
			}
			return tiers;
		}

		const bytesAMessage = ({reader}: Tiers): number => reader.occupancy.packed().storedBytes / reader.occupancy.packed().messages;

		it('keeps half as many again, and gives all of it back, wherever one begins', async () => {
			const [tiers, compressed] = [await compacted(150_000), new Tiers(limits)];
			compressed.appendMany(75_000, logLine);
			expect(bytesAMessage(compressed) / bytesAMessage(tiers)).toBeGreaterThan(1.5);
			expect(tiers.memory.tail).toBeGreaterThan(1);
			expect(tiers.memory.head - tiers.memory.tail).toBeGreaterThan(1.4 * (compressed.memory.head - compressed.memory.tail));
			expect(tiers.reader.occupancy.bytes()).toBeLessThanOrEqual(limits.maxBytes);
			tiers.expectAll(1);
			for (let seq = tiers.memory.tail; seq < tiers.memory.head; seq += 7777) tiers.expectAll(seq, 3000, 50);
		});

		it('tells how much is in segments that have been moved, each once', async () => {
			const tiers = new Tiers(limits);
			tiers.appendMany(60_000, logLine);
			tiers.hub.adopt();
			const before = tiers.reader.occupancy.packed();
			for (let i = 0; i < 5; i++) {
				await tiers.compact(1);
				const {messages, rawBytes, storedBytes} = tiers.reader.occupancy.packed();
				expect({messages, rawBytes}).toEqual({messages: before.messages, rawBytes: before.rawBytes});
				expect(storedBytes).toBeLessThan(before.storedBytes);
			}
		});

		it('loses nothing when it is resized to one that has more room, in larger blocks', async () => {
			for (const maxBytes of [3, 32].map(mebibytes => mebibytes * 1024 * 1024)) {
				const tiers = await compacted(150_000);
				const {tail} = tiers.memory;
				tiers.resize({maxBytes, maxMessages: 1e9}, () => undefined);
				expect(tiers.memory.tail).toBe(tail);
				tiers.expectAll(1);
				await tiers.compact();
				tiers.expectAll(1);
			}
		});

		it('keeps the newest when it is resized to one that has less room', async () => {
			const tiers = await compacted(150_000);
			tiers.resize({maxBytes: 1024 * 1024, maxMessages: 1e9}, () => undefined);
			expect(tiers.memory.head - tiers.memory.tail).toBeGreaterThan(3000);
			tiers.expectAll(1);
		});

		it('puts nothing back that was cleared meanwhile, and leaves no byte of it behind', async () => {
			const tiers = new Tiers(limits);
			tiers.appendMany(60_000, logLine);
			tiers.hub.adopt();
			const step = tiers.compactor.step();
			tiers.compactor.cancel();
			tiers.hub.clear();
			await step;
			expect(tiers.queue.hasNext).toBe(false);
			tiers.hub.adopt();
			expect(tiers.reader.occupancy.packed().messages).toBe(0);
			expect(tiers.queue.room.every(byte => byte === 0)).toBe(true);
		});

		it('puts nothing where what it was made of has been evicted or cleared before it was taken', async () => {
			for (const forget of [(tiers: Tiers) => tiers.hub.clear(), (tiers: Tiers) => { tiers.hub.skipTo(tiers.hub.nextSeq); }]) {
				const tiers = new Tiers(limits);
				tiers.appendMany(60_000, logLine);
				tiers.hub.adopt();
				expect(await tiers.compactor.step()).toBe(true);
				expect(tiers.queue.hasNext).toBe(true);
				forget(tiers);
				tiers.appendMany(1000, logLine);
				tiers.expectAll(1);
			}
		});

		it('leaves segments as they are that would not take less room', async () => {
			const noise = (seq: number): string => Buffer.from(Uint8Array.from({length: 600}, (_, i) => Math.imul(seq * 600 + i, 0x9e37_79b1) >>> 20 & 15 | 64)).toString('latin1');
			const tiers = await compacted(20_000, noise);
			expect(tiers.reader.occupancy.packed().messages).toBeGreaterThan(1000);
			expect(tiers.compactor.hasWork).toBe(false);
			tiers.expectAll(1);
		});
	});

	it('evicts what there was no time to compress, and counts it', () => {
		const tiers = new Tiers(small);
		for (let seq = 1; seq <= 20_000; seq++) tiers.append(logLine(seq));
		tiers.hub.publish();
		expect(tiers.memory.evictedEarly).toBeGreaterThan(1000);
		expect(tiers.memory.evictedEarly).toBe(tiers.memory.tail - 1);
		// And it compresses again as soon as there is time.
		tiers.appendMany(60_000, logLine);
		expect(tiers.reader.occupancy.packed().messages).toBeGreaterThan(10_000);
		tiers.expectAll(1);
	});

	it('evicts the oldest of what is compressed to make room for what comes fast', () => {
		const tiers = new Tiers(small);
		tiers.appendMany(60_000, logLine);
		const {tail} = tiers.memory;
		for (let i = 0; i < 1000; i++) tiers.append(logLine(tiers.appended.length + 1));
		tiers.hub.publish();
		expect(tiers.memory.evictedEarly).toBe(0);
		expect(tiers.memory.tail).toBeGreaterThan(tail);
		expect(tiers.memory.head - tiers.memory.tail).toBeGreaterThan(5000);
	});

	it('leaves what cannot be compressed as it is', () => {
		const tiers = new Tiers(small);
		tiers.appendMany(2000, seq => Buffer.from(Uint8Array.from({length: 3000}, (_, i) => Math.imul(seq * 3000 + i, 0x9e37_79b1) >>> 13)).toString('latin1'));
		expect(tiers.memory.head - tiers.memory.tail).toBeGreaterThan(200);
		expect(tiers.memory.evictedEarly).toBe(0);
		tiers.expectAll(1);
	});

	describe('whatever a hostile sender writes', () => {
		const limits: Limits = {maxBytes: 2 * 1024 * 1024, maxMessages: 1e9, maxMessageBytes: 65_536};
		let state = 4711;
		const noise = (length: number): string => Buffer.from(Uint8Array.from({length}, () => {
			state ^= state << 13;
			state ^= state >>> 17;
			state ^= state << 5;
			return state;
		})).toString('latin1');
		const kinds: Record<string, {count: number; textOf: (seq: number) => string; isPacked: boolean}> = {
			'one letter': {count: 300_000, textOf: seq => String.fromCharCode(97 + seq % 26), isPacked: true},
			'one byte, any': {count: 300_000, textOf: () => noise(1), isPacked: true},
			'64 KiB of one letter': {count: 300, textOf: seq => String.fromCharCode(97 + seq % 26).repeat(65_536), isPacked: true},
			'64 KiB of words and numbers': {count: 300, textOf: seq => Array.from({length: 5000}, (_, i) => `word ${seq * i} `).join('').slice(0, 65_536), isPacked: true},
			'64 KiB of any bytes': {count: 150, textOf: () => noise(65_536), isPacked: false},
			// Of shorter ones, the index entries are more than a tenth, and get smaller.
			'400 bytes, any': {count: 20_000, textOf: () => noise(400), isPacked: false},
		};

		it.each(Object.entries(kinds))('it holds its bounds and gives all of it back, packed where that makes it smaller: %s', (_, {count, textOf, isPacked}) => {
			const tiers = new Tiers(limits);
			const {memory, hub, reader, compressor} = tiers;
			for (let i = 0; i < count; i += count / 10) {
				tiers.appendMany(count / 10, textOf);
				expect(reader.occupancy.bytes()).toBeLessThanOrEqual(limits.maxBytes);
			}
			// What does not get smaller is not looked at again and again.
			for (let steps = 0; compressor.step(); steps++) {
				expect(steps).toBeLessThan(memory.geometry.blockCount);
				hub.publish();
			}
			expect(memory.head).toBe(count + 1);
			expect(reader.occupancy.packed().messages > 0).toBe(isPacked);
			const kept = tiers.appended.slice(memory.tail - 1).reduce((sum, text) => sum + text.length + 1 + ENTRY_BYTES, 0);
			expect(kept > limits.maxBytes).toBe(isPacked);
			expect(kept).toBeGreaterThan(limits.maxBytes * 0.8);
			tiers.expectAll(1);
			hub.clear();
			expect(memory.tail).toBe(memory.head);
		});
	});

	it('leaves no byte behind when it is cleared, not in packed form either', () => {
		const tiers = new Tiers(small);
		tiers.appendMany(20_000, logLine);
		tiers.hub.clear();
		const used = tiers.memory.bytes.subarray(0, small.maxBytes);
		expect(Buffer.from(used).includes('sequenceId')).toBe(false);
		const {blocksAt} = tiers.memory.geometry;
		expect(used.subarray(blocksAt).every(byte => byte === 0)).toBe(true);
		for (const bytes of [tiers.queue.room, tiers.queue.nextBytes]) expect(bytes.every(byte => byte === 0)).toBe(true);
	});

	it('is resized without losing what has room', () => {
		const tiers = new Tiers(small);
		tiers.appendMany(30_000, logLine);
		const {tail} = tiers.memory;
		tiers.resize({maxBytes: 2 * 1024 * 1024, maxMessages: 1e9}, () => undefined);
		expect(tiers.memory.tail).toBe(tail);
		tiers.expectAll(1);
		tiers.resize({maxBytes: 512 * 1024, maxMessages: 1e9}, () => undefined);
		expect(tiers.memory.head - tiers.memory.tail).toBeGreaterThan(3000);
		tiers.expectAll(1);
	});
});
