import {Directory} from './directory.js';
import type {HubMemory} from './memory.js';
import type {PackedBlock} from './packed-queue.js';
import {wipe} from './packing/web-assembly.js';
import {Segment, SEGMENT_ROW_BYTES, type SegmentFacts, segmentsEnd, writeSegmentRow} from './segment.js';

/**
 * The blocks of a hub that hold segments: adds to them, and puts compacted ones in their place. Every change is one change
 * of the directory, so that each message is found once, at every moment.
 */
export class SegmentBlocks {
	readonly #memory: HubMemory;
	readonly #directory: Directory;
	/** Evicts what is in the oldest block. */
	readonly #evictOldest: () => void;
	/** The block that segments are added to; -1 when there is none. */
	#block = -1;
	/** Sequence number of the message that its next segment begins with. */
	#end = 0;

	constructor(memory: HubMemory, evictOldest: () => void) {
		this.#memory = memory;
		this.#directory = new Directory(memory);
		this.#evictOldest = evictOldest;
	}

	/** Begins a new block with the next segment. */
	endBlock(): void {
		this.#block = -1;
	}

	/** Puts what has been packed in the place of what it was made of, if that is still there. */
	adopt(packed: PackedBlock, bytes: Uint8Array): void {
		if (packed.segments > 0) this.#adoptCompacted(packed, bytes);
		else this.#adoptSegment(packed, bytes);
	}

	/**
	 * Adds a segment to the block of segments, or to a new one.
	 *
	 * @param begin Sequence number with which what it stands for begins; its own first message may be a later one.
	 * @param end Sequence number with which what comes after it begins.
	 * @param newBlock Finds a block; -1 if there is none, and the segment is not added.
	 * @param instead The block that it is there for; free from then on.
	 */
	add(facts: SegmentFacts, packed: Uint8Array, begin: number, end: number, newBlock: () => number, instead = -1): void {
		const memory = this.#memory;
		const directory = this.#directory;
		const {blocksAt, blockBytes} = memory.geometry;
		let block = this.#block;
		let segments = 0;
		let at = 0;
		if (block !== -1 && directory.firstOf(block) !== 0 && this.#end === begin) {
			segments = directory.segmentsOf(block);
			at = segmentsEnd(memory, block, segments);
		}
		if (segments === 0 || at + facts.packedBytes + (segments + 1) * SEGMENT_ROW_BYTES > blockBytes) {
			block = newBlock();
			segments = at = 0;
			if (block === -1) return;
			// Nothing older than its segments is to lie between them.
			if (directory.isUsed(block)) wipe(memory.bytes.subarray(blocksAt + block * blockBytes, blocksAt + (block + 1) * blockBytes));
		}
		memory.bytes.set(packed.subarray(0, facts.packedBytes), blocksAt + block * blockBytes + at);
		writeSegmentRow(memory, block, segments, at, facts);
		memory.beginDirectoryChange();
		if (segments === 0) directory.assign(block, facts.first, 1);
		else directory.setSegments(block, segments + 1);
		if (instead !== -1) directory.free(instead);
		memory.endDirectoryChange();
		this.#block = block;
		this.#end = end;
	}

	/** Fills a block with the image of another hub's block of compacted segments, which may have been smaller. */
	addImage(first: number, segments: number, image: Uint8Array, block: number): void {
		const memory = this.#memory;
		const {blocksAt, blockBytes} = memory.geometry;
		const rowsAt = image.length - segments * SEGMENT_ROW_BYTES;
		memory.bytes.set(image.subarray(0, rowsAt), blocksAt + block * blockBytes);
		memory.bytes.set(image.subarray(rowsAt), blocksAt + (block + 1) * blockBytes - segments * SEGMENT_ROW_BYTES);
		memory.beginDirectoryChange();
		this.#directory.assign(block, first, segments);
		this.#directory.setCompacted(block);
		memory.endDirectoryChange();
		this.#block = -1;
	}

	#adoptSegment(packed: PackedBlock, bytes: Uint8Array): void {
		const directory = this.#directory;
		const isThere = directory.find(packed.blockFirst) && directory.first === packed.blockFirst;
		const {block, end} = directory;
		// It may have been evicted, cleared, or divided anew meanwhile.
		if (!isThere || directory.segmentsOf(block) > 0 || packed.first + packed.count !== end) return;
		if (packed.packedBytes === 0) {
			directory.setLeft(block);
			return;
		}
		this.add(packed, bytes, packed.blockFirst, end, () => this.#roomFor(block), block);
	}

	/** The last of the blocks that it was made of may have segments that it has not: these stay there. */
	#adoptCompacted({first, count, packedBytes, segments}: PackedBlock, image: Uint8Array): void {
		const memory = this.#memory;
		const directory = this.#directory;
		const {blocksAt, blockBytes} = memory.geometry;
		const end = first + count;
		if (packedBytes === 0) {
			if (directory.find(first) && directory.first === first && directory.segmentsOf(directory.block) > 0) directory.setCompacted(directory.block);
			return;
		}
		const block = directory.freeBlock(0);
		if (block === -1 || packedBytes !== blockBytes || !this.#isDivided(first, end)) return;
		memory.bytes.set(image.subarray(0, blockBytes), blocksAt + block * blockBytes);
		const olds: {block: number; isPart: boolean}[] = [];
		for (let found = directory.find(first); found && directory.first < end; found = directory.findNext()) {
			olds.push({block: directory.block, isPart: directory.end > end});
		}
		memory.beginDirectoryChange();
		// Before those go that it is there for: each message is somewhere, whenever this ends.
		directory.assign(block, first, segments);
		directory.setCompacted(block);
		for (const old of olds) {
			if (old.isPart) directory.setFirst(old.block, end);
			else this.#free(old.block);
		}
		memory.endDirectoryChange();
	}

	#free(block: number): void {
		this.#directory.free(block);
		if (block === this.#block) this.#block = -1;
	}

	/** Whether there are blocks of segments from `first` to `end` without a gap, so divided that one begins with each of these. */
	#isDivided(first: number, end: number): boolean {
		const directory = this.#directory;
		if (!directory.find(first) || directory.first !== first) return false;
		for (;;) {
			if (directory.segmentsOf(directory.block) === 0) return false;
			if (directory.end >= end) return directory.end === end || this.#hasRow(directory.block, end);
			if (!directory.findNext()) return false;
		}
	}

	#hasRow(block: number, first: number): boolean {
		const segment = new Segment();
		for (let i = this.#directory.segmentsOf(block) - 1; i >= 0; i--) {
			segment.read(this.#memory, block, i);
			if (segment.first <= first) return segment.first === first;
		}
		return false;
	}

	/** A block for what is made of `block`; -1 if only that or younger ones could be given up for it. */
	#roomFor(block: number): number {
		const directory = this.#directory;
		const free = directory.freeBlock(0);
		if (free !== -1) return free;
		directory.findOldest();
		if (directory.block === block) return -1;
		this.#evictOldest();
		return directory.freeBlock(0);
	}
}
