import {setImmediate as othersTurn} from 'node:timers/promises';
import {Compressor} from './hub/compressor.js';
import type {HubMemory} from './hub/memory.js';
import type {PackedQueue} from './hub/packed-queue.js';
import type {HubReader} from './hub/reader.js';

/** Compresses the ring's oldest blocks, whenever there are some to compress, in turns with all else on this thread. */
export class Compression {
	readonly #compressor: Compressor;
	readonly #queue: PackedQueue;
	#isRunning = false;
	/** Whether its loop has not ended yet; it may have been told to. */
	#isLooping = false;

	/** @throws RangeError as `Compressor` does. */
	constructor(memory: HubMemory, queue: PackedQueue, reader: HubReader) {
		this.#compressor = new Compressor(memory, queue, reader);
		this.#queue = queue;
	}

	/** Seconds of work that it has taken so far. */
	get workSeconds(): number {
		return this.#compressor.workMs / 1000;
	}

	/** The memory in which blocks are taken apart. */
	get memory(): ArrayBufferLike {
		return this.#compressor.memory;
	}

	/** Begins, or goes on. */
	start(): void {
		this.#isRunning = true;
		if (!this.#isLooping) void this.#loop();
	}

	/** Stops, until it is started again. */
	stop(): void {
		this.#isRunning = false;
		this.#queue.wakeUp.signal();
	}

	/** Overwrites what it holds of messages. */
	clear(): void {
		this.#compressor.clear();
	}

	async #loop(): Promise<void> {
		this.#isLooping = true;
		while (this.#isRunning) {
			if (this.#compressor.step()) await othersTurn();
			else await this.#queue.wakeUp.wait(() => !this.#isRunning || this.#compressor.hasWork);
		}
		this.#isLooping = false;
	}
}
