import {Hub} from '../../src/hub.js';
import type {Chunk} from '../../src/hub/chunk.js';
import {LineRun} from '../../src/hub/line-run.js';
import {HubMemory} from '../../src/hub/memory.js';
import {HubMove} from '../../src/hub/move.js';
import {HubReader} from '../../src/hub/reader.js';
import {type ModelMessage, ModelRing} from './model.js';

const SCRATCH_BYTES = 128 * 1024;

/** A hub in ordinary memory, with its reader and a model that is told the same. */
export class Bench {
	readonly memory: HubMemory;
	readonly hub: Hub;
	readonly reader: HubReader;
	readonly model: ModelRing;
	#scratchAt: number;

	constructor(limits: {maxBytes: number; maxMessages: number; maxMessageBytes: number}) {
		this.#scratchAt = limits.maxBytes;
		this.memory = HubMemory.format(new ArrayBuffer(limits.maxBytes + SCRATCH_BYTES), limits);
		this.hub = new Hub(this.memory);
		this.reader = new HubReader(this.memory);
		this.model = new ModelRing(this.memory.geometry);
	}

	/** Begins to resize the ring. The messages kept are exactly the model's only if none come until `finish`, which returns how many it has evicted. */
	beginResize(bounds: {maxBytes: number; maxMessages: number}): {move: HubMove; finish: () => number} {
		const buffer = new ArrayBuffer(bounds.maxBytes + SCRATCH_BYTES);
		return {
			move: HubMove.begin(this.memory, buffer, bounds),
			finish: () => {
				// The writer is another thread than the one that began, and has objects of its own.
				const evicted = new HubMove(this.memory, new HubMemory(buffer)).finish();
				this.memory.attach(buffer);
				this.hub.resume();
				this.#scratchAt = bounds.maxBytes;
				this.model.resize(this.memory.geometry);
				return evicted;
			},
		};
	}

	append(text: string): void {
		const seq = this.model.head;
		const message = {
			text, receivedUs: 1.7e15 + seq, priority: seq % 192, source: seq % 64, flags: seq % 256,
			originA: (seq * 2654435761) % 2 ** 32, originB: (seq * 40503) % 2 ** 32,
		};
		this.model.append(message);
		this.memory.bytes.set(Buffer.from(text, 'latin1'), this.#scratchAt);
		this.hub.append(
			this.#scratchAt, text.length, message.receivedUs, message.priority, message.source,
			message.flags, message.originA, message.originB,
		);
	}

	/** Appends texts as one run. */
	appendLines(texts: string[]): void {
		const seq = this.model.head;
		const shared = {receivedUs: 1.7e15 + seq, source: seq % 64, flags: seq % 256, originA: (seq * 2654435761) % 2 ** 32, originB: (seq * 40503) % 2 ** 32};
		const run = new LineRun();
		let at = run.start = this.#scratchAt + 3;
		for (const text of texts) {
			this.memory.bytes.set(Buffer.from(`${text}\n`, 'latin1'), at);
			at += text.length + 1;
			run.ends[run.count] = at;
			run.priorities[run.count++] = this.model.head % 192;
			this.model.append({...shared, text, priority: this.model.head % 192});
		}
		this.hub.appendLines(run, shared.receivedUs, shared.source, shared.flags, shared.originA, shared.originB);
	}

	/** Reads from `seq` to the end in steps, as a client does. */
	readAll(seq: number, maxBytes = Infinity): {messages: ModelMessage[]; lost: number} {
		const chunk = this.reader.chunk();
		const messages: ModelMessage[] = [];
		let lost = 0;
		for (;;) {
			this.reader.read(seq, chunk, {maxBytes});
			lost += chunk.lost;
			if (chunk.count === 0) return {messages, lost};
			messages.push(...messagesOf(chunk));
			seq = chunk.nextSeq;
		}
	}
}

/** The messages of a chunk, in full. */
export function messagesOf(chunk: Chunk): ModelMessage[] {
	return Array.from({length: chunk.count}, (_, i) => ({
		seq: chunk.firstSeq + i,
		text: Buffer.from(chunk.bytes.subarray(chunk.start(i), chunk.end(i))).toString('latin1'),
		receivedUs: chunk.receivedUs(i),
		priority: chunk.priority(i),
		source: chunk.source(i),
		flags: chunk.flags(i),
		originA: chunk.originA(i),
		originB: chunk.originB(i),
	}));
}
