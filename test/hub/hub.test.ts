import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {ENTRY_BYTES} from '../../src/hub/entry.js';
import {geometryFor, largestMessageFor, MIN_BUFFER_BYTES} from '../../src/hub/layout.js';
import {HubMemory} from '../../src/hub/memory.js';
import type {Chunk} from '../../src/hub/chunk.js';
import {Bench, messagesOf} from './bench.js';

const small = {maxBytes: MIN_BUFFER_BYTES, maxMessages: 1e6, maxMessageBytes: 2000};

describe('the hub beside a plain array', () => {
	const step = fc.oneof(
		{weight: 12, arbitrary: fc.record({do: fc.constant('append' as const), size: fc.oneof(fc.nat(40), fc.nat(2000)), times: fc.integer({min: 1, max: 60})})},
		{weight: 6, arbitrary: fc.record({do: fc.constant('lines' as const), sizes: fc.array(fc.oneof(fc.nat(40), fc.nat(2000)), {maxLength: 60})})},
		{weight: 3, arbitrary: fc.record({do: fc.constant('read' as const), back: fc.nat(2000), maxBytes: fc.oneof(fc.constant(Infinity), fc.nat(3000))})},
		{weight: 3, arbitrary: fc.record({do: fc.constant('follow' as const)})},
		{weight: 1, arbitrary: fc.record({do: fc.constant('clear' as const)})},
		{weight: 2, arbitrary: fc.record({do: fc.constant('expire' as const), back: fc.oneof(fc.nat(20), fc.nat(500))})},
	);
	const limits = fc.record({
		maxBytes: fc.integer({min: MIN_BUFFER_BYTES, max: 2 * MIN_BUFFER_BYTES}),
		maxMessages: fc.oneof(fc.integer({min: 1, max: 50}), fc.constant(1e6)),
		maxMessageBytes: fc.constantFrom(2000, 4000, largestMessageFor(MIN_BUFFER_BYTES)),
	});

	it('keeps, returns and loses the same messages under random appends, wraps, clears, expiry and readers that lag', () => {
		fc.assert(fc.property(limits, fc.array(step, {maxLength: 60}), (limit, steps) => {
			const bench = new Bench(limit);
			const {model, reader, memory} = bench;
			let followed = 1;
			for (const one of steps) {
				if (one.do === 'append') {
					for (let i = 0; i < one.times; i++) bench.append(`<${model.head}:`.padEnd(one.size, 'x'));
					bench.hub.publish();
				} else if (one.do === 'lines') {
					bench.appendLines(one.sizes.map((size, i) => `<${model.head + i}:`.padEnd(size, 'y')));
					bench.hub.publish();
				} else if (one.do === 'clear') {
					expect(bench.hub.clear()).toBe(model.clear());
				} else if (one.do === 'expire') {
					expect(bench.hub.expire(model.head - one.back)).toBe(model.expire(model.head - one.back));
					expect(numbersIn(memory).filter(seq => seq < model.tail)).toEqual([]);
				} else {
					const seq = one.do === 'follow' ? followed : Math.max(1, model.head - one.back);
					const read = bench.readAll(seq, one.do === 'read' ? one.maxBytes : Infinity);
					expect(read.messages).toEqual(model.kept.filter(message => message.seq >= seq));
					expect(read.lost).toBe(Math.max(0, model.tail - seq));
					if (one.do === 'follow') followed = model.head;
				}
				expect([memory.head, memory.tail, memory.cleared, memory.expired]).toEqual([model.head, model.tail, model.cleared, model.expired]);
				const held = model.kept.reduce((sum, {text}) => sum + text.length + 1 + ENTRY_BYTES, 0);
				expect(reader.occupancy.bytes()).toBe(held);
				expect(held).toBeLessThanOrEqual(limit.maxBytes);
			}
		}), {numRuns: 60});
	});
});

/** The numbers of all messages of which something stands in the blocks, kept or not. */
function numbersIn({bytes, geometry: {blocksAt, maxBytes}}: HubMemory): number[] {
	const text = Buffer.from(bytes.subarray(blocksAt, maxBytes)).toString('latin1');
	return [...text.matchAll(/<(\d+):/g)].map(([, seq]) => Number(seq));
}

describe('the bound in messages', () => {
	it('keeps the newest N, exactly', () => {
		const bench = new Bench({...small, maxMessages: 10});
		for (let i = 1; i <= 25; i++) bench.append(`m${i}`);
		bench.hub.publish();
		expect(bench.readAll(1).messages.map(({text}) => text)).toEqual(Array.from({length: 10}, (_, i) => `m${i + 16}`));
		expect(bench.memory.evicted).toBe(15);
	});
});

describe('the bound in bytes', () => {
	it.each([1, 20, 200, 1999])('is used to nine tenths and more by messages of %i bytes', size => {
		const bench = new Bench({...small, maxBytes: 1024 * 1024});
		for (let i = 0; i < (2 * 1024 * 1024) / size; i++) bench.append('x'.repeat(size));
		bench.hub.publish();
		expect(bench.reader.occupancy.bytes()).toBeGreaterThan(0.9 * 1024 * 1024);
		expect(bench.reader.occupancy.bytes()).toBeLessThanOrEqual(1024 * 1024);
	});

	it('is used as fully by a run of lines as by the same lines one by one', () => {
		const [inRuns, oneByOne] = [new Bench(small), new Bench(small)];
		for (let i = 0; i < 100; i++) {
			const texts = Array.from({length: 50}, (_, n) => 'z'.repeat((i * 50 + n) * 7 % 300));
			inRuns.appendLines(texts);
			for (const text of texts) oneByOne.append(text);
		}
		inRuns.hub.publish();
		oneByOne.hub.publish();
		expect(inRuns.readAll(1).messages.map(({seq, text}) => [seq, text])).toEqual(oneByOne.readAll(1).messages.map(({seq, text}) => [seq, text]));
	});

	it('touches no memory outside its own', () => {
		const bench = new Bench(small);
		for (let i = 0; i < 5000; i++) bench.append('y'.repeat(i % 2000));
		const behind = bench.memory.bytes.subarray(small.maxBytes + 2000);
		expect(behind.every(byte => byte === 0)).toBe(true);
	});

	it.each([
		[64 * 1024, 12_000], [1024 * 1024, 65_536], [64 * 1024 * 1024, 65_536], [64 * 1024 * 1024, 16 * 1024 * 1024 - 10_000], [3 * 1024 ** 3, 64],
	])('of %i is cut into at least four blocks, each with room for a message of %i', (maxBytes, maxMessageBytes) => {
		const geometry = geometryFor({maxBytes, maxMessages: 1, maxMessageBytes});
		expect(geometry.blockCount).toBeGreaterThanOrEqual(4);
		expect(geometry.blockBytes).toBeGreaterThanOrEqual(maxMessageBytes + 1 + ENTRY_BYTES);
		expect(geometry.blocksAt + geometry.blockCount * geometry.blockBytes).toBeLessThanOrEqual(maxBytes);
		expect(geometry.blockBytes % 8).toBe(0);
	});

	it('that has no room for the message size is refused', () => {
		expect(() => geometryFor({maxBytes: MIN_BUFFER_BYTES, maxMessages: 1, maxMessageBytes: largestMessageFor(MIN_BUFFER_BYTES) + 1})).toThrow(RangeError);
		expect(() => geometryFor({maxBytes: MIN_BUFFER_BYTES - 1, maxMessages: 1, maxMessageBytes: 100})).toThrow(RangeError);
	});
});

describe('a reader', () => {
	it('sees nothing that has not been published', () => {
		const bench = new Bench(small);
		bench.append('early');
		expect(bench.readAll(1).messages).toEqual([]);
		bench.hub.publish();
		expect(bench.readAll(1).messages).toHaveLength(1);
	});

	it('stops before the message it was told to stop before', () => {
		const bench = new Bench(small);
		for (let i = 1; i <= 9; i++) bench.append(`m${i}`);
		bench.hub.publish();
		const chunk = bench.reader.chunk();
		bench.reader.read(3, chunk, {until: 6});
		expect(messagesOf(chunk).map(({text}) => text)).toEqual(['m3', 'm4', 'm5']);
	});

	it('gets no more messages than it asked for, of those that are left', () => {
		const bench = new Bench({...small, maxMessages: 5});
		for (let i = 1; i <= 20; i++) bench.append(`m${i}`);
		bench.hub.publish();
		const chunk = bench.reader.chunk();
		bench.reader.read(3, chunk, {maxMessages: 2});
		expect(messagesOf(chunk).map(({text}) => text)).toEqual(['m16', 'm17']);
		expect(chunk.lost).toBe(13);
	});

	it('gets index entries without the texts, if it wants no more', () => {
		const bench = new Bench(small);
		for (let i = 1; i <= 9; i++) bench.append(`m${i}`);
		bench.hub.publish();
		const [whole, entries] = [bench.reader.chunk(), bench.reader.chunk()];
		bench.reader.read(3, whole);
		bench.reader.read(3, entries, {withText: false});
		const withoutText = (chunk: Chunk): object[] => messagesOf(chunk).map(message => ({...message, text: message.text.length}));
		expect(withoutText(entries)).toEqual(withoutText(whole));
		expect(entries.bytes.subarray(entries.start(0), entries.end(6)).every(byte => byte === 0)).toBe(true);
	});

	it('learns how many were evicted before it got there', () => {
		const bench = new Bench({...small, maxMessages: 5});
		for (let i = 1; i <= 20; i++) bench.append(`m${i}`);
		bench.hub.publish();
		const chunk = bench.reader.chunk();
		bench.reader.read(3, chunk);
		expect([chunk.lost, chunk.lossReason, chunk.firstSeq]).toEqual([13, 'overtaken', 16]);
	});

	it('learns that messages were cleared, even when nothing came after them', () => {
		const bench = new Bench(small);
		for (let i = 1; i <= 4; i++) bench.append(`m${i}`);
		bench.hub.clear();
		const chunk = bench.reader.chunk();
		bench.reader.read(2, chunk);
		expect([chunk.lost, chunk.lossReason, chunk.count, chunk.nextSeq]).toEqual([3, 'cleared', 0, 5]);
	});
});

describe('expiry', () => {
	it('is told to readers as such, as long as it was the last thing that happened', () => {
		const bench = new Bench({...small, maxMessages: 5});
		for (let i = 1; i <= 4; i++) bench.append(`m${i}`);
		expect(bench.hub.expire(3)).toBe(2);
		const chunk = bench.reader.chunk();
		bench.reader.read(1, chunk);
		expect([chunk.lost, chunk.lossReason, chunk.firstSeq]).toEqual([2, 'expired', 3]);
		for (let i = 5; i <= 9; i++) bench.append(`m${i}`);
		bench.hub.publish();
		bench.reader.read(1, chunk);
		expect([chunk.lost, chunk.lossReason, chunk.firstSeq]).toEqual([4, 'overtaken', 5]);
		expect([bench.memory.evicted, bench.memory.expired]).toEqual([2, 2]);
	});

	it('leaves no byte of what was evicted before', () => {
		const bench = new Bench(small);
		for (let i = 0; i < 2000; i++) bench.append(`<${i + 1}:`.padEnd(100, 'x'));
		bench.append('<2001:');
		bench.hub.publish();
		expect(Math.min(...numbersIn(bench.memory))).toBeLessThan(bench.memory.tail);
		bench.hub.expire(1);
		expect(Math.min(...numbersIn(bench.memory))).toBe(bench.memory.tail);
	});

	it('takes up no memory that was not taken up before', () => {
		const bench = new Bench(small);
		bench.append('one');
		bench.hub.expire(2);
		expect(Buffer.from(bench.memory.bytes.subarray(bench.memory.geometry.blocksAt, small.maxBytes)).some(byte => byte !== 0)).toBe(false);
		expect(bench.memory.head - bench.memory.tail).toBe(0);
	});
});

describe('clearing', () => {
	it('leaves no byte of the messages behind', () => {
		const bench = new Bench(small);
		for (let i = 0; i < 500; i++) bench.append('secret'.repeat(20));
		bench.hub.publish();
		bench.hub.clear();
		expect(Buffer.from(bench.memory.bytes.subarray(0, small.maxBytes)).includes('secret')).toBe(false);
	});

	it('lets the sequence go on', () => {
		const bench = new Bench(small);
		for (let i = 0; i < 3; i++) bench.append('before');
		expect(bench.hub.clear()).toBe(3);
		bench.append('after');
		bench.hub.publish();
		expect(bench.readAll(1)).toMatchObject({lost: 3, messages: [{seq: 4, text: 'after'}]});
	});
});

describe('memory that holds no hub', () => {
	it('is refused', () => {
		expect(() => new HubMemory(new ArrayBuffer(MIN_BUFFER_BYTES))).toThrow('no hub');
	});
});
