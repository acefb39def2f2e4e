import {once} from 'node:events';
import {join} from 'node:path';
import {Worker} from 'node:worker_threads';
import {expect, it} from 'vitest';
import {HubMemory} from '../../src/hub/memory.js';
import {HubReader} from '../../src/hub/reader.js';
import {mapMemory} from '../../src/libc/memory.js';
import {scratchLayout} from '../../src/receiver/scratch.js';
import {temporaryFolder} from '../e2e/support/folder.js';
import {isEvenText} from './even-text.js';

const RUN_MS = 1500;
/** On a machine that others use as well it may take longer until so many messages have been read. */
const MOST_MS = 20_000;
const LEAST_READ = 1000;

it('a reader beside a receiver never sees a torn message, though the kernel writes to where older ones stood', async () => {
	const limits = {maxBytes: 64 * 1024, maxMessages: 1e6, maxMessageBytes: 1000};
	const bytes = limits.maxBytes + scratchLayout(limits.maxMessageBytes, false).bytes;
	const {address, buffer} = mapMemory(bytes);
	const memory = HubMemory.format(buffer, limits);
	const reader = new HubReader(memory);
	const chunk = reader.chunk();
	const stop = new SharedArrayBuffer(4);
	const worker = new Worker(new URL('datagram-writer.js', import.meta.url), {
		workerData: {address, bytes, scratchAt: limits.maxBytes, path: join(temporaryFolder(), 'test.sock'), stop},
	});
	await once(worker, 'message');
	const seen = {read: 0, lost: 0, wrong: 0};
	let next = 1;
	const take = (): number => {
		reader.read(next, chunk);
		if (chunk.firstSeq !== next + chunk.lost) seen.wrong += 1;
		seen.lost += chunk.lost;
		for (let i = 0; i < chunk.count; i++) if (!isEvenText(chunk.bytes, chunk.start(i), chunk.end(i), chunk.firstSeq + i)) seen.wrong += 1;
		seen.read += chunk.count;
		next = chunk.nextSeq;
		return chunk.count;
	};
	// The reader keeps this thread busy on purpose, and looks at old messages, which are about to be written over.
	for (const begun = Date.now(); Date.now() < begun + (seen.read < LEAST_READ ? MOST_MS : RUN_MS);) {
		take();
		if (next < memory.head - 100) continue;
		reader.read(memory.tail, chunk);
		for (let i = 0; i < chunk.count; i++) if (!isEvenText(chunk.bytes, chunk.start(i), chunk.end(i), chunk.firstSeq + i)) seen.wrong += 1;
	}
	Atomics.store(new Int32Array(stop), 0, 1);
	await once(worker, 'exit');
	while (take() > 0);
	expect(seen.wrong).toBe(0);
	expect(seen.read).toBeGreaterThanOrEqual(LEAST_READ);
	expect(seen.read + seen.lost).toBe(memory.head - 1);
});
