import {setTimeout as delay} from 'node:timers/promises';
import {Compactor} from './hub/compactor.js';
import {Compressor} from './hub/compressor.js';
import type {HubMemory} from './hub/memory.js';
import type {PackedQueue} from './hub/packed-queue.js';
import type {HubReader} from './hub/reader.js';
import {rota} from './rota.js';
import type {TwoCores} from './two-cores.js';

/** Each block that is compressed has compacting wait for so long. At a thousand messages a block, there is time for it below 5,000 messages a second. */
const QUIET_MS = 200;
/** Longer it does not wait, however many there were: by then those that have gathered since are compressed. */
const LONGEST_QUIET_MS = 1000;

/**
 * How long blocks are left to wait for one another, if not enough have gathered before. Whoever compresses takes a core from sender
 * and receiver, which then share the other and wake each other at every other message; so it is done seldom, and many blocks in
 * one go. What it takes lies in the processor's caches, too, from the second block on.
 */
const GATHERING_MS = 500;
/** So long they are in any case: when messages come fast, being woken up for each block would cost more. */
const SHORTEST_MS = 20;

/**
 * Compresses the ring's oldest blocks, whenever there are some to compress, in turns with all else on this thread; and
 * compacts what has been compressed, whenever that leaves time for it.
 */
export class Compression {
	readonly #compressor: Compressor;
	readonly #compactor: Compactor | undefined;
	readonly #queue: PackedQueue;
	readonly #cores: TwoCores;
	readonly #adopt: () => Promise<void>;
	/** When there is time to compact, by `performance.now`. */
	#quietAt = 0;
	#isCompacting = false;
	#isRunning = false;
	/** Whether its loop has not ended yet; it may have been told to. */
	#isLooping = false;

	/**
	 * @param cores What it shares with the receiver.
	 * @param compacts Whether compressed blocks are compacted. What they share then can be overwritten only when all of them are forgotten.
	 * @param adopt Has the receiver put into the ring what is in the queue.
	 * @throws RangeError as `Compressor` does.
	 */
	constructor(memory: HubMemory, queue: PackedQueue, reader: HubReader, cores: TwoCores, compacts: boolean, adopt: () => Promise<void>) {
		this.#compactor = compacts ? new Compactor(memory, queue, reader) : undefined;
		this.#cores = cores;
		this.#adopt = adopt;
		this.#compressor = new Compressor(memory, queue, reader);
		this.#queue = queue;
	}

	/** Seconds of work that it has taken so far. */
	get workSeconds(): number {
		return (this.#compressor.workMs + (this.#compactor?.workMs ?? 0)) / 1000;
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
		this.#compactor?.cancel();
		this.#queue.wakeUp.signal();
	}

	/** Overwrites what it holds of messages. */
	clear(): void {
		this.#compressor.clear();
	}

	async #loop(): Promise<void> {
		this.#isLooping = true;
		while (this.#isRunning) {
			this.#cores.take();
			while (this.#step()) {
				const now = performance.now();
				this.#quietAt = Math.min(now + LONGEST_QUIET_MS, Math.max(now, this.#quietAt) + QUIET_MS);
				if (!this.#isCompacting && this.#compactor?.hasWork === true) void this.#compact(this.#compactor);
				// It has time; who asks has not.
				await rota.turn(Infinity);
				this.#cores.stay();
			}
			this.#cores.leave();
			await this.#queue.wakeUp.wait(() => !this.#isRunning || this.#compressor.hasWork);
			await this.#gather();
		}
		this.#isLooping = false;
	}

	#step(): boolean {
		return this.#isRunning && this.#compressor.step();
	}

	async #gather(): Promise<void> {
		const isEnough = (): boolean => !this.#isRunning || this.#compressor.hasGathered;
		const end = performance.now() + GATHERING_MS;
		if (!isEnough()) await delay(SHORTEST_MS, undefined, {ref: false});
		for (let now = performance.now(); now < end && !isEnough(); now = performance.now()) await this.#queue.wakeUp.wait(isEnough, end - now);
	}

	/** Ends when there is nothing left to compact; what is compressed next has it begin again. */
	async #compact(compactor: Compactor): Promise<void> {
		this.#isCompacting = true;
		while (this.#isRunning && compactor.hasWork) {
			const ms = this.#quietAt - performance.now();
			if (ms > 0) await delay(ms, undefined, {ref: false});
			else if (await compactor.step()) await this.#adopt();
			else break;
		}
		this.#isCompacting = false;
	}
}
