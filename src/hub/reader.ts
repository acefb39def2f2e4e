import {Chunk} from './chunk.js';
import {ENTRY_BYTES, ENTRY_TEXT_END} from './entry.js';
import {directoryRow} from './layout.js';
import type {HubMemory} from './memory.js';

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
	 * be means nothing then.
	 */
	readonly withText?: boolean;
}

/**
 * Reads the ring without a lock, from any thread. A reader copies first and then looks whether the tail has passed
 * what it copied; what it has passed may be torn and is thrown away, and counted as lost.
 */
export class HubReader {
	readonly #memory: HubMemory;
	/** Block that the last read ended in: most reads go on there. */
	#block = 0;

	constructor(memory: HubMemory) {
		this.#memory = memory;
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

	/** A chunk of the size that `read` needs, as long as the hub is not resized. */
	chunk(): Chunk {
		return new Chunk(this.#memory.geometry.blockBytes);
	}

	/**
	 * Copies messages from sequence number `seq` on into `chunk`: as many as lie in one block and are within the limits;
	 * at least one where there is one. The chunk must be as large as a block, or larger.
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
			const end = this.#copy(first, Math.min(head, first + maxMessages), chunk, maxBytes, withText);
			memory.fence();
			const tail = memory.tail;
			if (tail > first) chunk.drop(Math.min(tail, end) - first);
			first = chunk.firstSeq;
		} while (chunk.count === 0);
		chunk.lost = Math.max(0, chunk.firstSeq - seq);
		chunk.lossReason = memory.clearedTo >= chunk.firstSeq ? 'cleared' : 'overtaken';
	}

	/**
	 * Where the block begins that message `seq` lies in: reading from there to `seq` is one copy. `tail` for a message
	 * that is no longer there.
	 */
	blockStart(seq: number): number {
		const {head, tail} = this.#memory;
		const block = seq < tail ? -1 : this.#find(seq, head);
		return block === -1 ? tail : Math.max(tail, Math.min(seq, this.#memory.f64[directoryRow(block)]!));
	}

	/** Bytes in use: those of the messages kept, and of their index entries. */
	heldBytes(): number {
		const {geometry, f64, u32} = this.#memory;
		const {head, tail} = this.#memory;
		let bytes = 0;
		for (let block = 0; block < geometry.blockCount; block++) {
			const first = f64[directoryRow(block)]!;
			const end = this.#endOf(block, first, head);
			if (first === 0 || end <= tail || end <= first) continue;
			const last = entryAt(geometry, block, end - 1 - first);
			const skipped = Math.max(0, tail - first);
			const from = skipped === 0 ? 0 : u32[(entryAt(geometry, block, skipped - 1) + ENTRY_TEXT_END) >>> 2]!;
			bytes += Math.max(0, u32[(last + ENTRY_TEXT_END) >>> 2]! - from) + (end - first - skipped) * ENTRY_BYTES;
		}
		return bytes;
	}

	/** Copies from the block that holds `first`; returns the number after the last message copied. */
	#copy(first: number, head: number, chunk: Chunk, maxBytes: number, withText: boolean): number {
		const {bytes, f64, u32, geometry} = this.#memory;
		const block = this.#find(first, head);
		if (block === -1) return first;
		const blockFirst = f64[directoryRow(block)]!;
		const blockEnd = Math.min(this.#endOf(block, blockFirst, head), head);
		// The block may be taken for new messages while we look: never follow numbers out of it.
		const room = geometry.blockBytes / ENTRY_BYTES;
		if (!(blockFirst <= first && first < blockEnd && blockEnd - blockFirst <= room)) return first;
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
		return first + count;
	}

	/** The block that holds `seq`, or -1 when it has just been evicted. */
	#find(seq: number, head: number): number {
		const {f64, geometry} = this.#memory;
		for (let i = 0; i < geometry.blockCount; i++) {
			const block = (this.#block + i) % geometry.blockCount;
			const first = f64[directoryRow(block)]!;
			if (first !== 0 && first <= seq && seq < this.#endOf(block, first, head)) {
				this.#block = block;
				return block;
			}
		}
		return -1;
	}

	/** Sequence number after the last message of `block`, whose first is `first`. */
	#endOf(block: number, first: number, head: number): number {
		const {f64, geometry} = this.#memory;
		const next = f64[directoryRow((block + 1) % geometry.blockCount)]!;
		return next > first ? next : head;
	}
}

function entryAt(geometry: {blocksAt: number; blockBytes: number}, block: number, i: number): number {
	return geometry.blocksAt + (block + 1) * geometry.blockBytes - (i + 1) * ENTRY_BYTES;
}
