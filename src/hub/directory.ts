import {DIRECTORY_AT, DIRECTORY_ROW_BYTES} from './layout.js';
import type {HubMemory} from './memory.js';

const ROW_WORDS_64 = DIRECTORY_ROW_BYTES >>> 3;
const ROW_WORDS_32 = DIRECTORY_ROW_BYTES >>> 2;
const FIRST = DIRECTORY_AT >>> 3;
const SEGMENTS = (DIRECTORY_AT >>> 2) + 2;
const STATE = (DIRECTORY_AT >>> 2) + 3;

/** The block has been filled at least once: its memory is backed, and holds what was there last. */
const STATE_USED = 1;
/** The block cannot be compressed: it stays as it is. */
const STATE_LEFT = 2;
/** The block's segments have been compacted, or would not take less room if they were. */
const STATE_COMPACTED = 4;
/** The block is being given another `first`, and what checks it will be put right. */
const STATE_CHANGING = 8;
/** The other bits tell whether `first` is what was written: see `checkOf`. */
const CHECK_BITS = 0xffffff00;

/**
 * What is in which block. A row has 16 bytes:
 *
 *   0       8          12     16
 *   | f64   | u32      | u32  |
 *   | first | segments | state|
 *
 * `first` is the sequence number of the block's first message, 0 for a block that is free. It ends where the block with
 * the next higher number begins. `state` has flags, and a check of `first`. A block without segments holds messages as they
 * came; one with segments holds so many blocks of former times, compressed.
 *
 * Only the receiver thread writes, between `beginDirectoryChange` and `endDirectoryChange` of the memory; readers look
 * at `directoryVersion` before and after.
 */
export class Directory {
	readonly #memory: HubMemory;
	/** Number of the block that `find` has found, and the sequence numbers of its first message and of the one after its last. */
	block = -1;
	first = 0;
	end = 0;

	constructor(memory: HubMemory) {
		this.#memory = memory;
	}

	/**
	 * Finds the block that message `seq` is in, if it is in any; false where all blocks begin later.
	 * `end` is infinite for the newest block.
	 */
	find(seq: number): boolean {
		const {f64, geometry: {blockCount}} = this.#memory;
		let block = -1;
		let best = 0;
		let end = Infinity;
		for (let i = 0, row = FIRST; i < blockCount; i++, row += ROW_WORDS_64) {
			const first = f64[row]!;
			if (first > seq) {
				if (first < end) end = first;
			} else if (first > best) {
				best = first;
				block = i;
			}
		}
		this.block = block;
		this.first = best;
		this.end = end;
		return block !== -1;
	}

	/** What `look` finds in a directory that nobody changes meanwhile. */
	atRest<T>(look: () => T): T {
		for (;;) {
			const version = this.#memory.directoryVersion;
			const found = look();
			this.#memory.fence();
			if (this.isUnchanged(version)) return found;
		}
	}

	/** Whether the directory is as it was when it had that version: nobody had begun to change it, nor has since. */
	isUnchanged(version: number): boolean {
		return (version & 1) === 0 && this.#memory.directoryVersion === version;
	}

	/** Finds the oldest block; false when all are free. */
	findOldest(): boolean {
		const {f64, geometry: {blockCount}} = this.#memory;
		let block = -1;
		let best = Infinity;
		let end = Infinity;
		for (let i = 0, row = FIRST; i < blockCount; i++, row += ROW_WORDS_64) {
			const first = f64[row]!;
			if (first === 0) continue;
			if (first < best) {
				end = best;
				best = first;
				block = i;
			} else if (first < end) {
				end = first;
			}
		}
		this.block = block;
		this.first = best;
		this.end = end;
		return block !== -1;
	}

	/** Finds the block after the one found last, in order of their messages; false when there is none. */
	findNext(): boolean {
		return this.end !== Infinity && this.find(this.end);
	}

	/**
	 * The first message of the oldest block that holds messages as they came, could be compressed, and begins after message
	 * `after`; 0 when there are no more than `spared` of these.
	 */
	oldestPlain(after: number, spared: number): number {
		const {f64, geometry: {blockCount}} = this.#memory;
		let count = 0;
		let oldest = Infinity;
		for (let block = 0, row = FIRST; block < blockCount; block++, row += ROW_WORDS_64) {
			const first = f64[row]!;
			if (first <= after || this.segmentsOf(block) > 0 || this.isLeft(block)) continue;
			count += 1;
			if (first < oldest) oldest = first;
		}
		return count > spared ? oldest : 0;
	}

	/**
	 * The first message of the oldest block of segments that have not been compacted; 0 when there are no more than `spared`
	 * of these.
	 */
	oldestLoose(spared: number): number {
		const {f64, geometry: {blockCount}} = this.#memory;
		let count = 0;
		let oldest = Infinity;
		for (let block = 0, row = FIRST; block < blockCount; block++, row += ROW_WORDS_64) {
			const first = f64[row]!;
			if (first === 0 || this.segmentsOf(block) === 0 || this.isCompacted(block)) continue;
			count += 1;
			if (first < oldest) oldest = first;
		}
		return count > spared ? oldest : 0;
	}

	/** A block that is free; -1 when there are no more than `spare` of them. */
	freeBlock(spare: number): number {
		const {f64, geometry: {blockCount}} = this.#memory;
		let left = spare;
		for (let i = 0, row = FIRST; i < blockCount; i++, row += ROW_WORDS_64) {
			if (f64[row] === 0 && left-- === 0) return i;
		}
		return -1;
	}

	/** Sequence number of the block's first message; 0 for a block that is free. */
	firstOf(block: number): number {
		return this.#memory.f64[FIRST + block * ROW_WORDS_64]!;
	}

	/** Compressed segments in the block; 0 where messages are as they came. */
	segmentsOf(block: number): number {
		return this.#memory.u32[SEGMENTS + block * ROW_WORDS_32]!;
	}

	/** Whether the row is as `assign` and `setFirst` left it, also when one of them was interrupted; or free. */
	isWhole(block: number): boolean {
		const first = this.firstOf(block);
		if (first === 0) return true;
		const state = this.#memory.u32[STATE + block * ROW_WORDS_32]!;
		return Number.isSafeInteger(first) && first > 0 && ((state & STATE_CHANGING) !== 0 || ((state ^ checkOf(first)) & CHECK_BITS) === 0);
	}

	isLeft(block: number): boolean {
		return (this.#memory.u32[STATE + block * ROW_WORDS_32]! & STATE_LEFT) !== 0;
	}

	isCompacted(block: number): boolean {
		return (this.#memory.u32[STATE + block * ROW_WORDS_32]! & STATE_COMPACTED) !== 0;
	}

	isUsed(block: number): boolean {
		return (this.#memory.u32[STATE + block * ROW_WORDS_32]! & STATE_USED) !== 0;
	}

	/** Has the block hold messages from `first` on. */
	assign(block: number, first: number, segments: number): void {
		const {f64, u32} = this.#memory;
		u32[SEGMENTS + block * ROW_WORDS_32] = segments;
		u32[STATE + block * ROW_WORDS_32] = STATE_USED | checkOf(first);
		f64[FIRST + block * ROW_WORDS_64] = first;
	}

	/** Gives the block up; its bytes stay until it is used again. */
	free(block: number): void {
		this.#memory.f64[FIRST + block * ROW_WORDS_64] = 0;
	}

	/** Notes that the block's bytes have been overwritten. */
	setUnused(block: number): void {
		this.#memory.u32[STATE + block * ROW_WORDS_32] = 0;
	}

	setLeft(block: number): void {
		this.#memory.u32[STATE + block * ROW_WORDS_32]! |= STATE_LEFT;
	}

	setCompacted(block: number): void {
		this.#memory.u32[STATE + block * ROW_WORDS_32]! |= STATE_COMPACTED;
	}

	/** Has the block begin with a later message: what came before is in another block. */
	setFirst(block: number, first: number): void {
		const {f64, u32} = this.#memory;
		const state = STATE + block * ROW_WORDS_32;
		u32[state]! |= STATE_CHANGING;
		f64[FIRST + block * ROW_WORDS_64] = first;
		u32[state] = (u32[state]! & ~(STATE_CHANGING | CHECK_BITS)) | checkOf(first);
	}

	setSegments(block: number, segments: number): void {
		this.#memory.u32[SEGMENTS + block * ROW_WORDS_32] = segments;
	}
}

/** A check of a sequence number, in the bits that flags leave. */
function checkOf(first: number): number {
	const mixed = Math.imul(first >>> 0, 0x9e3779b1) ^ Math.imul((first / 2 ** 32) >>> 0, 0x85ebca6b);
	return (mixed ^ mixed << 13) & CHECK_BITS;
}
