import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {Hub} from '../../src/hub.js';
import {Directory} from '../../src/hub/directory.js';
import {HEADER, type Limits, MAX_SOURCES} from '../../src/hub/layout.js';
import {COUNTER, HubMemory} from '../../src/hub/memory.js';
import {HubReader} from '../../src/hub/reader.js';
import {BeyondRepairError, repair} from '../../src/hub/repair.js';
import {Segment} from '../../src/hub/segment.js';
import {logLine, Tiers} from './tiers.js';

const LIMITS = {maxBytes: 384 * 1024, maxMessages: 1e6, maxMessageBytes: 2000};
const SCRATCH_BYTES = 4096;
/** More of them find more: CIRCOLOG_FUZZ_RUNS=5000. */
const RUNS = Number(process.env['CIRCOLOG_FUZZ_RUNS'] ?? 60);
const DEADLINE_MS = 30_000 + RUNS * 300;

/** What a file would hold if the writer died now. */
function copyOf(memory: HubMemory, {maxBytes}: Limits): ArrayBuffer {
	const buffer = new ArrayBuffer(maxBytes + SCRATCH_BYTES);
	new Uint8Array(buffer).set(memory.bytes.subarray(0, maxBytes));
	return buffer;
}

function repaired(buffer: ArrayBuffer, limits: Limits): ReturnType<typeof repair> {
	return repair(buffer, limits, 0x123456789abc, MAX_SOURCES);
}

/** The texts of all messages from `seq` on, by their numbers. */
function textsOf(reader: HubReader): Map<number, string> {
	const chunk = reader.chunk();
	const texts = new Map<number, string>();
	for (let seq = reader.tail; ; seq = chunk.nextSeq) {
		reader.read(seq, chunk);
		if (chunk.count === 0) return texts;
		expect(chunk.lost, 'a hole').toBe(0);
		for (let i = 0; i < chunk.count; i++) texts.set(chunk.firstSeq + i, Buffer.from(chunk.bytes.subarray(chunk.start(i), chunk.end(i))).toString('latin1'));
	}
}

function expectUsable(memory: HubMemory, {maxBytes}: Limits, reader = new HubReader(memory)): void {
	expect(reader.occupancy.bytes()).toBeLessThanOrEqual(maxBytes);
	reader.occupancy.packed();
	for (let seq = reader.head; seq > reader.tail;) {
		const start = reader.blockStart(seq - 1);
		expect(start).toBeLessThan(seq);
		seq = start;
	}
	expect(memory.evicted).toBeGreaterThanOrEqual(0);
	let [received, stored, discarded] = [0, 0, 0];
	for (let source = 0; source < MAX_SOURCES; source++) {
		received += memory.counter(source, COUNTER.received);
		stored += memory.counter(source, COUNTER.stored);
		discarded += memory.counter(source, COUNTER.discardedPaused) + memory.counter(source, COUNTER.discardedEmpty);
	}
	expect(received).toBe(stored + discarded);
	expect(stored).toBe(memory.head - 1);
	// It goes on from there.
	const hub = new Hub(memory);
	const text = 'what comes next'.padEnd(900, '.');
	for (let i = 0; i < 1000; i++) {
		memory.bytes.set(Buffer.from(text), maxBytes);
		hub.append(maxBytes, text.length, 1.7e15, 13, 0, 0, 0, 0);
		if (i % 100 === 0) hub.publish();
	}
	hub.publish();
	const texts = textsOf(reader);
	expect(texts.get(memory.head - 1)).toBe(text);
	expect(texts.size).toBe(memory.head - memory.tail);
}

describe('a hub whose writer died', () => {
	it.each([
		['while messages come in and are compressed', LIMITS],
		['when the bound in messages is felt', {...LIMITS, maxMessages: 300}],
	])('%s, at any moment, has every message that had been appended and not been evicted', (_name, limits) => {
		const ring = new Tiers(limits);
		const {memory, hub} = ring;
		let moments = 0;
		const check = (): void => {
			// A prime, so that it is another moment of the work each time.
			if (++moments % 97 !== 0) return;
			const buffer = copyOf(memory, limits);
			const [head, tail] = [hub.nextSeq, memory.tail];
			const {memory: left, repaired: {kept, dropped, mended}} = repaired(buffer, limits);
			expect([left.head, left.tail, kept, dropped, mended]).toEqual([head, tail, head - tail, 0, 0]);
			const reader = new HubReader(left);
			const texts = textsOf(reader);
			expect(texts.size).toBe(kept);
			for (const [seq, text] of texts) if (text !== ring.appended[seq - 1]) expect(`${seq}: ${text}`).toBe(ring.appended[seq - 1]);
			expectUsable(left, limits, reader);
		};
		for (const name of ['fence', 'beginChange', 'endChange', 'beginDirectoryChange', 'endDirectoryChange'] as const) {
			const original = memory[name].bind(memory);
			memory[name] = () => {
				check();
				original();
				check();
			};
		}
		ring.appendMany(4000, logLine);
		expect(moments).toBeGreaterThan(400);
	});

	it('while segments are compacted, after each store, has every message once, from segments that are whole', async () => {
		const ring = new Tiers(LIMITS);
		const {memory} = ring;
		ring.appendMany(5000, logLine);
		let moments = 0;
		const check = (): void => {
			moments += 1;
			const {memory: left, repaired: {dropped, mended}} = repaired(copyOf(memory, LIMITS), LIMITS);
			expect([left.head, left.tail, dropped, mended]).toEqual([memory.head, memory.tail, 0, 0]);
			if (moments % 7 !== 0) return;
			const texts = textsOf(new HubReader(left));
			expect(texts.size).toBe(left.head - left.tail);
			for (const [seq, text] of texts) if (text !== ring.appended[seq - 1]) expect(`${seq}: ${text}`).toBe(ring.appended[seq - 1]);
		};
		for (const name of ['f64', 'u32'] as const) {
			const array = memory[name];
			Object.defineProperty(memory, name, {value: new Proxy(array, {
				get: (_, key) => Reflect.get(array, key, array) as unknown,
				set(_, key, value) {
					array[Number(key)] = value as number;
					// While what is being written is nothing but counted, all is at rest.
					if (memory.directoryVersion % 2 === 1) check();
					return true;
				},
			})});
		}
		await ring.compact();
		expect(moments).toBeGreaterThan(100);
	});

	it('while messages expire, at any moment, has the others, and of those that had no bytes', () => {
		const ring = new Tiers(LIMITS);
		ring.appendMany(4000, seq => `${seq <= 3900 ? 'secret' : 'kept'} ${logLine(seq)}`);
		const {memory, hub} = ring;
		expect(memory.tail).toBeLessThan(3900);
		const left: ArrayBuffer[] = [];
		for (const name of ['fence', 'endChange', 'beginDirectoryChange', 'endDirectoryChange'] as const) {
			const original = memory[name].bind(memory);
			memory[name] = () => {
				left.push(copyOf(memory, LIMITS));
				original();
			};
		}
		hub.expire(3901);
		left.push(copyOf(memory, LIMITS));
		// The first are from before.
		const after = left.map(buffer => repaired(buffer, LIMITS)).filter(({memory: {expiredTo}}) => expiredTo === 3901);
		expect(after.length).toBeGreaterThan(3);
		for (const {memory: one, repaired: {kept, dropped, mended}} of after) {
			expect([kept, dropped, mended, one.tail]).toEqual([100, 0, 0, 3901]);
			expect(one.expired).toBe(memory.expired);
			expect([...textsOf(new HubReader(one)).values()]).toEqual(ring.appended.slice(3900));
			expect(Buffer.from(one.bytes).includes('secret')).toBe(false);
			expectUsable(one, LIMITS);
		}
	});

	it('while it was being cleared has none of the messages, nor their bytes', () => {
		const ring = new Tiers(LIMITS);
		ring.appendMany(3000, seq => `secret ${logLine(seq)}`);
		const {memory} = ring;
		const left: ArrayBuffer[] = [];
		const end = memory.endChange.bind(memory);
		memory.endChange = () => {
			left.push(copyOf(memory, LIMITS));
			end();
		};
		ring.hub.clear();
		const {memory: after, repaired: {kept, dropped}} = repaired(left.at(-1)!, LIMITS);
		expect([kept, dropped, after.head, after.cleared]).toEqual([0, 0, 3001, memory.cleared]);
		expect(Buffer.from(after.bytes).includes('secret')).toBe(false);
		expectUsable(after, LIMITS);
	});

	it('while it was paused is not paused, and has counted what it discarded', () => {
		const {memory} = new Tiers(LIMITS);
		memory.count(3, COUNTER.received, 7);
		memory.paused = true;
		const {memory: left} = repaired(copyOf(memory, LIMITS), LIMITS);
		expect(left.paused).toBe(false);
		expect(left.counter(3, COUNTER.discardedPaused)).toBe(7);
		expectUsable(left, LIMITS);
	});
});

describe('a hub with damage', () => {
	const ring = new Tiers(LIMITS);
	ring.appendMany(4000, logLine);
	const {memory} = ring;

	it('in the counters of a listener that it did not have takes nothing from those that it had', () => {
		const {memory: alone, hub} = new Tiers(LIMITS);
		for (let i = 0; i < 10; i++) hub.append(LIMITS.maxBytes, 1, 1.7e15, 13, 0, 0, 0, 0);
		hub.publish();
		for (const counter of [COUNTER.received, COUNTER.stored]) alone.count(0, counter, alone.head - 1);
		// One bit makes a 2 of a 0.
		alone.count(1, COUNTER.stored, 2);
		const {memory: after, repaired: {areCountersMended}} = repair(copyOf(alone, LIMITS), LIMITS, 0x123456789abc, 1);
		expect([0, 1].map(source => after.counter(source, COUNTER.stored))).toEqual([after.head - 1, 0]);
		expect(areCountersMended).toBe(true);
		expectUsable(after, LIMITS);
	});

	it('in its numbers, so that no two of them agree, is left as it is', () => {
		const buffer = copyOf(memory, LIMITS);
		const damaged = new HubMemory(buffer);
		[damaged.head, damaged.appended] = [5e8, 9e8];
		new Uint8Array(buffer)[HEADER.magic]! ^= 1;
		const before = Buffer.from(buffer.slice(0));
		expect(() => repaired(buffer, LIMITS)).toThrow(BeyondRepairError);
		expect(Buffer.from(buffer).equals(before)).toBe(true);
	});

	/** Flips bits, repairs, and proves that what is left can be used. */
	function flipped(places: readonly (readonly [at: number, bit: number])[]): {kept: number; dropped: number; mended: number; wrong: number} | undefined {
		const buffer = copyOf(memory, LIMITS);
		const bytes = new Uint8Array(buffer);
		for (const [at, bit] of places) bytes[at]! ^= 1 << bit;
		const damaged = bytes.slice();
		try {
			const {memory: left, repaired: {kept, dropped, mended}} = repaired(buffer, LIMITS);
			const reader = new HubReader(left);
			const texts = textsOf(reader);
			expect(texts.size).toBe(kept);
			const wrong = [...texts].filter(([seq, text]) => text !== ring.appended[seq - 1]).length;
			expectUsable(left, LIMITS, reader);
			return {kept, dropped, mended, wrong};
		} catch (error) {
			if (!(error instanceof BeyondRepairError)) throw error;
			expect(Buffer.compare(bytes, damaged), 'it was changed').toBe(0);
			return undefined;
		}
	}

	const place = fc.tuple(fc.oneof(
		fc.nat(LIMITS.maxBytes - 1),
		fc.nat(HEADER.hasMoved + 4),
		fc.integer({min: memory.geometry.blocksAt - memory.geometry.blockCount * 16, max: memory.geometry.blocksAt - 1}),
		// Index entries, or rows of segments.
		fc.tuple(fc.nat(memory.geometry.blockCount - 1), fc.nat(2000)).map(([block, back]) => memory.geometry.blocksAt + (block + 1) * memory.geometry.blockBytes - 1 - back),
	), fc.nat(7));

	it('of one bit, anywhere, loses no number and shows no more than two messages otherwise than they were', () => {
		fc.assert(fc.property(place, one => {
			const left = flipped([one]);
			expect(left).toBeDefined();
			expect(left!.wrong).toBeLessThanOrEqual(2);
		}), {numRuns: RUNS, seed: 8});
	}, DEADLINE_MS);

	it('of many bits can be read and written all the same, or is refused', () => {
		fc.assert(fc.property(fc.array(place, {minLength: 2, maxLength: 200}), places => {
			flipped(places);
		}), {numRuns: RUNS, seed: 9});
	}, DEADLINE_MS);

	it('that leaves nothing as it was is refused', () => {
		const buffer = copyOf(memory, LIMITS);
		new Uint8Array(buffer).fill(0xa5, 0, LIMITS.maxBytes);
		expect(() => repaired(buffer, LIMITS)).toThrow(BeyondRepairError);
	});

	it('in dictionaries that segments share drops these and what is older', async () => {
		const limits = {...LIMITS, maxBytes: 1024 * 1024};
		const compacted = new Tiers(limits);
		compacted.appendMany(12_000, logLine);
		await compacted.compact();
		const {first, end} = new HubReader(compacted.memory).compactedAt(compacted.memory.tail)!;
		const buffer = copyOf(compacted.memory, limits);
		const {blocksAt, blockBytes, blockCount} = compacted.memory.geometry;
		const directory = new Directory(compacted.memory);
		const block = Array.from({length: blockCount}, (_, i) => i).find(i => directory.firstOf(i) === first)!;
		const segment = new Segment();
		segment.read(compacted.memory, block, 0);
		expect(segment.sharedAt).toBeGreaterThan(blocksAt + block * blockBytes);
		new Uint8Array(buffer)[segment.sharedAt + 100]! ^= 4;
		const {memory: left, repaired: {dropped}} = repaired(buffer, limits);
		expect([left.tail, dropped]).toEqual([end, end - compacted.memory.tail]);
		expectUsable(left, limits);
	});

	it('in a segment drops that and what is older, and says how many', () => {
		const reader = new HubReader(memory);
		const seq = reader.blockStart(Math.floor((memory.tail + memory.head) / 3));
		const {facts} = reader.segmentAt(seq)!;
		const left = flipped([[facts.at + 40, 3]])!;
		expect(left.wrong).toBe(0);
		expect(left.dropped).toBe(seq + facts.count - memory.tail);
	});
});
