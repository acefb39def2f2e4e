import type {Hub} from '../hub.js';
import {FLAG_NO_PRIORITY, FLAG_TRUNCATED} from '../hub/entry.js';
import type {LineRun} from '../hub/line-run.js';
import {COUNTER} from '../hub/memory.js';
import type {PlacedRun} from '../hub/placed-run.js';
import type {WakeUp} from '../hub/wake-up.js';
import {nowUs} from '../libc/clocks.js';
import type {Ledger} from '../losses/ledger.js';
import type {ReasonName} from '../losses/reasons.js';
import {safeEnd} from '../redact/cut.js';
import type {Redactor} from '../redact/redactor.js';
import {DEFAULT_PRIORITY, readPriority} from '../syslog/priority.js';
import type {RateLimiter} from './rate-limiter.js';

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
	readonly #redactor: Redactor | undefined;
	readonly #ledger: Ledger;
	readonly #rateLimiter: RateLimiter | undefined;
	#paused = false;
	#received = 0;
	#receivedBytes = 0;
	#stored = 0;
	#storedBytes = 0;
	#empty = 0;
	#notAllowed = 0;
	#rateLimited = 0;
	#truncated = 0;
	#unparsed = 0;

	/**
	 * @param source Number of the listener, 0 to `MAX_SOURCES` - 1.
	 * @param ledger Where losses are written down.
	 * @param redactor Masks each message before it is appended; after that the bytes that were taken are overwritten.
	 * @param rateLimiter Says how much each sender may send; undefined for any amount.
	 */
	constructor(hub: Hub, source: number, wakeUp: WakeUp, ledger: Ledger, redactor: Redactor | undefined, rateLimiter?: RateLimiter) {
		this.#hub = hub;
		this.#bytes = hub.memory.bytes;
		this.#maxMessageBytes = hub.memory.geometry.maxMessageBytes;
		this.#source = source;
		this.#wakeUp = wakeUp;
		this.#redactor = redactor;
		this.#ledger = ledger;
		this.#rateLimiter = rateLimiter;
	}

	/** Whether messages are redacted: then nobody but an intake may bring bytes that came in into the ring, or leave them lying. */
	get redacts(): boolean {
		return this.#redactor !== undefined;
	}

	/** Begins a batch, which has to be ended: readers of the counters see all of it or nothing. So does the pause. */
	begin(): void {
		const {memory} = this.#hub;
		memory.beginChange();
		this.#bytes = memory.bytes;
		this.#paused = memory.paused;
	}

	/** Counts a message of somebody who may not send any; its bytes are for the caller to overwrite. */
	refuse(length: number): void {
		this.#received += 1;
		this.#receivedBytes += length;
		this.#notAllowed += 1;
	}

	/** Takes the message at `bytes[from]` of the hub's scratch space. What is longer than allowed is cut. */
	take(from: number, length: number, receivedUs: number, flags: number, originA: number, originB: number): void {
		this.#received += 1;
		this.#receivedBytes += length;
		if (this.#rateLimiter !== undefined && !this.#paused && this.#rateLimiter.admit(1, receivedUs, flags, originA, originB) === 0) {
			this.#rateLimited += 1;
			if (this.#redactor !== undefined) this.#bytes.fill(0, from, from + length);
			return;
		}
		if (this.#redactor !== undefined) {
			this.#takeRedacted(this.#redactor, from, length, receivedUs, flags, originA, originB);
			return;
		}
		if (this.#paused) return;
		if (length === 0) {
			this.#empty += 1;
			return;
		}
		if (length > this.#maxMessageBytes) {
			length = this.#maxMessageBytes;
			flags |= FLAG_TRUNCATED;
		}
		this.#store(from, length, receivedUs, flags, originA, originB);
	}

	/**
	 * Whether messages of that length may be taken as runs that stand in the ring already: what is redacted, limited, discarded or too
	 * long has to be taken one by one.
	 */
	takesPlaced(textBytes: number): boolean {
		return !this.#paused && this.#redactor === undefined && this.#rateLimiter === undefined && textBytes <= this.#maxMessageBytes;
	}

	/** Takes the messages of a run that stands in the ring already, as `take` would one by one, in half of its time. */
	takePlaced(run: PlacedRun, receivedUs: number, flags: number, originA: number, originB: number): void {
		const {count, textBytes} = run;
		this.#hub.appendPlaced(run, receivedUs, this.#source, flags, originA, originB);
		this.#received += count;
		this.#receivedBytes += count * textBytes;
		this.#stored += count;
		this.#storedBytes += count * textBytes;
	}

	/** Takes the lines of a run, as `take` would one by one; the run may be shortened by it. */
	takeLines(lines: LineRun, receivedUs: number, flags: number, originA: number, originB: number): void {
		if (this.#redactor !== undefined) {
			let from = lines.start;
			for (let i = 0; i < lines.count; i++) {
				const end = lines.ends[i]!;
				this.take(from, end - 1 - from, receivedUs, flags, originA, originB);
				from = end;
			}
			return;
		}
		this.#received += lines.count;
		this.#receivedBytes += lines.textBytes;
		if (this.#paused) return;
		if (this.#rateLimiter !== undefined) {
			const admitted = this.#rateLimiter.admit(lines.count, receivedUs, flags, originA, originB);
			this.#rateLimited += lines.count - admitted;
			lines.count = admitted;
			if (admitted === 0) return;
		}
		this.#hub.appendLines(lines, receivedUs, this.#source, flags, originA, originB);
		this.#stored += lines.count;
		this.#storedBytes += lines.textBytes;
	}

	/** Writes down that something was lost, where the log has come to. */
	lose(reason: ReasonName, count: number): void {
		this.#ledger.record(reason, this.#source, count, nowUs(), this.#hub.nextSeq);
	}

	/**
	 * Ends a batch: readers see its messages, and its counts.
	 *
	 * @param cut Why messages of this batch were cut, if any were.
	 */
	end(cut: 'truncated' | 'incomplete' = 'truncated'): void {
		const {memory} = this.#hub;
		const source = this.#source;
		memory.count(source, COUNTER.received, this.#received);
		memory.count(source, COUNTER.receivedBytes, this.#receivedBytes);
		if (this.#notAllowed > 0) {
			memory.count(source, COUNTER.discardedNotAllowed, this.#notAllowed);
			this.lose('discarded_not_allowed', this.#notAllowed);
		}
		if (this.#paused) {
			const discarded = this.#received - this.#notAllowed;
			memory.count(source, COUNTER.discardedPaused, discarded);
			if (discarded > 0) this.lose('discarded_paused', discarded);
		} else {
			memory.count(source, COUNTER.stored, this.#stored);
			memory.count(source, COUNTER.storedBytes, this.#storedBytes);
			memory.count(source, COUNTER.discardedEmpty, this.#empty);
			if (this.#rateLimited > 0) {
				memory.count(source, COUNTER.discardedRateLimited, this.#rateLimited);
				this.lose('discarded_rate_limited', this.#rateLimited);
			}
			memory.count(source, COUNTER.truncated, this.#truncated);
			memory.count(source, COUNTER.unparsed, this.#unparsed);
			if (this.#empty > 0) this.lose('discarded_empty', this.#empty);
			if (this.#truncated > 0) this.lose(cut, this.#truncated);
			if (this.#ledger.isOwing) this.#ledger.settle(nowUs(), this.#hub.nextSeq);
			this.#hub.publish();
		}
		memory.endChange();
		this.#wakeUp.signal();
		this.#received = this.#receivedBytes = this.#stored = this.#storedBytes = 0;
		this.#empty = this.#notAllowed = this.#rateLimited = this.#truncated = this.#unparsed = 0;
	}

	/**
	 * Takes a message of which nothing but what the redactor leaves may be seen by anybody, or be found in memory later.
	 * What was cut loses the word that the cut goes through: no rule may know a half of it.
	 */
	#takeRedacted(
		redactor: Redactor, from: number, length: number, receivedUs: number, flags: number, originA: number, originB: number,
	): void {
		const bytes = this.#bytes;
		if (!this.#paused) {
			const isCut = length > this.#maxMessageBytes || (flags & FLAG_TRUNCATED) !== 0;
			const end = isCut ? safeEnd(bytes, from, from + Math.min(length, this.#maxMessageBytes)) : from + length;
			redactor.redact(bytes, this.#hub.memory.u32, from, end);
			const left = Math.min(redactor.end - redactor.start, this.#maxMessageBytes);
			const isShortened = isCut || redactor.isCut || redactor.end - redactor.start > left;
			if (left === 0) this.#empty += 1;
			else this.#store(redactor.start, left, receivedUs, isShortened ? flags | FLAG_TRUNCATED : flags, originA, originB);
			redactor.forget();
		}
		bytes.fill(0, from, from + length);
	}

	/** Appends a message that is neither empty nor too long. */
	#store(from: number, length: number, receivedUs: number, flags: number, originA: number, originB: number): void {
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
}
