import type {Hub} from '../hub.js';
import {FLAG_NO_PRIORITY, FLAG_TRUNCATED} from '../hub/entry.js';
import type {LineRun} from '../hub/line-run.js';
import {COUNTER} from '../hub/memory.js';
import type {WakeUp} from '../hub/wake-up.js';
import {DEFAULT_PRIORITY, readPriority} from '../syslog/priority.js';

/**
 * Where every message of one listener goes in: counted, discarded while paused, else appended to the hub.
 * Counters are kept in fields and added to the hub's once a batch.
 */
export class Intake {
	readonly #hub: Hub;
	/** The hub's memory; another one after a resize. */
	#bytes: Uint8Array;
	readonly #maxMessageBytes: number;
	readonly #source: number;
	readonly #wakeUp: WakeUp;
	#paused = false;
	#received = 0;
	#receivedBytes = 0;
	#stored = 0;
	#storedBytes = 0;
	#empty = 0;
	#truncated = 0;
	#unparsed = 0;

	/** @param source Number of the listener, 0 to `MAX_SOURCES` - 1. */
	constructor(hub: Hub, source: number, wakeUp: WakeUp) {
		this.#hub = hub;
		this.#bytes = hub.memory.bytes;
		this.#maxMessageBytes = hub.memory.geometry.maxMessageBytes;
		this.#source = source;
		this.#wakeUp = wakeUp;
	}

	/** Begins a batch, which has to be ended: readers of the counters see all of it or nothing. So does the pause. */
	begin(): void {
		const {memory} = this.#hub;
		memory.beginChange();
		this.#bytes = memory.bytes;
		this.#paused = memory.paused;
	}

	/** Takes the message at `bytes[from]` of the hub's scratch space. What is longer than allowed is cut. */
	take(from: number, length: number, receivedUs: number, flags: number, originA: number, originB: number): void {
		this.#received += 1;
		this.#receivedBytes += length;
		if (this.#paused) return;
		if (length === 0) {
			this.#empty += 1;
			return;
		}
		if (length > this.#maxMessageBytes) {
			length = this.#maxMessageBytes;
			flags |= FLAG_TRUNCATED;
		}
		if (flags & FLAG_TRUNCATED) this.#truncated += 1;
		let priority = readPriority(this.#bytes, from, from + length);
		if (priority === -1) {
			priority = DEFAULT_PRIORITY;
			flags |= FLAG_NO_PRIORITY;
			this.#unparsed += 1;
		}
		this.#hub.append(from, length, receivedUs, priority, this.#source, flags, originA, originB);
		this.#stored += 1;
		this.#storedBytes += length;
	}

	/** Takes the lines of a run, as `take` would one by one. */
	takeLines(lines: LineRun, receivedUs: number, flags: number, originA: number, originB: number): void {
		const {count, textBytes} = lines;
		this.#received += count;
		this.#receivedBytes += textBytes;
		if (this.#paused) return;
		this.#hub.appendLines(lines, receivedUs, this.#source, flags, originA, originB);
		this.#stored += count;
		this.#storedBytes += textBytes;
	}

	/** Ends a batch: readers see its messages, and its counts. */
	end(): void {
		const {memory} = this.#hub;
		const source = this.#source;
		memory.count(source, COUNTER.received, this.#received);
		memory.count(source, COUNTER.receivedBytes, this.#receivedBytes);
		if (this.#paused) {
			memory.count(source, COUNTER.discardedPaused, this.#received);
		} else {
			memory.count(source, COUNTER.stored, this.#stored);
			memory.count(source, COUNTER.storedBytes, this.#storedBytes);
			memory.count(source, COUNTER.discardedEmpty, this.#empty);
			memory.count(source, COUNTER.truncated, this.#truncated);
			memory.count(source, COUNTER.unparsed, this.#unparsed);
			this.#hub.publish();
		}
		memory.endChange();
		this.#wakeUp.signal();
		this.#received = this.#receivedBytes = this.#stored = this.#storedBytes = 0;
		this.#empty = this.#truncated = this.#unparsed = 0;
	}
}
