import {
	ENTRY_BYTES,
	ENTRY_FLAGS,
	ENTRY_ORIGIN_A,
	ENTRY_ORIGIN_B,
	ENTRY_PRIORITY,
	ENTRY_SOURCE,
	ENTRY_TEXT_END,
} from './hub/entry.js';
import type {Chunk} from './hub/chunk.js';
import {directoryRow} from './hub/layout.js';
import type {LineRun} from './hub/line-run.js';
import type {HubMemory} from './hub/memory.js';

const LF = 10;

/**
 * The ring: one writer, any number of readers, which never lock and never hold the writer up.
 *
 *   header | counters | directory | block 0 | block 1 | … | block n - 1 | (the writer's scratch space)
 *
 *   a block:   text LF text LF text LF →            ← entry 2, entry 1, entry 0
 *
 * Messages have sequence numbers from 1, one apart, which never repeat within an epoch. Those kept are
 * `tail ≤ seq < head`. Blocks are filled one after another, round and round; a message lies whole in one block.
 * Texts and entries share a block, so that the bound B is used fully whatever the size of the messages.
 *
 * Two bounds: at most `maxMessages` messages are kept, and all of it stays within `maxBytes`. The tail moves on
 * before the bytes below it are written over: a reader copies, then looks at the tail again, and throws away what
 * it has passed (`HubReader`).
 */
export class Hub {
	readonly #memory: HubMemory;
	#bytes!: Uint8Array;
	#u32!: Uint32Array;
	#f64!: Float64Array;
	/** Block being filled. */
	#block = 0;
	#blockAt = 0;
	/** Where its next text begins. */
	#textAt = 0;
	/** Where its last entry begins. */
	#entriesAt = 0;
	/** Sequence number of the next message; `memory.head` follows at `publish`. */
	#head!: number;

	/** @param memory Goes on behind the messages that are there. The hub is its only writer from now on. */
	constructor(memory: HubMemory) {
		this.#memory = memory;
		this.resume();
	}

	/** The memory the hub lives in. Sources stage their bytes in its scratch space. */
	get memory(): HubMemory {
		return this.#memory;
	}

	/** Sequence number that the next message appended will have. */
	get nextSeq(): number {
		return this.#head;
	}

	/** Where the next text begins if it has room in the block that is being filled. One that stands there need not move. */
	get textAt(): number {
		return this.#textAt;
	}

	/** Bytes that are left there for texts and entries. What stood in them is evicted, and no reader looks at them. */
	get room(): number {
		return this.#entriesAt - this.#textAt;
	}

	/**
	 * Appends the message at `bytes[from]` of the hub's own memory. Readers see it after `publish`.
	 *
	 * @param length At most `geometry.maxMessageBytes`; the caller has cut what is longer.
	 * @param receivedUs Microseconds since 1970 UTC.
	 * @param originA Process id, IPv4 address or row of the IPv6 table, as `flags` say.
	 * @param originB User id or port, as `flags` say.
	 */
	append(
		from: number, length: number, receivedUs: number,
		priority: number, source: number, flags: number, originA: number, originB: number,
	): void {
		if (this.#textAt + length + 1 + ENTRY_BYTES > this.#entriesAt) {
			this.#enter((this.#block + 1) % this.#memory.geometry.blockCount);
		}
		const bytes = this.#bytes;
		if (from !== this.#textAt) bytes.copyWithin(this.#textAt, from, from + length);
		this.#textAt += length + 1;
		bytes[this.#textAt - 1] = LF;
		const entry = this.#entriesAt - ENTRY_BYTES;
		this.#entriesAt = entry;
		this.#f64[entry >>> 3] = receivedUs;
		this.#u32[(entry + ENTRY_TEXT_END) >>> 2] = this.#textAt - this.#blockAt;
		this.#u32[(entry + ENTRY_ORIGIN_A) >>> 2] = originA;
		this.#u32[(entry + ENTRY_ORIGIN_B) >>> 2] = originB;
		bytes[entry + ENTRY_PRIORITY] = priority;
		bytes[entry + ENTRY_SOURCE] = source;
		bytes[entry + ENTRY_FLAGS] = flags;
		this.#head += 1;
	}

	/**
	 * Appends the lines of a run, as `append` would one by one. A copy a block instead of one a message: the call of
	 * `copyWithin` is a fifth of the time that a message takes.
	 *
	 * @param lines Each of at most `geometry.maxMessageBytes`, without its LF.
	 */
	appendLines(lines: LineRun, receivedUs: number, source: number, flags: number, originA: number, originB: number): void {
		let from = lines.start;
		for (let i = 0; i < lines.count;) {
			const next = this.#indexLines(lines, i, from, receivedUs, source, flags, originA, originB);
			if (next > i) {
				const end = lines.ends[next - 1]!;
				this.#bytes.copyWithin(this.#textAt, from, end);
				this.#textAt += end - from;
				from = end;
				i = next;
			}
			if (i < lines.count) this.#enter((this.#block + 1) % this.#memory.geometry.blockCount);
		}
	}

	/** Makes all that has been appended visible to readers, evicting what the bound N no longer allows. */
	publish(): void {
		const memory = this.#memory;
		const oldest = this.#head - memory.geometry.maxMessages;
		if (oldest > memory.tail) memory.tail = oldest;
		memory.fence();
		memory.head = this.#head;
	}

	/**
	 * Appends copies of another hub's messages. Takes 10 ns a message, and the time of copying the bytes.
	 *
	 * @param chunk Begins with message `nextSeq`; each message has at most `geometry.maxMessageBytes`.
	 */
	appendChunk(chunk: Chunk): void {
		for (let i = 0; i < chunk.count;) {
			const next = this.#endOfFitting(chunk, i);
			if (next > i) this.#copyOf(chunk, i, next);
			if (next < chunk.count) this.#enter((this.#block + 1) % this.#memory.geometry.blockCount);
			i = next;
		}
	}

	/** Evicts every message; the sequence goes on with number `seq`, which is not below `nextSeq`. */
	skipTo(seq: number): void {
		const {blockCount} = this.#memory.geometry;
		const isEmpty = this.#textAt === this.#blockAt;
		this.#head = seq;
		this.#memory.tail = seq;
		this.#enter(isEmpty ? this.#block : (this.#block + 1) % blockCount);
	}

	/** Goes on behind the messages that are in the memory by now, after somebody else has written to it or it was attached. */
	resume(): void {
		const memory = this.#memory;
		this.#bytes = memory.bytes;
		this.#u32 = memory.u32;
		this.#f64 = memory.f64;
		this.#head = memory.head;
		const {blockBytes, blockCount, blocksAt} = memory.geometry;
		let newest = 0;
		for (let block = 1; block < blockCount; block++) {
			if (this.#f64[directoryRow(block)]! > this.#f64[directoryRow(newest)]!) newest = block;
		}
		const first = this.#f64[directoryRow(newest)]!;
		if (first === 0) {
			this.#enter(0);
			return;
		}
		this.#block = newest;
		this.#blockAt = blocksAt + newest * blockBytes;
		this.#entriesAt = this.#blockAt + blockBytes - (this.#head - first) * ENTRY_BYTES;
		this.#textAt = this.#blockAt + (this.#head === first ? 0 : this.#u32[(this.#entriesAt + ENTRY_TEXT_END) >>> 2]!);
	}

	/**
	 * Forgets every message and overwrites its bytes; the sequence goes on.
	 *
	 * @returns How many messages were kept until then.
	 */
	clear(): number {
		this.publish();
		const memory = this.#memory;
		const {blockBytes, blockCount, blocksAt} = memory.geometry;
		const cleared = this.#head - memory.tail;
		memory.beginChange();
		memory.cleared += cleared;
		memory.clearedTo = this.#head;
		memory.tail = this.#head;
		memory.endChange();
		for (let block = 0; block < blockCount; block++) {
			const row = directoryRow(block);
			// Blocks never filled are backed by no memory; touching them would make them resident.
			if (this.#f64[row] !== 0) this.#bytes.fill(0, blocksAt + block * blockBytes, blocksAt + (block + 1) * blockBytes);
			this.#f64[row] = 0;
		}
		this.#enter(0);
		return cleared;
	}

	/**
	 * Writes the entries of line `first` and those after it, as far as they fit into the block; returns the first that does
	 * not. The text of line `first` stands at `from`. Takes 5 ns a line.
	 */
	#indexLines(
		lines: LineRun, first: number, from: number,
		receivedUs: number, source: number, flags: number, originA: number, originB: number,
	): number {
		const {ends, priorities, count} = lines;
		const u32 = this.#u32;
		const toText = this.#textAt - from;
		const toBlock = toText - this.#blockAt;
		const rest = source << 8 | flags << 16;
		let entry = this.#entriesAt - ENTRY_BYTES;
		let i = first;
		for (; i < count; i++) {
			const end = ends[i]!;
			if (end + toText > entry) break;
			this.#f64[entry >>> 3] = receivedUs;
			const word = entry >>> 2;
			u32[word + (ENTRY_TEXT_END >>> 2)] = end + toBlock;
			u32[word + (ENTRY_ORIGIN_A >>> 2)] = originA;
			u32[word + (ENTRY_ORIGIN_B >>> 2)] = originB;
			u32[word + (ENTRY_PRIORITY >>> 2)] = priorities[i]! | rest;
			entry -= ENTRY_BYTES;
		}
		this.#entriesAt = entry + ENTRY_BYTES;
		this.#head += i - first;
		return i;
	}

	/** The first message of the chunk, from `first` on, that no longer fits into the block. */
	#endOfFitting(chunk: Chunk, first: number): number {
		const room = this.#entriesAt - this.#textAt + chunk.start(first);
		let next = first;
		while (next < chunk.count && chunk.end(next) + 1 + (next + 1 - first) * ENTRY_BYTES <= room) next++;
		return next;
	}

	/** Writes messages `first` to `next - 1` of the chunk into the block. */
	#copyOf(chunk: Chunk, first: number, next: number): void {
		const start = chunk.start(first);
		const end = chunk.end(next - 1) + 1;
		const entries = this.#entriesAt - (next - first) * ENTRY_BYTES;
		this.#bytes.set(chunk.bytes.subarray(start, end), this.#textAt);
		this.#bytes.set(chunk.bytes.subarray(chunk.entry(next - 1), chunk.entry(first) + ENTRY_BYTES), entries);
		const toBlock = this.#textAt - this.#blockAt - start;
		for (let entry = entries; entry < this.#entriesAt; entry += ENTRY_BYTES) this.#u32[(entry + ENTRY_TEXT_END) >>> 2]! += toBlock;
		this.#entriesAt = entries;
		this.#textAt += end - start;
		this.#head += next - first;
	}

	/** Begins to fill `block`; the messages it held are evicted first. */
	#enter(block: number): void {
		this.publish();
		const {blockBytes, blockCount, blocksAt} = this.#memory.geometry;
		const row = directoryRow(block);
		if (this.#f64[row] !== 0) {
			// Once round, the block after this one holds the oldest messages that stay.
			const oldest = this.#f64[directoryRow((block + 1) % blockCount)]!;
			if (oldest > this.#memory.tail) this.#memory.tail = oldest;
			this.#memory.fence();
		}
		this.#f64[row] = this.#head;
		this.#memory.fence();
		this.#block = block;
		this.#blockAt = blocksAt + block * blockBytes;
		this.#textAt = this.#blockAt;
		this.#entriesAt = this.#blockAt + blockBytes;
	}
}
