import type {Output} from '../output.js';
import {StampedRecords} from './stamped-records.js';
import type {OriginMark} from './origin-mark.js';

/**
 * A lane that holds more takes no more until it holds half of it. While another is silent, it holds what comes in
 * `HOLD_MS`: with 4 MiB that is 20 MiB a second.
 */
const MAX_LANE_BYTES = 2 ** 22;

/** What waits in a lane: a record, or somebody who wants to know when all before it has been printed. */
export type Waiting = Entry | (() => void);

/** A record on its way. */
export interface Entry {
	/** What it is merged by: when its message was received, in microseconds since 1970 UTC. */
	readonly receivedUs: number;
	readonly bytes: Buffer;
	/** When it came here, by `performance.now()`. */
	readonly arrivedMs: number;
}

/** What a lane tells those who merge it. */
export interface LaneWatcher {
	/** Something has come, or the lane's state is another. */
	changed(): void;
	/** The output's head has come, as csv has one. */
	head(bytes: Buffer, mark: OriginMark): void;
}

/** What a lane is for. */
export interface LaneOptions {
	/** Of the daemon, for errors. */
	readonly name: string;
	readonly mark: OriginMark;
	/** Whether the newest message comes first. */
	readonly isReverse: boolean;
	/** Whether the first record is the output's head. */
	readonly hasHead: boolean;
}

/**
 * Takes what one daemon answers with `stamp=1`, and holds its records until they are printed among those of others.
 *
 * What is no message has no time of its own: it stays with the message that comes next, or last before it.
 */
export class Lane implements Output {
	readonly mark: OriginMark;
	/** There is more that is older than what others bring, so that they have to wait for it. */
	isBehind = true;
	/** Nothing more will come. */
	isDone = false;
	/** When something came last, by `performance.now()`. */
	heardMs = performance.now();
	/** Messages that have come. */
	messages = 0;
	/** Whether the output's head has come. */
	hasSeenHead = false;
	/** Why what comes cannot be read. */
	error: Error | undefined;
	readonly #options: LaneOptions;
	readonly #watcher: LaneWatcher;
	readonly #onError: () => void;
	readonly #records: StampedRecords;
	#queue: Waiting[] = [];
	#next = 0;
	#bytes = 0;
	#lastUs = 0;
	#untimed: Buffer[] = [];
	#drained: (() => void)[] = [];

	/** @param onError Called when `error` is there. */
	constructor(options: LaneOptions, watcher: LaneWatcher, onError: () => void) {
		this.mark = options.mark;
		this.#options = options;
		this.#watcher = watcher;
		this.#onError = onError;
		this.#records = new StampedRecords(options.name);
	}

	/** The entry that comes next. */
	get first(): Entry | undefined {
		const first = this.#queue[this.#next];
		return typeof first === 'object' ? first : undefined;
	}

	write(bytes: Buffer, then?: () => void): boolean {
		if (this.error !== undefined) return true;
		this.heardMs = performance.now();
		try {
			for (const {receivedUs, bytes: record} of this.#records.push(bytes)) this.#take(receivedUs, record);
		} catch (error) {
			this.error = error as Error;
			this.#onError();
			return true;
		}
		if (then !== undefined) this.#queue.push(then);
		this.#watcher.changed();
		return this.#bytes < MAX_LANE_BYTES;
	}

	whenDrained(then: () => void): void {
		if (this.#bytes < MAX_LANE_BYTES / 2) setImmediate(then);
		else this.#drained.push(then);
	}

	/** Nobody has to wait for it any longer than for what may come any moment. */
	catchUp(): void {
		this.#releaseUntimed();
		this.isBehind = false;
		this.#watcher.changed();
	}

	/** There is nothing more. */
	end(): void {
		this.isDone = true;
		this.catchUp();
	}

	/** Takes the entry that comes next out of the lane. */
	shift(): Entry {
		const entry = this.#queue[this.#next] as Entry;
		this.#step();
		this.#bytes -= entry.bytes.length;
		return entry;
	}

	/** Takes out those who wait for nothing more than what has been taken out before them. */
	takeWaiting(into: (() => void)[]): void {
		for (;;) {
			const first = this.#queue[this.#next];
			if (typeof first !== 'function') return;
			into.push(first);
			this.#step();
		}
	}

	/** Tells those who wait for room, if there is some. */
	refill(): void {
		if (this.#drained.length === 0 || this.#bytes >= MAX_LANE_BYTES / 2) return;
		const waiting = this.#drained;
		this.#drained = [];
		for (const then of waiting) then();
	}

	#step(): void {
		this.#next += 1;
		if (this.#next < this.#queue.length / 2) return;
		this.#queue = this.#queue.slice(this.#next);
		this.#next = 0;
	}

	#take(receivedUs: number, bytes: Buffer): void {
		const {hasHead, isReverse, mark} = this.#options;
		if (hasHead && !this.hasSeenHead) {
			this.hasSeenHead = true;
			this.#watcher.head(bytes, mark);
			return;
		}
		if (receivedUs === 0 && !isReverse) {
			this.#untimed.push(bytes);
			return;
		}
		if (receivedUs > 0) {
			this.#lastUs = receivedUs;
			this.messages += 1;
		}
		this.#releaseUntimed();
		this.#enqueue(bytes);
	}

	#releaseUntimed(): void {
		for (const bytes of this.#untimed) this.#enqueue(bytes);
		this.#untimed = [];
	}

	#enqueue(bytes: Buffer): void {
		this.#queue.push({receivedUs: this.#lastUs, bytes, arrivedMs: this.heardMs});
		this.#bytes += bytes.length;
	}
}
