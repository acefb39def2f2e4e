// Appends numbered messages as fast as it can until told to stop. It runs what is built: workers know no TypeScript.
import {workerData} from 'node:worker_threads';
import {Hub} from '../../dist/hub.js';
import {HubMemory} from '../../dist/hub/memory.js';
import {PackedQueue} from '../../dist/hub/packed-queue.js';
import {writeNumbered} from './numbered.js';

const {memory, scratchAt, stop, clearEvery, expireEvery, expireBefore = 0, isText, packed, pauseMs} = workerData;
const stopped = new Int32Array(stop);
const hubMemory = new HubMemory(memory);
const hub = new Hub(hubMemory, packed === undefined ? undefined : new PackedQueue(packed));
let batch = 1;
while (Atomics.load(stopped, 0) === 0) {
	for (let i = 0; i < batch; i++) {
		const length = writeNumbered(hubMemory.bytes, scratchAt, hub.nextSeq, isText);
		hub.append(scratchAt, length, hub.nextSeq, hub.nextSeq % 192, 3, 0, hub.nextSeq >>> 0, 7);
	}
	hub.publish();
	if (clearEvery > 0 && hub.nextSeq % clearEvery < batch) hub.clear();
	if (expireEvery > 0 && hub.nextSeq % expireEvery < batch) hub.expire(hub.nextSeq - hub.nextSeq % 300 - expireBefore);
	batch = (batch % 200) + 1;
	if (pauseMs > 0) Atomics.wait(stopped, 0, 0, pauseMs);
}
