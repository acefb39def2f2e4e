import {crc32} from 'node:zlib';
import {Chunk, type LossReason} from './chunk.js';
import {Directory} from './directory.js';
import {ENTRY_BYTES, ENTRY_TEXT_END, entryAt} from './entry.js';
import {largestBlockFor} from './layout.js';
import type {HubMemory} from './memory.js';
import {Occupancy} from './occupancy.js';
import {unpartDictionary} from './packing/shared-dictionaries.js';
import {Segment, SEGMENT_ROW_BYTES, type SegmentSummary} from './segment.js';
import {SegmentCache} from './segment-cache.js';

/** How much of the ring is read at once. */
export interface ReadLimits {
	/** Sequence number before which it ends. */
	readonly until?: number;
	/** The most bytes of text, unless one message alone is longer. */
	readonly maxBytes?: number;
	/** The most messages. */
	readonly maxMessages?: number;
	/**
	 * If false, the chunk gets the index entries alone, which are a tenth of the bytes. What stands where the texts should
	 * be means nothing then, nor do the places where texts begin and end.
	 */
	readonly withText?: boolean;
}

/** A block of compacted segments as it is, for those who move it. */
export interface BlockImage {
	/** Sequence numbers of the first message that it holds, and of the one after the last. */
	readonly first: number;
	readonly end: number;
	readonly segments: number;
	readonly image: Uint8Array;
}

/** A segment as it is stored, for those who move it. */
export interface PackedSegment {
	readonly facts: Segment;
	readonly packed: Uint8Array;
}

/**
 * Reads the ring without a lock, from any thread. A reader copies first and then looks whether the directory and the tail
 * are as they were: of what it copied from a block that has been given up meanwhile it takes nothing, and what the tail
 * has passed is counted as lost. Compressed segments are copied as they are, and unpacked afterwards; which is which
 * nobody who reads has to know.
 */
export class HubReader {
	/** What the memory is used for. */
	readonly occupancy: Occupancy;
	readonly #memory: HubMemory;
	readonly #directory: Directory;
	readonly #segment = new Segment();
	/** What has been unpacked; made when it is first needed. */
	#cache: SegmentCache | undefined;

	constructor(memory: HubMemory) {
		this.occupancy = new Occupancy(memory);
		this.#memory = memory;
		this.#directory = new Directory(memory);
	}

	/** Name of this run of sequence numbers. */
	get epoch(): string {
		return this.#memory.epoch;
	}

	/** Sequence number of the next message to come. */
	get head(): number {
		return this.#memory.head;
	}

	/** Sequence number of the oldest message kept; `head` when there is none. */
	get tail(): number {
		return this.#memory.tail;
	}

	/** A chunk that is large enough for `read`, whatever the hub is resized to. */
	chunk(): Chunk {
		return new Chunk(largestBlockFor(this.#memory.geometry.maxMessageBytes));
	}

	/**
	 * Copies messages from sequence number `seq` on into `chunk`: as many as lie in one block or segment and are within the
	 * limits; at least one where there is one. The chunk must be as large as those of `chunk`.
	 *
	 * `chunk.count` is 0 only when nothing is left below `until`. `chunk.lost` tells how many of the messages asked
	 * for, and that came before those delivered, no longer exist; `chunk.nextSeq` is where to read on.
	 */
	read(seq: number, chunk: Chunk, {until = Infinity, maxBytes = Infinity, maxMessages = Infinity, withText = true}: ReadLimits = {}): void {
		const memory = this.#memory;
		let first = seq;
		do {
			const head = Math.min(memory.head, until);
			memory.fence();
			first = Math.max(first, Math.min(memory.tail, head));
			chunk.firstSeq = first;
			chunk.count = 0;
			if (first >= head) break;
			this.#copy(first, Math.min(head, first + maxMessages), chunk, maxBytes, withText);
			memory.fence();
			const {tail} = memory;
			if (tail > first) chunk.drop(Math.min(tail - first, chunk.count));
			first = Math.max(first, chunk.firstSeq);
		} while (chunk.count === 0);
		chunk.lost = Math.max(0, chunk.firstSeq - seq);
		chunk.lossReason = this.#lossBefore(chunk.firstSeq);
	}

	/**
	 * Where the block or segment begins that message `seq` lies in: reading from there to `seq` is one copy. `tail` for a
	 * message that is no longer there.
	 */
	blockStart(seq: number): number {
		const {tail} = this.#memory;
		const start = seq < tail ? undefined : this.#directory.atRest(() => {
			const directory = this.#directory;
			if (!directory.find(seq)) return undefined;
			if (directory.segmentsOf(directory.block) === 0) return directory.first;
			return this.#findSegment(seq) ? this.#segment.first : undefined;
		});
		return Math.max(this.#memory.tail, Math.min(seq, start ?? tail));
	}

	/**
	 * The segment that begins with message `seq`, packed; undefined where none does.
	 * Both are good until the next call.
	 */
	segmentAt(seq: number): PackedSegment | undefined {
		const {bytes, geometry} = this.#memory;
		const segment = this.#segment;
		const parts = this.#directory.atRest(() => {
			const directory = this.#directory;
			const isThere = directory.find(seq) && directory.segmentsOf(directory.block) > 0 && this.#findSegment(seq);
			if (!isThere || segment.first !== seq) return undefined;
			const {at, packedBytes, sharedAt} = segment;
			if (sharedAt !== 0) this.#segments.shared.stage(bytes.subarray(sharedAt, sharedAt + geometry.blockBytes));
			return bytes.slice(at, at + packedBytes);
		});
		if (parts === undefined) return undefined;
		const packed = segment.sharedAt === 0 ? parts : unpartDictionary(parts, this.#segments.shared.bytes);
		segment.packedBytes = packed.length;
		segment.checksum = crc32(packed);
		return {facts: segment, packed};
	}

	/** Sequence numbers of the first message in the block of compacted segments that has message `seq`, and of the one after its last. */
	compactedAt(seq: number): {first: number; end: number} | undefined {
		return this.#directory.atRest(() => {
			const directory = this.#directory;
			return directory.find(seq) && directory.isCompacted(directory.block) ? {first: directory.first, end: directory.end} : undefined;
		});
	}

	/** The block of compacted segments that begins with message `seq`; undefined where none does. */
	imageAt(seq: number): BlockImage | undefined {
		const {bytes, geometry: {blocksAt, blockBytes}} = this.#memory;
		return this.#directory.atRest(() => {
			const directory = this.#directory;
			if (!directory.find(seq) || !directory.isCompacted(directory.block) || directory.first !== seq) return undefined;
			const {block, first, end} = directory;
			const at = blocksAt + block * blockBytes;
			return {first, end, segments: directory.segmentsOf(block), image: bytes.slice(at, at + blockBytes)};
		});
	}

	/**
	 * The end of the segment that message `seq` is in, if `mayMatch` says of it that it cannot have what is looked for; else
	 * `seq`. So a reader goes past it without unpacking it.
	 *
	 * @param scratch Where the segment's words are put.
	 */
	skipForward(seq: number, scratch: Chunk, mayMatch: (summary: SegmentSummary) => boolean): number {
		return this.#isExcluded(seq, scratch, mayMatch) ? this.#segment.first + this.#segment.count : seq;
	}

	/** As `skipForward`, backwards: the beginning of the segment that the message before `end` is in, else `end`. */
	skipBackward(end: number, scratch: Chunk, mayMatch: (summary: SegmentSummary) => boolean): number {
		return this.#isExcluded(end - 1, scratch, mayMatch) ? Math.max(this.#memory.tail, this.#segment.first) : end;
	}

	/** Makes what unpacks segments, which is made when it is needed otherwise. Throws RangeError where there is no address space for it. */
	prepareUnpacking(): void {
		this.#cache ??= new SegmentCache(largestBlockFor(this.#memory.geometry.maxMessageBytes));
	}

	/** Unpacks what is not in the ring yet, see `SegmentCache`; the chunk is good until the next call of anything here. */
	unpackApart(packed: Uint8Array, first: number, dictionary: Uint8Array): Chunk {
		return this.#segments.unpackApart(packed, first, dictionary);
	}

	/** The memory in which segments are unpacked. */
	get memories(): ArrayBufferLike[] {
		return this.#cache?.memories ?? [];
	}

	/** Forgets what has been unpacked of messages below the tail, and overwrites it. */
	forget(): void {
		this.#cache?.forgetBefore(this.#memory.tail);
	}

	/** Finds the segment with message `seq`, and asks of it. What is unpacked already is not asked of. */
	#isExcluded(seq: number, scratch: Chunk, mayMatch: (summary: SegmentSummary) => boolean): boolean {
		const memory = this.#memory;
		const segment = this.#segment;
		if (seq < memory.tail || seq >= memory.head || this.#cache?.find(memory.epoch, seq, true) !== undefined) return false;
		const version = memory.directoryVersion;
		const isSegment = this.#directory.find(seq) && this.#directory.segmentsOf(this.#directory.block) > 0 && this.#findSegment(seq);
		if (!isSegment || !this.#directory.isUnchanged(version)) return false;
		const {first, count, earliestUs, latestUs, severities} = segment;
		const words = (): Uint8Array | undefined => {
			this.#segments.stage(memory, segment);
			memory.fence();
			const found = this.#isWhole(version, first + count) ? this.#segments.words({epoch: memory.epoch, first, count}) : undefined;
			if (found === undefined) return undefined;
			scratch.bytes.set(found);
			return scratch.bytes.subarray(0, found.length);
		};
		const isExcluded = !mayMatch({firstSeq: first, lastSeq: first + count - 1, earliestUs, latestUs, severities, words});
		segment.first = first;
		segment.count = count;
		return isExcluded;
	}

	get #segments(): SegmentCache {
		this.prepareUnpacking();
		return this.#cache!;
	}

	/** Why the message before `seq`, which is gone, is so. */
	#lossBefore(seq: number): LossReason {
		const {clearedTo, expiredTo} = this.#memory;
		if (clearedTo >= seq) return 'cleared';
		return expiredTo >= seq ? 'expired' : 'overtaken';
	}

	/** Copies messages from `first` to before `head`; none when they were on the move, which is no matter of more than microseconds. */
	#copy(first: number, head: number, chunk: Chunk, maxBytes: number, withText: boolean): void {
		const memory = this.#memory;
		const directory = this.#directory;
		const {epoch} = memory;
		const known = this.#cache?.find(epoch, first, withText);
		if (known !== undefined) {
			this.#take(known, first, head, chunk, maxBytes, withText);
			return;
		}
		const version = memory.directoryVersion;
		const isThere = directory.find(first);
		if (isThere && directory.segmentsOf(directory.block) === 0) {
			this.#copyMessages(first, head, chunk, maxBytes, withText);
			memory.fence();
			if (!this.#directory.isUnchanged(version)) chunk.count = 0;
		} else if (!isThere || !this.#findSegment(first)) {
			memory.fence();
			// Nothing has changed, and it is nowhere: it was lost with memory that somebody has damaged.
			if (this.#directory.isUnchanged(version)) chunk.firstSeq = Math.min(directory.end, head);
		} else {
			const cache = this.#segments;
			const {first: segmentFirst, count} = this.#segment;
			cache.stage(memory, this.#segment);
			memory.fence();
			if (!this.#isWhole(version, segmentFirst + count)) return;
			this.#take(cache.unpack({epoch, first: segmentFirst, count}, withText), first, head, chunk, maxBytes, withText);
		}
	}

	/** Copies from an unpacked segment. */
	#take(segment: Chunk, first: number, head: number, chunk: Chunk, maxBytes: number, withText: boolean): void {
		chunk.takeFrom(segment, first, head, maxBytes, withText);
		if (chunk.nextSeq === segment.nextSeq) this.#segments.leave(segment);
	}

	/** Copies from the block that has been found. */
	#copyMessages(first: number, head: number, chunk: Chunk, maxBytes: number, withText: boolean): void {
		const {bytes, u32, geometry} = this.#memory;
		const {block, first: blockFirst, end} = this.#directory;
		const blockEnd = Math.min(end, head);
		// The block may be taken for new messages while we look: never follow numbers out of it.
		if (blockEnd - blockFirst > geometry.blockBytes / ENTRY_BYTES || blockEnd <= first) return;
		const at = geometry.blocksAt + block * geometry.blockBytes;
		const textEnd = (i: number): number => Math.min(u32[(entryAt(geometry, block, i) + ENTRY_TEXT_END) >>> 2]!, geometry.blockBytes);
		const from = first - blockFirst;
		const textFrom = from === 0 ? 0 : textEnd(from - 1);
		let count = blockEnd - first;
		while (count > 1 && textEnd(from + count - 1) - textFrom > maxBytes) count = count >>> 1;
		const textTo = Math.max(textFrom, textEnd(from + count - 1));
		if (withText) chunk.bytes.set(bytes.subarray(at + textFrom, at + textTo), textFrom);
		const entries = geometry.blockBytes - (from + count) * ENTRY_BYTES;
		const chunkEntries = chunk.bytes.length - (from + count) * ENTRY_BYTES;
		chunk.bytes.set(bytes.subarray(at + entries, at + entries + count * ENTRY_BYTES), chunkEntries);
		chunk.firstStart = textFrom;
		chunk.firstEntry = from;
		chunk.count = count;
	}

	/** Finds the segment of the block found that has message `seq`, by halves; false where none has. */
	#findSegment(seq: number): boolean {
		const {block} = this.#directory;
		const segment = this.#segment;
		const {blockBytes} = this.#memory.geometry;
		let low = 0;
		// As above: no more than a block has room for.
		let high = Math.min(this.#directory.segmentsOf(block), Math.floor(blockBytes / SEGMENT_ROW_BYTES)) - 1;
		while (low < high) {
			const middle = (low + high + 1) >>> 1;
			segment.read(this.#memory, block, middle);
			if (segment.first <= seq) low = middle;
			else high = middle - 1;
		}
		segment.read(this.#memory, block, low);
		return segment.first <= seq && seq < segment.first + segment.count && segment.packedBytes <= blockBytes;
	}

	/** Whether the segment that ends before message `end` was still whole: one that has been passed is overwritten in its place. */
	#isWhole(version: number, end: number): boolean {
		return this.#directory.isUnchanged(version) && this.#memory.tail < end;
	}
}
