import {once} from 'node:events';
import {Worker} from 'node:worker_threads';
import {describe, expect, it} from 'vitest';
import {HubMemory} from '../../src/hub/memory.js';
import {HubReader} from '../../src/hub/reader.js';
import {isNumbered} from './numbered.js';

const RUN_MS = 2000;

/** What a reader saw of a writer that never waits for it. */
interface Seen {
	read: number;
	lost: number;
	cleared: number;
	/** Messages that were torn, out of order, or told apart from what their index entry says. */
	wrong: number;
	head: number;
}

async function readBesideWriter(options: {maxBytes: number; clearEvery: number; maxBytesPerRead: number}): Promise<Seen> {
	const limits = {maxBytes: options.maxBytes, maxMessages: 1e6, maxMessageBytes: 1000};
	const memory = new SharedArrayBuffer(limits.maxBytes + 4096);
	const stop = new SharedArrayBuffer(4);
	const hubMemory = HubMemory.format(memory, limits);
	const reader = new HubReader(hubMemory);
	const chunk = reader.chunk();
	const worker = new Worker(new URL('writer-thread.js', import.meta.url), {
		workerData: {memory, scratchAt: limits.maxBytes, stop, clearEvery: options.clearEvery},
	});
	await once(worker, 'online');
	const seen: Seen = {read: 0, lost: 0, cleared: 0, wrong: 0, head: 0};
	let next = 1;
	const take = (): number => {
		reader.read(next, chunk, {maxBytes: options.maxBytesPerRead});
		if (chunk.firstSeq !== next + chunk.lost) seen.wrong += 1;
		seen.lost += chunk.lost;
		for (let i = 0; i < chunk.count; i++) {
			const seq = chunk.firstSeq + i;
			const right = isNumbered(chunk.bytes, chunk.start(i), chunk.end(i), seq)
				&& chunk.receivedUs(i) === seq && chunk.priority(i) === seq % 192 && chunk.originA(i) === seq;
			if (!right) seen.wrong += 1;
		}
		seen.read += chunk.count;
		next = chunk.nextSeq;
		return chunk.count;
	};
	// The reader keeps this thread busy on purpose, as fast as the writer does its own.
	for (const end = Date.now() + RUN_MS; Date.now() < end;) take();
	Atomics.store(new Int32Array(stop), 0, 1);
	await once(worker, 'exit');
	while (take() > 0);
	seen.head = hubMemory.head;
	seen.cleared = hubMemory.cleared;
	return seen;
}

describe('a reader beside a writer in another thread, both at full speed', () => {
	it.each([
		{name: 'a ring so small that it is overtaken all the time', maxBytes: 64 * 1024, clearEvery: 0, expireEvery: 0, maxBytesPerRead: Infinity},
		{name: 'a ring that is cleared in between', maxBytes: 256 * 1024, clearEvery: 10_000, expireEvery: 0, maxBytesPerRead: 8192},
		{name: 'a ring in which messages expire', maxBytes: 4 * 1024 * 1024, clearEvery: 0, expireEvery: 1000, maxBytesPerRead: Infinity},
		{name: 'a ring that it nearly keeps up with', maxBytes: 16 * 1024 * 1024, clearEvery: 0, expireEvery: 0, maxBytesPerRead: 65_536},
	])('never sees a torn, repeated or misordered message in $name, and every message is read or counted as lost', async options => {
		const seen = await readBesideWriter(options);
		expect(seen.wrong).toBe(0);
		expect(seen.read).toBeGreaterThan(1000);
		expect(seen.read + seen.lost).toBe(seen.head - 1);
		if (options.maxBytes === 64 * 1024) expect(seen.lost).toBeGreaterThan(0);
	});
});
