import {once} from 'node:events';
import {Worker} from 'node:worker_threads';
import {expect, it} from 'vitest';
import {HubMemory} from '../../src/hub/memory.js';
import {HubMove} from '../../src/hub/move.js';
import {HubReader} from '../../src/hub/reader.js';
import {isNumbered} from './numbered.js';

const MAX_MESSAGE_BYTES = 1000;
const MOVES = 20;

it.each([
	['a small ring, which overtakes it all the time', 64 * 1024],
	['a ring that it keeps up with', 2 * 1024 * 1024],
])('a move out of %s brings no torn or misplaced message along while the writer goes on', async (_, maxBytes) => {
	const limits = {maxBytes, maxMessages: 1e6, maxMessageBytes: MAX_MESSAGE_BYTES};
	const memory = new SharedArrayBuffer(limits.maxBytes + 4096);
	const stop = new SharedArrayBuffer(4);
	const source = HubMemory.format(memory, limits);
	const worker = new Worker(new URL('writer-thread.js', import.meta.url), {workerData: {memory, scratchAt: limits.maxBytes, stop, clearEvery: 0}});
	await once(worker, 'online');
	while (source.evicted === 0);
	const targets: ArrayBuffer[] = [];
	for (let i = 0; i < MOVES; i++) {
		const bounds = {maxBytes: Math.floor(maxBytes * (1 + i % 4)), maxMessages: 1e6};
		const target = new ArrayBuffer(bounds.maxBytes);
		const move = HubMove.begin(source, target, bounds);
		for (const until = source.head; move.nextSeq < until && move.step(););
		targets.push(target);
	}
	Atomics.store(new Int32Array(stop), 0, 1);
	await once(worker, 'exit');
	// The last one is finished, as the writer would; the others are what was copied while it wrote.
	new HubMove(source, new HubMemory(targets.at(-1)!)).finish();
	let right = 0;
	for (const target of targets) {
		const moved = new HubMemory(target);
		const reader = new HubReader(moved);
		const chunk = reader.chunk();
		expect(moved.head - moved.tail).toBeGreaterThanOrEqual(0);
		for (let seq = moved.tail; seq < moved.head; seq = chunk.nextSeq) {
			reader.read(seq, chunk);
			expect([chunk.firstSeq, chunk.lost]).toEqual([seq, 0]);
			for (let i = 0; i < chunk.count; i++) {
				const isRight = isNumbered(chunk.bytes, chunk.start(i), chunk.end(i), seq + i)
					&& chunk.receivedUs(i) === seq + i && chunk.priority(i) === (seq + i) % 192 && chunk.originA(i) === seq + i;
				if (isRight) right += 1;
			}
		}
	}
	expect(right).toBe(targets.reduce((sum, target) => sum + new HubMemory(target).head - new HubMemory(target).tail, 0));
	expect(right).toBeGreaterThan(1000);
	const last = new HubMemory(targets.at(-1)!);
	expect([last.head, last.epoch]).toEqual([source.head, source.epoch]);
	expect(last.tail).toBeGreaterThanOrEqual(source.tail);
});
