import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {Worker} from 'node:worker_threads';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {allowCpus, allowedCpus, currentCpu, threadId} from '../src/libc/affinity.js';
import {TwoCores} from '../src/two-cores.js';

/** The CPUs that a thread may run on, as the kernel writes them for people: `0-1,3`. */
function listOf(thread: number): string {
	return /^Cpus_allowed_list:\t(.+)$/m.exec(readFileSync(`/proc/self/task/${thread}/status`, 'utf8'))![1]!;
}

function list([a, b]: readonly number[]): string {
	return b === undefined ? `${a}` : b === a! + 1 ? `${a}-${b}` : `${a},${b}`;
}

describe('where threads may run', () => {
	it('is what the kernel says, and what it is told', () => {
		const all = allowedCpus(threadId());
		try {
			expect(all).toContain(currentCpu());
			expect(allowCpus(threadId(), all.slice(-1))).toBe(true);
			expect(listOf(threadId())).toBe(list(all.slice(-1)));
			expect([allowedCpus(threadId()), currentCpu()]).toEqual([all.slice(-1), all.at(-1)]);
		} finally {
			allowCpus(threadId(), all);
		}
	});

	it('is left as it was where the kernel knows no such CPU, or no such thread', () => {
		const before = listOf(threadId());
		expect(allowCpus(threadId(), [1023])).toBe(false);
		expect(allowCpus(2 ** 30, allowedCpus(threadId()))).toBe(false);
		expect(listOf(threadId())).toBe(before);
		expect(allowedCpus(2 ** 30)).toEqual([]);
	});
});

const all = allowedCpus(threadId());

describe.runIf(all.length >= 2)('two cores', () => {
	const both = all.slice(0, 2);
	let worker: Worker;
	let thread = 0;

	beforeEach(async () => {
		allowCpus(threadId(), both);
		// Threads begin with what the one may that makes them.
		worker = new Worker("const {parentPort} = require('node:worker_threads'); parentPort.on('message', () => {}); parentPort.postMessage(require('node:fs').readlinkSync('/proc/thread-self'));", {eval: true});
		const [path] = await once(worker, 'message') as [string];
		thread = Number(path.split('/').at(-1));
	});
	afterEach(async () => {
		allowCpus(threadId(), all);
		await worker.terminate();
	});

	it('are this thread\'s own and the receiver\'s, from taking to leaving', () => {
		const cores = new TwoCores(thread);
		expect(listOf(thread)).toBe(list(both));
		for (let times = 0; times < 3; times++) {
			cores.take();
			expect(both.map(String)).toContain(listOf(thread));
			cores.leave();
			expect(listOf(thread)).toBe(list(both));
		}
	});

	it('are told apart anew when this thread has been moved', () => {
		const cores = new TwoCores(thread);
		cores.take();
		for (const [own, other] of [both, both.toReversed(), both] as [number, number][]) {
			allowCpus(threadId(), [own]);
			cores.stay();
			expect(listOf(thread)).toBe(String(other));
		}
		cores.leave();
		expect(listOf(thread)).toBe(list(both));
	});

	it('are kept until everybody who has taken them has left them', () => {
		const cores = new TwoCores(thread);
		cores.take();
		cores.take();
		cores.leave();
		expect(both.map(String)).toContain(listOf(thread));
		cores.leave();
		expect(listOf(thread)).toBe(list(both));
	});

	it('are not shared where the receiver may run on one only, or on more', () => {
		for (const cpus of [both.slice(0, 1), both.slice(1), all].filter(({length}) => length !== 2)) {
			const cores = new TwoCores(thread);
			allowCpus(thread, cpus);
			const before = listOf(thread);
			cores.take();
			expect(listOf(thread)).toBe(before);
			cores.leave();
			expect(listOf(thread)).toBe(before);
		}
	});
});
