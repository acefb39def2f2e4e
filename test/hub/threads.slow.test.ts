import {once} from 'node:events';
import {Worker} from 'node:worker_threads';
import {describe, expect, it} from 'vitest';
import type {Chunk} from '../../src/hub/chunk.js';
import {Compactor} from '../../src/hub/compactor.js';
import {Compressor} from '../../src/hub/compressor.js';
import {largestBlockFor} from '../../src/hub/layout.js';
import {HubMemory} from '../../src/hub/memory.js';
import {PackedQueue} from '../../src/hub/packed-queue.js';
import {HubReader} from '../../src/hub/reader.js';
import {isNumbered} from './numbered.js';

const RUN_MS = 2000;
/** On a machine that others use as well it may take longer until everything has happened that is wanted. */
const MOST_MS = 20_000;
const MESSAGE_BYTES = 1000;
/** Blocks packed between two that are compacted. */
const BLOCKS_PER_COMPACTION = 20;

interface Options {
	readonly maxBytes: number;
	readonly maxBytesPerRead: number;
	/** Messages between two times that the writer clears the ring, or has its oldest messages expire; 0 for never. */
	readonly clearEvery?: number;
	readonly expireEvery?: number;
	/** Whether messages are log lines, which are taken apart, or any bytes, which are packed whole. */
	readonly isText?: boolean;
	/** What has to have happened, beside what the options above say. */
	readonly wanted?: Partial<Pick<Seen, 'lost' | 'packed' | 'compactions'>>;
}

/** What a reader saw of a writer that never waits for it. */
interface Seen {
	read: number;
	lost: number;
	/** Messages that were torn, out of order, or told apart from what their index entry says. */
	wrong: number;
	/** The most messages that were compressed at a time, and how often segments were compacted. */
	packed: number;
	compactions: number;
}

/** A writer on a thread of its own, and what reads beside it on this one. */
class Race {
	readonly seen: Seen = {read: 0, lost: 0, wrong: 0, packed: 0, compactions: 0};
	readonly memory: HubMemory;
	readonly queue: PackedQueue | undefined;
	readonly #reader: HubReader;
	readonly #chunk: Chunk;
	readonly #stop = new SharedArrayBuffer(4);
	readonly #worker: Worker;
	readonly #options: Options;
	#next = 1;

	constructor(options: Options, compresses: boolean) {
		const limits = {maxBytes: options.maxBytes, maxMessages: 1e6, maxMessageBytes: MESSAGE_BYTES};
		const memory = new SharedArrayBuffer(limits.maxBytes + 4096);
		this.#options = options;
		this.memory = HubMemory.format(memory, limits);
		this.#reader = new HubReader(this.memory);
		this.#chunk = this.#reader.chunk();
		this.queue = compresses ? new PackedQueue(largestBlockFor(MESSAGE_BYTES)) : undefined;
		const {clearEvery = 0, expireEvery = 0, isText = false} = options;
		const expireBefore = compresses ? 20_000 : 0;
		this.#worker = new Worker(new URL('writer-thread.js', import.meta.url), {
			// Slow enough for the compressor to follow, or else most of the ring is never compressed.
			workerData: {
				memory, scratchAt: limits.maxBytes, stop: this.#stop, clearEvery, expireEvery, expireBefore, isText, packed: this.queue?.shared, pauseMs: compresses ? 1 : 0,
			},
		});
	}

	/** What has not happened yet that was to, or the other way round. */
	get amiss(): string[] {
		const {clearEvery, expireEvery, wanted = {}} = this.#options;
		const {memory: {cleared, expired}, seen} = this;
		return [
			...Object.entries({read: 1000, ...wanted}).filter(([what, least]) => seen[what as keyof Seen] < least).map(([what]) => what),
			...(clearEvery !== undefined) === (cleared > 0) ? [] : ['cleared'],
			...(expireEvery !== undefined) === (expired > 0) ? [] : ['expired'],
		];
	}

	/** Reads as fast as it can, which keeps this thread busy on purpose, until time is up and nothing is amiss; then what is left. */
	async run(): Promise<Seen> {
		await once(this.#worker, 'online');
		const {queue, memory, seen} = this;
		const reader = this.#reader;
		const compressor = queue && new Compressor(memory, queue, reader);
		const compactor = queue && new Compactor(memory, queue, reader);
		let blocks = 0;
		for (const begun = Date.now(); Date.now() < begun + (this.amiss.length > 0 ? MOST_MS : RUN_MS);) {
			this.#take();
			if (compressor === undefined) continue;
			this.#lookBack();
			if (!compressor.step()) continue;
			seen.packed = Math.max(seen.packed, reader.occupancy.packed().messages);
			if (++blocks % BLOCKS_PER_COMPACTION === 0 && await compactor!.step()) seen.compactions += 1;
		}
		Atomics.store(new Int32Array(this.#stop), 0, 1);
		await once(this.#worker, 'exit');
		while (this.#take() > 0);
		return this.seen;
	}

	/** Reads on, and counts; returns how many messages there were. */
	#take(): number {
		const {seen} = this;
		const count = this.#read(this.#next);
		seen.lost += this.#chunk.lost;
		seen.read += count;
		this.#next = this.#chunk.nextSeq;
		return count;
	}

	/** Reads somewhere in what is kept, most of which is compressed, or compacted. */
	#lookBack(): void {
		const {tail, head} = this.memory;
		this.#read(tail + Math.floor(Math.random() * (head - tail)));
	}

	#read(from: number): number {
		const chunk = this.#chunk;
		this.#reader.read(from, chunk, {maxBytes: this.#options.maxBytesPerRead});
		if (chunk.firstSeq !== from + chunk.lost) this.seen.wrong += 1;
		for (let i = 0; i < chunk.count; i++) {
			const seq = chunk.firstSeq + i;
			const right = isNumbered(chunk.bytes, chunk.start(i), chunk.end(i), seq, this.#options.isText === true)
				&& chunk.receivedUs(i) === seq && chunk.priority(i) === seq % 192 && chunk.originA(i) === seq;
			if (!right) this.seen.wrong += 1;
		}
		return chunk.count;
	}
}

const SMALL = 64 * 1024;
const MEBIBYTE = 1024 * 1024;

describe('a reader beside a writer in another thread, both at full speed', () => {
	it.each<Options & {name: string}>([
		{name: 'a ring so small that it is overtaken all the time', maxBytes: SMALL, maxBytesPerRead: Infinity, wanted: {lost: 1}},
		{name: 'a ring that is cleared in between', maxBytes: MEBIBYTE / 4, clearEvery: 10_000, maxBytesPerRead: 8192},
		{name: 'a ring in which messages expire', maxBytes: 4 * MEBIBYTE, expireEvery: 1000, maxBytesPerRead: Infinity},
		{name: 'a ring that it nearly keeps up with', maxBytes: 16 * MEBIBYTE, maxBytesPerRead: 65_536},
	])('never sees a torn, repeated or misordered message in $name, and every message is read or counted as lost', async options => {
		const race = new Race(options, false);
		const {wrong, read, lost} = await race.run();
		expect(wrong).toBe(0);
		expect(read + lost).toBe(race.memory.head - 1);
		expect(race.amiss).toEqual([]);
	});

	it.each<Options & {name: string}>([
		{name: 'log lines', maxBytes: 8 * MEBIBYTE, maxBytesPerRead: 65_536, isText: true, wanted: {packed: 5000, compactions: 1}},
		{name: 'log lines that are cleared in between', maxBytes: 8 * MEBIBYTE, clearEvery: 40_000, maxBytesPerRead: Infinity, isText: true, wanted: {packed: 5000}},
		{name: 'log lines that expire', maxBytes: 8 * MEBIBYTE, expireEvery: 5000, maxBytesPerRead: Infinity, isText: true, wanted: {packed: 5000}},
		{name: 'any bytes', maxBytes: 8 * MEBIBYTE, maxBytesPerRead: 65_536, wanted: {packed: 5000}},
	])('sees as little of that where $name are compressed meanwhile', async options => {
		const race = new Race(options, true);
		const {wrong, read, lost} = await race.run();
		expect(wrong).toBe(0);
		expect(read + lost).toBe(race.memory.head - 1);
		expect(race.amiss).toEqual([]);
	});
});
