import {
	ENTRY_BYTES,
	ENTRY_ORIGIN_A,
	ENTRY_ORIGIN_B,
	ENTRY_PRIORITY,
	ENTRY_TEXT_END,
} from './hub/entry.js';
import type {Chunk} from './hub/chunk.js';
import {Directory} from './hub/directory.js';
import {FEWEST_BLOCKS_TO_COMPRESS, HEADER} from './hub/layout.js';
import type {LineRun} from './hub/line-run.js';
import type {HubMemory} from './hub/memory.js';
import type {BlockImage} from './hub/reader.js';
import type {PackedQueue} from './hub/packed-queue.js';
import type {PlacedRun} from './hub/placed-run.js';
import {wipe} from './hub/packing/web-assembly.js';
import {SEGMENT_ROW_BYTES, type SegmentFacts} from './hub/segment.js';
import {SegmentBlocks} from './hub/segment-blocks.js';
import {wipePassed} from './hub/wipe-passed.js';

const LF = 10;
const APPENDED = HEADER.appended >>> 3;

/**
 * The ring: one writer, any number of readers, which never lock and never hold the writer up.
 *
 *   header | counters | directory | block 0 | block 1 | … | block n - 1 | (the writer's scratch space)
 *
 *   a block of messages:   text LF text LF text LF →     ← entry 2, entry 1, entry 0
 *   a block of segments:   packed 0, packed 1 →          ← row 1, row 0
 *
 * Messages have sequence numbers from 1, one apart, which never repeat within an epoch. Those kept are
 * `tail ≤ seq < head`. Blocks are filled one after another; a message lies whole in one block. Texts and entries share a
 * block, so that the bound B is used fully whatever the size of the messages.
 *
 * Where messages are compressed, somebody else packs the oldest blocks of messages and puts them into a queue; the hub
 * takes them from there into a block of segments, and has the block they were made of free again. So all blocks are one
 * pool: what comes fast takes the room of the oldest segments, and not of what came a moment ago.
 *
 * Two bounds: at most `maxMessages` messages are kept, and all of it stays within `maxBytes`. The tail moves on
 * before the bytes below it are written over: a reader copies, then looks at the tail again, and throws away what
 * it has passed (`HubReader`).
 */
export class Hub {
	readonly #memory: HubMemory;
	readonly #directory: Directory;
	readonly #packed: PackedQueue | undefined;
	readonly #segmentBlocks: SegmentBlocks;
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

	/**
	 * @param memory Goes on behind the messages that are there. The hub is its only writer from now on.
	 * @param packed Brings what has been packed; without it, messages stay as they came until they are evicted.
	 */
	constructor(memory: HubMemory, packed?: PackedQueue) {
		this.#memory = memory;
		this.#directory = new Directory(memory);
		this.#packed = packed;
		this.#segmentBlocks = new SegmentBlocks(memory, () => {
			this.#evictBlock();
		});
		this.resume();
	}

	/** The memory the hub lives in. Sources stage their bytes in its scratch space. */
	get memory(): HubMemory {
		return this.#memory;
	}

	/**
	 * Sequence number that the next message appended will have; `memory.head` follows at `publish`. It is kept in the hub's
	 * memory alone: a field would be a new object for each message, once it is too large for a small integer of V8.
	 */
	get nextSeq(): number {
		return this.#f64[APPENDED]!;
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
			this.#enter();
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
		this.#u32[(entry + ENTRY_PRIORITY) >>> 2] = priority | source << 8 | flags << 16;
		this.#f64[APPENDED]! += 1;
	}

	/**
	 * Appends the messages of a run, as `append` would one by one, in half of its time: they are where they belong already. The
	 * block has room for them.
	 *
	 * @param run Begins at `textAt`; each message has at most `geometry.maxMessageBytes`.
	 */
	appendPlaced(
		{count, textBytes, priorities}: PlacedRun, receivedUs: number, source: number, flags: number, originA: number, originB: number,
	): void {
		const bytes = this.#bytes;
		const u32 = this.#u32;
		const f64 = this.#f64;
		const blockAt = this.#blockAt;
		const rest = source << 8 | flags << 16;
		let textAt = this.#textAt;
		let entry = this.#entriesAt;
		for (let i = 0; i < count; i++) {
			textAt += textBytes + 1;
			bytes[textAt - 1] = LF;
			entry -= ENTRY_BYTES;
			f64[entry >>> 3] = receivedUs;
			const word = entry >>> 2;
			u32[word + (ENTRY_TEXT_END >>> 2)] = textAt - blockAt;
			u32[word + (ENTRY_ORIGIN_A >>> 2)] = originA;
			u32[word + (ENTRY_ORIGIN_B >>> 2)] = originB;
			u32[word + (ENTRY_PRIORITY >>> 2)] = priorities[i]! | rest;
		}
		this.#textAt = textAt;
		this.#entriesAt = entry;
		f64[APPENDED]! += count;
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
				this.#f64[APPENDED]! += next - i;
				from = end;
				i = next;
			}
			if (i < lines.count) this.#enter();
		}
	}

	/** Makes all that has been appended visible to readers, evicting what the bound N no longer allows. */
	publish(): void {
		const memory = this.#memory;
		const oldest = this.nextSeq - memory.geometry.maxMessages;
		if (oldest > memory.tail) memory.tail = oldest;
		memory.fence();
		memory.head = this.nextSeq;
		if (this.#packed?.hasNext) this.adopt();
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
			if (next < chunk.count) this.#enter();
			i = next;
		}
	}

	/** Evicts every message; the sequence goes on with number `seq`, which is not below `nextSeq`. */
	skipTo(seq: number): void {
		this.#giveUpIfEmpty();
		this.#f64[APPENDED] = seq;
		this.#memory.tail = seq;
		this.#enter();
	}

	/** Goes on behind the messages that are in the memory by now, after somebody else has written to it or it was attached. */
	resume(): void {
		const memory = this.#memory;
		const directory = this.#directory;
		this.#bytes = memory.bytes;
		this.#u32 = memory.u32;
		this.#f64 = memory.f64;
		this.#f64[APPENDED] = memory.head;
		this.#segmentBlocks.endBlock();
		this.#textAt = this.#entriesAt = 0;
		if (!directory.find(Infinity) || directory.segmentsOf(directory.block) > 0) {
			this.#enter();
			return;
		}
		const {blockBytes, blocksAt} = memory.geometry;
		const {block, first} = directory;
		this.#block = block;
		this.#blockAt = blocksAt + block * blockBytes;
		this.#entriesAt = this.#blockAt + blockBytes - (this.nextSeq - first) * ENTRY_BYTES;
		this.#textAt = this.#blockAt + (this.nextSeq === first ? 0 : this.#u32[(this.#entriesAt + ENTRY_TEXT_END) >>> 2]!);
	}

	/**
	 * Forgets every message and overwrites its bytes; the sequence goes on.
	 *
	 * @returns How many messages were kept until then.
	 */
	clear(): number {
		this.publish();
		const memory = this.#memory;
		const directory = this.#directory;
		const {blockBytes, blockCount, blocksAt} = memory.geometry;
		const cleared = this.nextSeq - memory.tail;
		while (this.#packed?.hasNext) this.#packed.drop();
		memory.beginChange();
		memory.cleared += cleared;
		memory.clearedTo = this.nextSeq;
		memory.tail = this.nextSeq;
		memory.endChange();
		memory.beginDirectoryChange();
		for (let block = 0; block < blockCount; block++) directory.free(block);
		memory.endDirectoryChange();
		this.#segmentBlocks.endBlock();
		for (let block = 0; block < blockCount; block++) {
			// Blocks never filled are backed by no memory; touching them would make them resident.
			if (!directory.isUsed(block)) continue;
			this.#bytes.fill(0, blocksAt + block * blockBytes, blocksAt + (block + 1) * blockBytes);
			directory.setUnused(block);
		}
		this.#enter();
		return cleared;
	}

	/**
	 * Forgets every message below number `seq`, and overwrites what is left of these and of all that went before them.
	 *
	 * @returns How many messages were kept until then.
	 */
	expire(seq: number): number {
		this.publish();
		const memory = this.#memory;
		const end = Math.min(seq, this.nextSeq);
		const expired = Math.max(0, end - memory.tail);
		if (expired > 0) {
			memory.beginChange();
			memory.expired += expired;
			memory.expiredTo = end;
			memory.tail = end;
			memory.endChange();
		}
		this.#wipePassed();
		return expired;
	}

	/**
	 * Adds a segment of another hub, which holds the messages from `nextSeq` on.
	 *
	 * @returns False when no block of this hub has room for it; then nothing has been done.
	 */
	appendSegment(facts: SegmentFacts, packed: Uint8Array): boolean {
		if (facts.packedBytes + SEGMENT_ROW_BYTES > this.#memory.geometry.blockBytes) return false;
		this.#giveUpIfEmpty();
		const end = this.nextSeq + facts.count;
		this.#segmentBlocks.add(facts, packed, this.nextSeq, end, () => this.#takeBlock(0));
		this.#f64[APPENDED] = end;
		this.#enter();
		return true;
	}

	/**
	 * Adds a block of another hub, with compacted segments, of which the first message kept is `nextSeq`.
	 *
	 * @returns False when the blocks of this hub are smaller; then nothing has been done.
	 */
	appendImage({first, end, segments, image}: BlockImage): boolean {
		if (image.length > this.#memory.geometry.blockBytes) return false;
		this.#giveUpIfEmpty();
		this.#segmentBlocks.addImage(first, segments, image, this.#takeBlock(0));
		this.#f64[APPENDED] = end;
		this.#enter();
		return true;
	}

	/** Overwrites all that is left of messages below the tail. Readers look at the tail after they have copied. */
	#wipePassed(): void {
		const memory = this.#memory;
		const directory = this.#directory;
		const isEmpty = memory.tail === this.nextSeq && this.#textAt !== this.#blockAt;
		memory.beginDirectoryChange();
		while (directory.findOldest() && directory.end <= memory.tail) directory.free(directory.block);
		if (isEmpty) directory.free(this.#block);
		memory.endDirectoryChange();
		wipePassed(memory, directory);
		if (isEmpty) this.#enter();
		else wipe(this.#bytes.subarray(this.#textAt, this.#entriesAt));
	}

	/** Takes what has been packed, and has the blocks it was made of free again. */
	adopt(): void {
		const queue = this.#packed;
		while (queue?.hasNext) {
			this.#segmentBlocks.adopt(queue.next, queue.nextBytes);
			queue.drop();
			queue.wakeUp.signal();
		}
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
		this.#f64[APPENDED]! += next - first;
	}

	/** Gives the block up that was to be filled, if nothing is in it: what comes next begins with another number. */
	#giveUpIfEmpty(): void {
		if (this.#textAt !== this.#blockAt) return;
		this.#memory.beginDirectoryChange();
		this.#directory.free(this.#block);
		this.#memory.endDirectoryChange();
		this.#entriesAt = this.#blockAt;
	}

	/** Begins to fill another block; the oldest messages are evicted if none is free. */
	#enter(): void {
		this.publish();
		// What stood here before the block was filled, and had more room, goes now: later nobody knows how old it is.
		if (this.#textAt < this.#entriesAt) wipe(this.#bytes.subarray(this.#textAt, this.#entriesAt));
		const memory = this.#memory;
		const {blockBytes, blockCount, blocksAt} = memory.geometry;
		// One block is kept for segments: without it, nothing could be compressed once all others are full.
		const isCompressed = this.#packed !== undefined && blockCount >= FEWEST_BLOCKS_TO_COMPRESS;
		const block = this.#takeBlock(isCompressed ? 1 : 0);
		memory.beginDirectoryChange();
		this.#directory.assign(block, this.nextSeq, 0);
		memory.endDirectoryChange();
		this.#block = block;
		this.#blockAt = blocksAt + block * blockBytes;
		this.#textAt = this.#blockAt;
		this.#entriesAt = this.#blockAt + blockBytes;
		this.#packed?.wakeUp.signal();
	}

	/** A block that is free; as many others as are to be spared are free then, too. */
	#takeBlock(spare: number): number {
		const directory = this.#directory;
		// What the bound N has evicted leaves its block.
		while (directory.findOldest() && directory.end <= this.#memory.tail) this.#evictBlock();
		for (;;) {
			const block = directory.freeBlock(spare);
			if (block !== -1) return block;
			this.#evictBlock();
		}
	}

	/** Evicts what is in the oldest block. */
	#evictBlock(): void {
		const memory = this.#memory;
		const directory = this.#directory;
		directory.findOldest();
		const {block, first} = directory;
		const end = Math.min(directory.end, this.nextSeq);
		const isEarly = this.#packed !== undefined && directory.segmentsOf(block) === 0 && !directory.isLeft(block);
		if (isEarly) memory.evictedEarly += Math.max(0, end - Math.max(first, memory.tail));
		memory.beginDirectoryChange();
		if (end > memory.tail) memory.tail = end;
		directory.free(block);
		memory.endDirectoryChange();
	}
}
