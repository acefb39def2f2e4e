import {randomBytes} from 'node:crypto';
import {
	COUNTERS_AT,
	COUNTERS_PER_SOURCE,
	DIRECTORY_AT,
	type Geometry,
	geometryFor,
	HEADER,
	HEADER_BYTES,
	IPV6_AT,
	LAYOUT_VERSION,
	type Limits,
	MAGIC,
} from './layout.js';

/** A try takes a microsecond, a batch some twenty; a writer that disturbs all of these is stuck within one. */
const MAX_SNAPSHOT_TRIES = 10_000;

/** Names of the counters kept for each listener, in the order in which they stand in the header. */
export const COUNTER_NAMES = [
	'received',
	'receivedBytes',
	'stored',
	'storedBytes',
	'discardedPaused',
	'discardedEmpty',
	'discardedNotAllowed',
	'discardedRateLimited',
	'truncated',
	'unparsed',
	'kernelDrops',
	'connections',
	'connectionsRefused',
	'connectionsNotAllowed',
	'connectionsCut',
	'receiveErrors',
] as const;

/** Name of a counter. */
export type CounterName = (typeof COUNTER_NAMES)[number];

/** Number of each counter within a listener's row. */
export const COUNTER = Object.fromEntries(COUNTER_NAMES.map((name, i) => [name, i])) as Record<CounterName, number>;

/**
 * Typed views of a hub's memory, and its header's fields by name. Each thread makes its own over the same bytes.
 *
 * A hub that is resized moves to other memory. Each thread then attaches the one `HubMemory` that it has: whoever holds
 * that need not know, if only it keeps no views of its own beyond the call that it took them in.
 *
 * Sequence numbers and sizes are doubles: exact up to 2^53, and aligned 64-bit loads and stores are whole on
 * the machines that Node runs on. `fence` orders them against the bytes they speak of.
 */
export class HubMemory {
	#bytes!: Uint8Array;
	#u32!: Uint32Array;
	#f64!: Float64Array;
	#i32!: Int32Array;
	#geometry!: Geometry;

	/** @param memory As for `attach`. */
	constructor(memory: ArrayBufferLike) {
		this.attach(memory);
	}

	/** Lays out an empty hub in zeroed memory, which may be longer than the hub. */
	static format(memory: ArrayBufferLike, limits: Limits): HubMemory {
		const geometry = geometryFor(limits);
		const u32 = new Uint32Array(memory, 0, HEADER.maxMessageBytes / 4 + 1);
		const f64 = new Float64Array(memory, 0, HEADER.maxBytes / 8 + 1);
		u32[HEADER.layoutVersion >>> 2] = LAYOUT_VERSION;
		// 48 random bits: two daemons never mistake each other's cursors.
		f64[HEADER.epoch >>> 3] = randomBytes(6).readUIntBE(0, 6);
		f64[HEADER.head >>> 3] = 1;
		f64[HEADER.appended >>> 3] = 1;
		f64[HEADER.tail >>> 3] = 1;
		f64[HEADER.clearedTo >>> 3] = 1;
		f64[HEADER.expiredTo >>> 3] = 1;
		f64[HEADER.maxMessages >>> 3] = geometry.maxMessages;
		f64[HEADER.maxBytes >>> 3] = geometry.maxBytes;
		u32[HEADER.blockBytes >>> 2] = geometry.blockBytes;
		u32[HEADER.blockCount >>> 2] = geometry.blockCount;
		u32[HEADER.maxMessageBytes >>> 2] = geometry.maxMessageBytes;
		u32[HEADER.magic >>> 2] = MAGIC;
		return new HubMemory(memory);
	}

	get bytes(): Uint8Array {
		return this.#bytes;
	}

	get u32(): Uint32Array {
		return this.#u32;
	}

	get f64(): Float64Array {
		return this.#f64;
	}

	/** How the memory is cut. It changes when the hub is resized. */
	get geometry(): Geometry {
		return this.#geometry;
	}

	/** Attaches to memory in which `HubMemory.format` has laid out a hub, instead of what it was attached to before. */
	attach(memory: ArrayBufferLike): void {
		const u32 = new Uint32Array(memory, 0, Math.floor(memory.byteLength / 4));
		if (u32[HEADER.magic >>> 2] !== MAGIC || u32[HEADER.layoutVersion >>> 2] !== LAYOUT_VERSION) {
			throw new Error('the memory holds no hub of this layout');
		}
		this.#bytes = new Uint8Array(memory);
		this.#u32 = u32;
		this.#f64 = new Float64Array(memory, 0, Math.floor(memory.byteLength / 8));
		this.#i32 = new Int32Array(memory, 0, HEADER_BYTES / 4);
		this.readLimits();
	}

	/** Reads the bounds again, after `writeMaxMessages`. */
	readLimits(): void {
		this.#geometry = geometryFor({
			maxBytes: this.#f64[HEADER.maxBytes >>> 3]!,
			maxMessages: this.#f64[HEADER.maxMessages >>> 3]!,
			maxMessageBytes: this.#u32[HEADER.maxMessageBytes >>> 2]!,
		});
	}

	/** Sets the bound N. Only the receiver thread may; the other threads read it by `readLimits`. */
	writeMaxMessages(maxMessages: number): void {
		this.#f64[HEADER.maxMessages >>> 3] = maxMessages;
		this.readLimits();
	}

	/**
	 * Takes over what is not about single messages from the hub that has moved here: the run of sequence numbers, what
	 * was cleared, the pause, counters and IPv6 senders; and a tail that is further on.
	 */
	takeOver(from: HubMemory): void {
		this.#bytes.set(from.#bytes.subarray(COUNTERS_AT, DIRECTORY_AT), COUNTERS_AT);
		this.#f64[HEADER.epoch >>> 3] = from.#f64[HEADER.epoch >>> 3]!;
		this.clearedTo = from.clearedTo;
		this.cleared = from.cleared;
		this.evictedEarly = from.evictedEarly;
		this.expired = from.expired;
		this.expiredTo = from.expiredTo;
		this.paused = from.paused;
		this.tail = Math.max(this.tail, from.tail);
	}

	/** Orders every access before it against every access after it, for the compiler and for the processor. */
	fence(): void {
		Atomics.add(this.#i32, HEADER.fence >>> 2, 0);
	}

	/** Begins a change of head, tail and counters that readers see as a whole. Only the receiver thread may. */
	beginChange(): void {
		Atomics.add(this.#i32, HEADER.version >>> 2, 1);
	}

	/** Ends the change. */
	endChange(): void {
		Atomics.add(this.#i32, HEADER.version >>> 2, 1);
	}

	/** Begins a change of the directory that readers see as a whole. Only the receiver thread may. */
	beginDirectoryChange(): void {
		Atomics.add(this.#i32, HEADER.directoryVersion >>> 2, 1);
	}

	/** Ends the change. */
	endDirectoryChange(): void {
		Atomics.add(this.#i32, HEADER.directoryVersion >>> 2, 1);
	}

	/**
	 * Which state of the directory this is. As long as it stays the same, and is even, rows are as they were and no block
	 * has been given up.
	 */
	get directoryVersion(): number {
		return Atomics.load(this.#i32, HEADER.directoryVersion >>> 2);
	}

	/**
	 * Header and counters as they were at one moment, between two batches, in memory of their own.
	 * The message at `head` and what else lies behind the counters is not in it.
	 */
	snapshot(): HubMemory {
		for (let tries = 0; ; tries++) {
			const before = Atomics.load(this.#i32, HEADER.version >>> 2);
			const copy = this.#bytes.slice(0, IPV6_AT).buffer;
			this.fence();
			const whole = (before & 1) === 0 && Atomics.load(this.#i32, HEADER.version >>> 2) === before;
			if (whole || tries === MAX_SNAPSHOT_TRIES) return new HubMemory(copy);
		}
	}

	/** Name of this run of sequence numbers: 12 hexadecimal digits. */
	get epoch(): string {
		return this.#f64[HEADER.epoch >>> 3]!.toString(16).padStart(12, '0');
	}

	/** Sequence number of the next message; the first is 1. */
	get head(): number {
		return this.#f64[HEADER.head >>> 3]!;
	}

	set head(seq: number) {
		this.#f64[HEADER.head >>> 3] = seq;
	}

	/** Sequence number after the newest message that is whole, whether or not readers have been told of it. */
	get appended(): number {
		return this.#f64[HEADER.appended >>> 3]!;
	}

	set appended(seq: number) {
		this.#f64[HEADER.appended >>> 3] = seq;
	}

	/** Whether the hub goes on in other memory. */
	get hasMoved(): boolean {
		return this.#u32[HEADER.hasMoved >>> 2] === 1;
	}

	set hasMoved(moved: boolean) {
		this.#u32[HEADER.hasMoved >>> 2] = moved ? 1 : 0;
	}

	/** Sequence number of the oldest message kept; equals `head` in an empty hub. */
	get tail(): number {
		return this.#f64[HEADER.tail >>> 3]!;
	}

	set tail(seq: number) {
		this.#f64[HEADER.tail >>> 3] = seq;
	}

	/** Messages below this number were cleared rather than evicted. */
	get clearedTo(): number {
		return this.#f64[HEADER.clearedTo >>> 3]!;
	}

	set clearedTo(seq: number) {
		this.#f64[HEADER.clearedTo >>> 3] = seq;
	}

	/** Messages cleared so far, in this epoch. */
	get cleared(): number {
		return this.#f64[HEADER.cleared >>> 3]!;
	}

	set cleared(messages: number) {
		this.#f64[HEADER.cleared >>> 3] = messages;
	}

	/** Messages evicted so far that there was no time to compress. */
	get evictedEarly(): number {
		return this.#f64[HEADER.evictedEarly >>> 3]!;
	}

	set evictedEarly(messages: number) {
		this.#f64[HEADER.evictedEarly >>> 3] = messages;
	}

	/** Messages that have expired so far, in this epoch: they became older than is allowed. */
	get expired(): number {
		return this.#f64[HEADER.expired >>> 3]!;
	}

	set expired(messages: number) {
		this.#f64[HEADER.expired >>> 3] = messages;
	}

	/** Messages below this number expired, if they were not cleared or evicted before. */
	get expiredTo(): number {
		return this.#f64[HEADER.expiredTo >>> 3]!;
	}

	set expiredTo(seq: number) {
		this.#f64[HEADER.expiredTo >>> 3] = seq;
	}

	/** Messages evicted so far, in this epoch, to make room for newer ones. */
	get evicted(): number {
		return this.tail - 1 - this.cleared - this.expired;
	}

	/** Whether new messages are discarded. */
	get paused(): boolean {
		return Atomics.load(this.#i32, HEADER.paused >>> 2) !== 0;
	}

	set paused(paused: boolean) {
		Atomics.store(this.#i32, HEADER.paused >>> 2, paused ? 1 : 0);
	}

	/** A counter of one listener. */
	counter(source: number, counter: number): number {
		return this.#f64[(COUNTERS_AT >>> 3) + source * COUNTERS_PER_SOURCE + counter]!;
	}

	/** Has a counter of one listener begin anew. */
	resetCounter(source: number, counter: number): void {
		this.#f64[(COUNTERS_AT >>> 3) + source * COUNTERS_PER_SOURCE + counter] = 0;
	}

	/** Adds to a counter of one listener. Only the receiver thread may. */
	count(source: number, counter: number, by: number): void {
		this.#f64[(COUNTERS_AT >>> 3) + source * COUNTERS_PER_SOURCE + counter]! += by;
	}
}
