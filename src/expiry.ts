import type {HubReader} from './hub/reader.js';
import type {WakeUp} from './hub/wake-up.js';
import {createAlarm, sinceBootMs} from './libc/clocks.js';

/** Messages that came within this part of the greatest age expire together; or within that time, if it is longer. */
const STEP_PART = 1 / 200;
const MIN_STEP_MS = 500;

/** The time of an alarm; `createAlarm` and `sinceBootMs` but in tests. */
export interface Clock {
	/** Milliseconds that nobody can set back or forward. */
	readonly nowMs: () => number;
	/** Milliseconds since 1970 UTC. */
	readonly wallMs: () => number;
	readonly createAlarm: (onDue: () => void) => {set(atMs: number): void; close(): void};
}

/** What `Expiry` works with. */
export interface ExpiryParts {
	/** Greatest age of a message, in milliseconds. */
	readonly maxAgeMs: number;
	readonly reader: Pick<HubReader, 'head' | 'tail'>;
	/** When a message was received, in milliseconds since 1970 UTC; undefined for one that is not there. */
	readonly receivedMs: (seq: number) => number | undefined;
	readonly wakeUp: Pick<WakeUp, 'wait' | 'signal'>;
	/** Forgets all messages below this number. */
	readonly expire: (seq: number) => Promise<void>;
	/** Told of what `expire` rejects with. */
	readonly onFailure: (error: Error) => void;
	readonly clock?: Clock;
}

/**
 * Has messages forgotten when they have reached an age, also when nothing new comes.
 *
 * It does not look at times of receipt, which come from a clock that can be set, but for messages that a ring has brought
 * with it: nobody knows more of these. Now and then, as long as messages come, it
 * notes how far the ring has got by a clock that cannot: what had come by then expires an age later. So nothing goes too
 * early, and nothing is kept longer than a step above its age. It wakes up once a step while messages come, and for
 * what expires; and not at all while there is neither.
 */
export class Expiry {
	readonly maxAgeMs: number;
	readonly #parts: ExpiryParts;
	readonly #stepMs: number;
	readonly #nowMs: () => number;
	readonly #alarm: ReturnType<Clock['createAlarm']>;
	/** Messages below `seq` had come at `atMs`; the oldest mark first. */
	readonly #marks: {seq: number; atMs: number}[] = [];
	#marked = 1;
	/** When the ring is looked at next; Infinity while a message is waited for. */
	#lookAtMs = Infinity;
	#isClosed = false;

	constructor(parts: ExpiryParts) {
		const {nowMs, wallMs, createAlarm: create} = parts.clock ?? {nowMs: sinceBootMs, wallMs: Date.now, createAlarm};
		this.maxAgeMs = parts.maxAgeMs;
		this.#parts = parts;
		this.#stepMs = Math.max(MIN_STEP_MS, parts.maxAgeMs * STEP_PART);
		this.#nowMs = nowMs;
		this.#alarm = create(() => {
			this.#ring();
		});
		const {head, tail} = parts.reader;
		if (head > tail) this.#markKept(tail, head - 1, nowMs() - wallMs());
		this.#marked = head;
		this.#alarm.set((this.#marks[0]?.atMs ?? Infinity) + this.maxAgeMs);
		void this.#waitForMessage();
	}

	/** Stops. Safe to call twice. */
	close(): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#alarm.close();
		this.#parts.wakeUp.signal();
	}

	/**
	 * Marks messages `first` to `last` by their times of receipt, by halves, until those between two marks came within a step.
	 *
	 * @param toBootMs What has to be added to a time of receipt.
	 */
	#markKept(first: number, last: number, toBootMs: number): void {
		const at = (seq: number): number => (this.#parts.receivedMs(seq) ?? 0) + toBootMs;
		const [from, to] = [at(first), at(last)];
		if (last > first && Math.abs(to - from) > this.#stepMs) {
			const middle = Math.floor((first + last) / 2);
			this.#markKept(first, middle, toBootMs);
			this.#markKept(middle + 1, last, toBootMs);
			return;
		}
		// Where the clock was set back, those before are younger: all that came by a mark are as old as it.
		const atMs = Math.min(this.#nowMs(), Math.max(from, to, this.#marks.at(-1)?.atMs ?? -Infinity));
		this.#marks.push({seq: last + 1, atMs});
	}

	async #waitForMessage(): Promise<void> {
		const {reader, wakeUp} = this.#parts;
		this.#lookAtMs = Infinity;
		while (!this.#isClosed && reader.head === this.#marked) {
			await wakeUp.wait(() => this.#isClosed || reader.head !== this.#marked);
		}
		this.#lookAtMs = 0;
		this.#ring();
	}

	/** Does what is due, and sets the alarm for what will be. */
	#ring(): void {
		if (this.#isClosed) return;
		const now = this.#nowMs();
		if (this.#lookAtMs <= now) this.#look(now);
		this.#expire(now);
		this.#alarm.set(Math.min(this.#lookAtMs, (this.#marks[0]?.atMs ?? Infinity) + this.maxAgeMs));
	}

	#look(now: number): void {
		const {head} = this.#parts.reader;
		if (head === this.#marked) {
			void this.#waitForMessage();
			return;
		}
		this.#marks.push({seq: head, atMs: now});
		this.#marked = head;
		this.#lookAtMs = now + this.#stepMs;
	}

	#expire(now: number): void {
		let seq = 0;
		while (this.#marks.length > 0 && this.#marks[0]!.atMs + this.maxAgeMs <= now) seq = this.#marks.shift()!.seq;
		if (seq > 0) this.#parts.expire(seq).catch(this.#parts.onFailure);
	}
}
