import {setTimeout as pause} from 'node:timers/promises';
import type {FormatterContext} from '../formatter/formatter.js';
import type {Chunk} from '../hub/chunk.js';
import {FLAG_ORIGIN_IPV4, FLAG_ORIGIN_IPV6} from '../hub/entry.js';
import type {HubReader} from '../hub/reader.js';
import type {WakeUp} from '../hub/wake-up.js';
import type {TwoCores} from '../two-cores.js';
import type {Losses} from './losses.js';
import {OwnLosses} from './own-losses.js';
import {Senders} from './senders.js';
import {SequenceIds} from './sequence-ids.js';
import {SequenceTracks} from './sequence-tracks.js';

/** Time between two looks, in milliseconds. */
const INTERVAL_MS = 100;
const SHORTEST_INTERVAL_MS = 5;
/**
 * A look should find no more than this part of the ring: what is older may be compressed already, and unpacking it takes
 * twenty times the time. At full speed, looks come closer together for that.
 */
const PART_OF_RING = 1 / 64;
/** After so much work others get their turn: so long that all of this takes no more than that part of a core, whatever comes. */
const TURN_MS = 2;
const PART_OF_CORE = 1 / 60;
/** The same while nobody is known who counts: most senders do not. With two cores at full speed, that gives the receiver 2 % more. */
const PART_WITHOUT_COUNTS = PART_OF_CORE / 4;
const STEP_MESSAGES = 2048;
/** So long what UDP has brought into another order may still come, and what the kernel has dropped become known. */
const HOLD_MS = 1000;

/** What the watch stands on. */
export interface SequenceWatchParts {
	readonly reader: HubReader;
	readonly wakeUp: WakeUp;
	/** What this thread shares with the receiver. */
	readonly cores: TwoCores;
	/** Size of the ring, which may change. */
	readonly maxBytes: () => number;
	readonly losses: Losses;
	/** Names of the listeners, by number. */
	readonly sources: readonly string[];
	readonly context: Pick<FormatterContext, 'hostOf'>;
	/** Scratch space, which others on this thread may share. */
	readonly space: {readonly chunk: Chunk};
}

/**
 * Looks at the `sequenceId` of what comes, and writes down what was lost before it came here: holes in a sender's numbers.
 * It reads the ring behind the writer, as a follower does, ten times a second at the most, and not at all while nothing comes. At
 * full speed that is work of 2 ms again and again, beside which the receiver needs a core.
 */
export class SequenceWatch {
	readonly #parts: SequenceWatchParts;
	readonly #ids = new SequenceIds();
	readonly #own: OwnLosses;
	readonly #senders: Senders;
	/** Those of which something is missing that may still come. */
	readonly #waiting = new Set<SequenceTracks>();
	#next: number;
	/** Whether one of the senders known has been seen to count. */
	#someoneCounts = false;
	#intervalMs = INTERVAL_MS;
	/** Bytes of text that the last look has found. */
	#foundBytes = 0;
	#closed = false;

	constructor(parts: SequenceWatchParts) {
		this.#parts = parts;
		this.#next = parts.reader.head;
		this.#own = new OwnLosses(() => parts.losses.received);
		this.#senders = new Senders((source, host, chunk, i) => this.#create(source, host, chunk, i));
	}

	/** Begins to watch. */
	start(): void {
		void this.#watch();
	}

	/** Ends it. Safe to call twice. */
	close(): void {
		this.#closed = true;
		this.#parts.wakeUp.signal();
	}

	/** Looks at what has come, and at what has been missing for long enough; resolves to whether something may still come. */
	async look(): Promise<boolean> {
		const {reader, cores, space: {chunk}} = this.#parts;
		this.#own.forget();
		this.#foundBytes = 0;
		const until = reader.head;
		if (this.#next >= until) return this.#settle();
		let begun = performance.now();
		cores.take();
		while (this.#next < until) {
			reader.read(this.#next, chunk, {until, maxMessages: STEP_MESSAGES});
			if (chunk.lost > 0) this.#comeTooLate(chunk);
			if (chunk.count === 0) break;
			const us = Date.now() * 1000;
			this.#ids.open(chunk);
			while (this.#ids.next()) this.#take(chunk, us);
			this.#next = chunk.nextSeq;
			this.#foundBytes += chunk.end(chunk.count - 1) - chunk.start(0);
			const ms = performance.now() - begun;
			if (ms < TURN_MS) continue;
			cores.leave();
			const part = this.#someoneCounts ? PART_OF_CORE : PART_WITHOUT_COUNTS;
			await pause(ms / part - ms, undefined, {ref: false});
			if (this.#closed) return false;
			cores.take();
			begun = performance.now();
		}
		cores.leave();
		return this.#settle();
	}

	async #watch(): Promise<void> {
		const {reader, wakeUp, maxBytes} = this.#parts;
		while (!this.#closed) {
			const isWaiting = await this.look();
			const wanted = maxBytes() * PART_OF_RING / this.#foundBytes * this.#intervalMs;
			this.#intervalMs = Math.max(SHORTEST_INTERVAL_MS, Math.min(INTERVAL_MS, wanted));
			await pause(this.#intervalMs, undefined, {ref: false});
			if (!isWaiting) await wakeUp.wait(() => this.#closed || reader.head !== this.#next);
		}
	}

	#settle(): boolean {
		const us = Date.now() * 1000;
		for (const tracks of this.#waiting) {
			tracks.settle(us);
			if (!tracks.isWaiting) this.#waiting.delete(tracks);
		}
		return this.#waiting.size > 0;
	}

	#comeTooLate({lost, lossReason, firstSeq}: Chunk): void {
		const isWatching = this.#senders.count > 0;
		this.#senders.clear();
		this.#someoneCounts = false;
		this.#next = firstSeq;
		if (isWatching && lossReason !== 'cleared') this.#parts.losses.record('sequence_unwatched', 'ring', lost, firstSeq);
	}

	#take(chunk: Chunk, us: number): void {
		const {message, value, count, hostStart, hostEnd} = this.#ids;
		const {tracks} = this.#senders.of(chunk, message, hostStart, hostEnd);
		for (let i = 0; i < count; i++) tracks.take(value + i, chunk.firstSeq + message + i, us);
		this.#someoneCounts ||= tracks.counts;
		if (tracks.isWaiting) this.#waiting.add(tracks);
	}

	#create(source: number, host: string, chunk: Chunk, i: number): {name: string; tracks: SequenceTracks} {
		const {losses, sources, context} = this.#parts;
		const listener = sources[source] ?? '';
		const isRemote = (chunk.flags(i) & (FLAG_ORIGIN_IPV4 | FLAG_ORIGIN_IPV6)) !== 0;
		const name = `${host} ${isRemote ? `from ${Buffer.from(context.hostOf(chunk, i)).toString()}` : `on ${listener}`}`;
		const tracks = new SequenceTracks(listener.startsWith('udp:') ? HOLD_MS * 1000 : 0, {
			hole: (count, lastSeq, seq) => {
				const lost = count - this.#own.explain(source, count, lastSeq, seq);
				if (lost > 0) losses.record('sequence_hole', name, lost, seq);
			},
			restart: seq => {
				losses.record('sender_restarted', name, 0, seq);
			},
		});
		return {name, tracks};
	}
}
