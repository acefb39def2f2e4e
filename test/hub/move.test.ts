import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {ENTRY_BYTES} from '../../src/hub/entry.js';
import {Ipv6Table} from '../../src/hub/ipv6-table.js';
import {largestBlockFor, largestMessageFor, MAX_BUFFER_BYTES, MIN_BUFFER_BYTES, smallestRingFor, geometryFor} from '../../src/hub/layout.js';
import {COUNTER} from '../../src/hub/memory.js';
import {Bench} from './bench.js';

const MAX_MESSAGE_BYTES = 2000;
const small = {maxBytes: MIN_BUFFER_BYTES, maxMessages: 1e6, maxMessageBytes: MAX_MESSAGE_BYTES};

const bounds = fc.record({
	maxBytes: fc.oneof(fc.constant(MIN_BUFFER_BYTES), fc.integer({min: MIN_BUFFER_BYTES, max: 3 * MIN_BUFFER_BYTES}), fc.constant(20 * MIN_BUFFER_BYTES)),
	maxMessages: fc.oneof(fc.integer({min: 1, max: 50}), fc.integer({min: 50, max: 1000}), fc.constant(1e6)),
});
const sizes = fc.array(fc.oneof(fc.nat(40), fc.nat(MAX_MESSAGE_BYTES)), {maxLength: 60});

function text(seq: number, size: number): string {
	return `${seq}:`.padEnd(size, 'x').slice(0, size);
}

function appendAll(bench: Bench, lengths: readonly number[], times = 1): void {
	for (let i = 0; i < times; i++) for (const size of lengths) bench.append(text(bench.model.head, size));
	bench.hub.publish();
}

describe('a hub that is resized, beside a plain array', () => {
	const step = fc.oneof(
		{weight: 8, arbitrary: fc.record({do: fc.constant('append' as const), sizes, times: fc.integer({min: 1, max: 8})})},
		{weight: 3, arbitrary: fc.record({do: fc.constant('lines' as const), sizes})},
		{weight: 3, arbitrary: fc.record({do: fc.constant('read' as const), back: fc.nat(2000)})},
		{weight: 3, arbitrary: fc.record({do: fc.constant('follow' as const)})},
		{weight: 1, arbitrary: fc.record({do: fc.constant('clear' as const)})},
		{weight: 4, arbitrary: fc.record({do: fc.constant('resize' as const), bounds, steps: fc.nat(20)})},
	);

	it('keeps the newest messages that have room, and loses, evicts and returns the same as the array', () => {
		fc.assert(fc.property(bounds, fc.array(step, {maxLength: 40}), (first, steps) => {
			const bench = new Bench({...first, maxMessageBytes: MAX_MESSAGE_BYTES});
			const {model, memory, reader} = bench;
			let followed = 1;
			for (const one of steps) {
				if (one.do === 'append') {
					appendAll(bench, one.sizes, one.times);
				} else if (one.do === 'lines') {
					bench.appendLines(one.sizes.map((size, i) => text(model.head + i, size)));
					bench.hub.publish();
				} else if (one.do === 'clear') {
					expect(bench.hub.clear()).toBe(model.clear());
				} else if (one.do === 'resize') {
					const before = memory.tail;
					const {move, finish} = bench.beginResize(one.bounds);
					for (let i = 0; i < one.steps; i++) move.step();
					expect(finish()).toBe(model.tail - before);
					expect(memory.geometry).toMatchObject(one.bounds);
				} else {
					const seq = one.do === 'follow' ? followed : Math.max(1, model.head - one.back);
					const read = bench.readAll(seq);
					expect(read.messages).toEqual(model.kept.filter(message => message.seq >= seq));
					expect(read.lost).toBe(Math.max(0, model.tail - seq));
					if (one.do === 'follow') followed = model.head;
				}
				expect([memory.head, memory.tail, memory.cleared]).toEqual([model.head, model.tail, model.cleared]);
				const held = model.kept.reduce((sum, message) => sum + message.text.length + 1 + ENTRY_BYTES, 0);
				expect(reader.occupancy.bytes()).toBe(held);
			}
		}), {numRuns: 100});
	});

	it('keeps what is whole and newest while the writer goes on between the steps, and nothing that was evicted comes back', () => {
		const course = fc.array(fc.record({sizes, times: fc.integer({min: 0, max: 6})}), {maxLength: 12});
		fc.assert(fc.property(bounds, bounds, course, course, course, (first, second, before, during, after) => {
			const bench = new Bench({...first, maxMessageBytes: MAX_MESSAGE_BYTES});
			const {memory, model, reader} = bench;
			for (const {sizes: lengths, times} of before) appendAll(bench, lengths, times);
			const {move, finish} = bench.beginResize(second);
			for (const {sizes: lengths, times} of during) {
				move.step();
				appendAll(bench, lengths, times);
			}
			const kept = model.kept;
			const oldTail = memory.tail;
			const evicted = finish();
			expect([memory.tail, memory.head]).toEqual([oldTail + evicted, model.head]);
			expect(evicted).toBeGreaterThanOrEqual(0);
			const lengths = after.flatMap(({sizes: each}) => each);
			const all = [...kept];
			for (const size of lengths) {
				const seq = bench.model.head;
				appendAll(bench, [size]);
				all.push(bench.model.kept.at(-1)!);
				expect(all.at(-1)!.seq).toBe(seq);
			}
			expect(bench.readAll(memory.tail)).toEqual({messages: all.slice(all.length - (memory.head - memory.tail)), lost: 0});
			expect(memory.head - memory.tail).toBeLessThanOrEqual(second.maxMessages);
			expect(reader.occupancy.bytes()).toBeLessThanOrEqual(second.maxBytes);
			if (memory.tail > oldTail) {
				// No more than a block is wasted, and of each block no more than a message.
				const {blockBytes, blockCount} = memory.geometry;
				const least = (blockCount - 1) * (blockBytes - MAX_MESSAGE_BYTES - ENTRY_BYTES);
				expect(reader.occupancy.bytes() >= least || memory.head - memory.tail === second.maxMessages).toBe(true);
			}
		}), {numRuns: 100});
	});
});

describe('moving a hub', () => {
	it('leaves the old memory as it was, for those who still read there', () => {
		const bench = new Bench(small);
		appendAll(bench, [100, 200, 300]);
		const old = bench.memory.bytes;
		const before = old.slice();
		bench.beginResize({maxBytes: 4 * MIN_BUFFER_BYTES, maxMessages: 10}).finish();
		expect(Buffer.compare(old, before)).toBe(0);
		expect(bench.memory.bytes).not.toBe(old);
	});

	it('takes epoch, counters, pause, IPv6 senders and what was cleared along', () => {
		const bench = new Bench(small);
		const {memory} = bench;
		const sender = new Uint32Array([1, 2, 3, 4]);
		const row = new Ipv6Table(memory).rowOf(sender, 0, 1);
		appendAll(bench, [100, 200, 300]);
		bench.hub.clear();
		bench.model.clear();
		appendAll(bench, [10, 20]);
		memory.count(63, COUNTER.receiveErrors, 7);
		memory.paused = true;
		const {epoch} = memory;
		bench.beginResize({maxBytes: 2 * MIN_BUFFER_BYTES, maxMessages: 1}).finish();
		expect(memory).toMatchObject({epoch, paused: true, head: 6, tail: 5, cleared: 3, clearedTo: 4, evicted: 1});
		expect(memory.counter(63, COUNTER.receiveErrors)).toBe(7);
		expect(new Ipv6Table(memory).address(row, 1)).toEqual(new Uint8Array(sender.buffer));
		expect(memory.snapshot()).toMatchObject({head: 6, tail: 5, geometry: {maxBytes: 2 * MIN_BUFFER_BYTES, maxMessages: 1}});
	});

	it('brings no byte of evicted messages along', () => {
		const bench = new Bench(small);
		for (let i = 0; i < 300; i++) bench.append('secret'.repeat(10));
		for (let i = 0; i < 5; i++) bench.append('public');
		bench.hub.publish();
		bench.beginResize({maxBytes: MIN_BUFFER_BYTES + 8, maxMessages: 5}).finish();
		expect(Buffer.from(bench.memory.bytes).includes('secret')).toBe(false);
		expect(bench.readAll(1).messages.map(message => message.text)).toEqual(Array.from({length: 5}, () => 'public'));
	});

	it('loses nothing that was appended, but not published, before it', () => {
		const bench = new Bench(small);
		const {finish} = bench.beginResize({maxBytes: 2 * MIN_BUFFER_BYTES, maxMessages: 100});
		bench.append('late');
		bench.hub.publish();
		expect(finish()).toBe(0);
		expect(bench.readAll(1).messages.map(message => message.text)).toEqual(['late']);
	});

	it('of an empty hub goes on with its next number', () => {
		const bench = new Bench(small);
		bench.beginResize({maxBytes: 2 * MIN_BUFFER_BYTES, maxMessages: 100}).finish();
		appendAll(bench, [5]);
		expect(bench.readAll(1).messages.map(({seq}) => seq)).toEqual([1]);
	});
});

describe('the bound in messages', () => {
	it('can be changed in place: the oldest beyond it are evicted', () => {
		const bench = new Bench(small);
		appendAll(bench, [10, 10, 10, 10, 10]);
		bench.memory.writeMaxMessages(2);
		bench.hub.publish();
		expect(bench.memory).toMatchObject({head: 6, tail: 4, evicted: 3, geometry: {maxMessages: 2}});
		bench.memory.writeMaxMessages(3);
		appendAll(bench, [10, 10]);
		expect(bench.readAll(1).messages.map(({seq}) => seq)).toEqual([5, 6, 7]);
	});
});

describe('sizes', () => {
	const messageBytes = fc.oneof(fc.integer({min: 1, max: 20_000}), fc.integer({min: 1, max: 16 * 2 ** 20}));

	it('smallestRingFor is the smallest ring that a message size is allowed for', () => {
		fc.assert(fc.property(messageBytes, bytes => {
			const smallest = smallestRingFor(bytes);
			expect(largestMessageFor(smallest)).toBeGreaterThanOrEqual(bytes);
			if (smallest > MIN_BUFFER_BYTES) expect(largestMessageFor(smallest - 1)).toBeLessThan(bytes);
		}));
	});

	it('no ring has a larger block than largestBlockFor', () => {
		fc.assert(fc.property(messageBytes, fc.double({min: 0, max: 1, noNaN: true}), (maxMessageBytes, part) => {
			const least = smallestRingFor(maxMessageBytes);
			const maxBytes = Math.floor(least * (MAX_BUFFER_BYTES / least) ** part);
			expect(geometryFor({maxBytes, maxMessages: 1, maxMessageBytes}).blockBytes).toBeLessThanOrEqual(largestBlockFor(maxMessageBytes));
		}), {numRuns: 1000});
	});
});
