import type {Output} from '../output.js';
import {Lane, type LaneOptions, type LaneWatcher} from './lane.js';
import type {OriginMark} from './origin-mark.js';

/** So long a record waits for older ones that others may bring: more than the way from one host to another differs. */
export const HOLD_MS = 200;
const BATCH_BYTES = 64 * 1024;
const NUL = Buffer.from('\0');
const NOTHING = Buffer.alloc(0);

/** How records are merged. */
export interface MergeOptions {
	/** Whether the newest message comes first, in what is merged and in what comes of it. */
	readonly isReverse: boolean;
	/** Milliseconds that a lane which is behind may be silent before the others go on without it. */
	readonly patienceMs: number;
	/** Whether records end with NUL instead of LF. */
	readonly isZero: boolean;
}

/**
 * Merges what several daemons bring by time of receipt: of the records that come next, the oldest is printed, if none that
 * is older can come.
 *
 * A lane that is behind is waited for, so that what is there is merged exactly. For one that has caught up and is silent
 * nobody can know; the others wait for `HOLD_MS`, each record from its own arrival on. Times of other hosts are compared
 * with each other only, and never with our clock.
 */
export class Merge implements LaneWatcher {
	readonly #output: Output;
	readonly #options: MergeOptions;
	readonly #lanes: Lane[] = [];
	#isBlocked = false;
	#isClosed = false;
	#hasHead = false;
	#timer: NodeJS.Timeout | undefined;
	#whenEmpty: (() => void) | undefined;

	constructor(output: Output, options: MergeOptions) {
		this.#output = output;
		this.#options = options;
	}

	/**
	 * A lane for one daemon. Of records with the same time, those in lanes made earlier are older.
	 *
	 * @param onError Called when what the daemon sends cannot be read.
	 */
	lane(options: Omit<LaneOptions, 'isReverse'>, onError: () => void): Lane {
		const lane = new Lane({...options, isReverse: this.#options.isReverse}, this, onError);
		this.#lanes.push(lane);
		return lane;
	}

	/** Resolves when all lanes have ended and everything has been printed. */
	async finished(): Promise<void> {
		await new Promise<void>(resolve => {
			this.#whenEmpty = resolve;
			this.changed();
		});
		clearTimeout(this.#timer);
		await new Promise<void>(resolve => void this.#output.write(NOTHING, resolve));
	}

	/** Prints nothing more. */
	close(): void {
		this.#isClosed = true;
		clearTimeout(this.#timer);
	}

	head(bytes: Buffer, mark: OriginMark): void {
		if (this.#hasHead || this.#isClosed) return;
		this.#hasHead = true;
		const parts: Buffer[] = [];
		this.#ended(mark.head(bytes), parts);
		this.#output.write(Buffer.concat(parts));
	}

	changed(): void {
		const now = performance.now();
		while (!this.#isBlocked && !this.#isClosed && this.#writeBatch(now)) {
			for (const lane of this.#lanes) lane.refill();
		}
		if (this.#whenEmpty !== undefined && this.#lanes.every(lane => lane.isDone && lane.first === undefined)) this.#whenEmpty();
	}

	/** Prints what may be printed now, no more than a batch; tells whether there was anything. */
	#writeBatch(now: number): boolean {
		const parts: Buffer[] = [];
		const waiting: (() => void)[] = [];
		let bytes = 0;
		while (bytes < BATCH_BYTES) {
			for (const lane of this.#lanes) lane.takeWaiting(waiting);
			const lane = this.#next(now);
			if (lane === undefined) break;
			const entry = lane.shift();
			bytes += entry.bytes.length;
			this.#ended(lane.mark.record(entry.bytes), parts);
		}
		if (parts.length === 0 && waiting.length === 0) return false;
		const hasRoom = this.#output.write(Buffer.concat(parts), () => {
			for (const then of waiting) then();
		});
		if (!hasRoom) {
			this.#isBlocked = true;
			this.#output.whenDrained(() => {
				this.#isBlocked = false;
				this.changed();
			});
		}
		return true;
	}

	/** The lane with the record to be printed next; undefined where it cannot be told yet. */
	#next(now: number): Lane | undefined {
		const {isReverse, patienceMs} = this.#options;
		let best: Lane | undefined;
		let bestUs = 0;
		let oldestMs = Infinity;
		let silentUntilMs = -Infinity;
		let isQuiet = false;
		for (const lane of this.#lanes) {
			const {first} = lane;
			if (first === undefined) {
				if (lane.isDone) continue;
				if (lane.isBehind) silentUntilMs = Math.max(silentUntilMs, lane.heardMs + patienceMs);
				isQuiet = true;
				continue;
			}
			oldestMs = Math.min(oldestMs, first.arrivedMs);
			if (best !== undefined && (isReverse ? first.receivedUs < bestUs : first.receivedUs >= bestUs)) continue;
			best = lane;
			bestUs = first.receivedUs;
		}
		if (best === undefined || !isQuiet) return best;
		const readyMs = Math.max(oldestMs + HOLD_MS, silentUntilMs);
		if (readyMs <= now) return best;
		this.#wakeIn(readyMs - now);
		return undefined;
	}

	#wakeIn(ms: number): void {
		clearTimeout(this.#timer);
		if (ms === Infinity) return;
		this.#timer = setTimeout(() => {
			this.changed();
		}, Math.ceil(ms));
	}

	/** Adds a record's parts, with the ending that was asked for. */
	#ended(record: readonly Buffer[], parts: Buffer[]): void {
		if (!this.#options.isZero) {
			parts.push(...record);
			return;
		}
		parts.push(...record.slice(0, -1), record.at(-1)!.subarray(0, -1), NUL);
	}
}
