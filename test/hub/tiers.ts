import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {Hub} from '../../src/hub.js';
import {Compactor} from '../../src/hub/compactor.js';
import type {Chunk} from '../../src/hub/chunk.js';
import {Compressor} from '../../src/hub/compressor.js';
import {largestBlockFor, type Limits} from '../../src/hub/layout.js';
import {HubMemory} from '../../src/hub/memory.js';
import {HubMove} from '../../src/hub/move.js';
import {PackedQueue} from '../../src/hub/packed-queue.js';
import {HubReader} from '../../src/hub/reader.js';

const SCRATCH_BYTES = 128 * 1024;
const LINES = readdirSync(join(import.meta.dirname, '../data')).filter(name => name.endsWith('.log'))
	.flatMap(name => readFileSync(join(import.meta.dirname, '../data', name), 'latin1').split('\n'));

/** A ring that compresses, on one thread, and all that was ever appended to it. */
export class Tiers {
	readonly memory: HubMemory;
	readonly queue: PackedQueue;
	readonly reader: HubReader;
	readonly hub: Hub;
	readonly compressor: Compressor;
	readonly compactor: Compactor;
	/** Text of message `seq` at `seq - 1`. */
	readonly appended: string[] = [];
	#scratchAt: number;

	constructor(limits: Limits) {
		this.#scratchAt = limits.maxBytes;
		this.memory = HubMemory.format(new ArrayBuffer(limits.maxBytes + SCRATCH_BYTES), limits);
		this.queue = new PackedQueue(largestBlockFor(limits.maxMessageBytes));
		this.reader = new HubReader(this.memory);
		this.hub = new Hub(this.memory, this.queue);
		this.compressor = new Compressor(this.memory, this.queue, this.reader);
		this.compactor = new Compactor(this.memory, this.queue, this.reader);
	}

	append(text: string): void {
		const seq = this.appended.push(text);
		this.memory.bytes.set(Buffer.from(text, 'latin1'), this.#scratchAt);
		this.hub.append(this.#scratchAt, text.length, 1.7e15 + 100 * seq, seq % 192, seq % 64, seq % 32, seq * 7 % 5, seq % 3);
	}

	/** Appends so many messages of a kind, and has what waits compressed after each few. */
	appendMany(count: number, textOf: (seq: number) => string): void {
		for (let i = 0; i < count; i++) {
			this.append(textOf(this.appended.length + 1));
			if (i % 16 !== 0) continue;
			this.hub.publish();
			while (this.compressor.step()) this.hub.publish();
		}
		this.hub.publish();
	}

	/** Compacts all there is to compact, or no more than so many blocks. */
	async compact(steps = Infinity): Promise<void> {
		this.hub.adopt();
		for (let i = 0; i < steps && await this.compactor.step(); i++) this.hub.adopt();
	}

	resize(bounds: Pick<Limits, 'maxBytes' | 'maxMessages'>, appendMeanwhile: () => void): void {
		const buffer = new ArrayBuffer(bounds.maxBytes + SCRATCH_BYTES);
		const move = HubMove.begin(this.memory, buffer, bounds);
		for (let i = 0; i < 5; i++) move.step();
		appendMeanwhile();
		while (move.nextSeq < this.memory.head && move.step());
		new HubMove(this.memory, new HubMemory(buffer)).finish();
		this.memory.attach(buffer);
		this.hub.resume();
		this.#scratchAt = bounds.maxBytes;
	}

	/** Expects that everything from `seq` on is what was appended, and what is no longer there was counted. */
	expectAll(seq: number, maxBytes = Infinity, maxMessages = Infinity): void {
		const chunk = this.reader.chunk();
		let next = seq;
		let lost = 0;
		for (;;) {
			this.reader.read(next, chunk, {maxBytes, maxMessages});
			lost += chunk.lost;
			next = chunk.nextSeq;
			if (chunk.count === 0) break;
			for (let i = 0; i < chunk.count; i++) this.#expect(chunk, i);
		}
		expect(next).toBe(this.memory.head);
		expect(lost).toBe(Math.max(0, this.memory.tail - seq));
	}

	#expect(chunk: Chunk, i: number): void {
		const seq = chunk.firstSeq + i;
		const text = Buffer.from(chunk.bytes.subarray(chunk.start(i), chunk.end(i))).toString('latin1');
		const isRight = text === this.appended[seq - 1] && chunk.receivedUs(i) === 1.7e15 + 100 * seq && chunk.priority(i) === seq % 192
			&& chunk.source(i) === seq % 64 && chunk.flags(i) === seq % 32 && chunk.originA(i) === seq * 7 % 5 && chunk.originB(i) === seq % 3;
		if (!isRight) expect(`${seq}: ${text}`).toBe(`${seq}: ${this.appended[seq - 1]}`);
	}
}

/** Message `seq` as a sender would write it: a real line with a time, a process id and a number of its own. */
export function logLine(seq: number): string {
	const us = String(seq * 137 % 1_000_000).padStart(6, '0');
	return `<86>1 2026-11-20T15:08:${String(seq % 60).padStart(2, '0')}.${us}+00:00 host app ${1000 + seq % 9} - [meta sequenceId="${seq}"] ${LINES[seq % LINES.length]!}`;
}

