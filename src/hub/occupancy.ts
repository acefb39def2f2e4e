import {Directory} from './directory.js';
import {ENTRY_BYTES, ENTRY_TEXT_END, entryAt} from './entry.js';
import type {HubMemory} from './memory.js';
import {SHARED_HEADER_BYTES} from './packing/format.js';
import {Segment, SEGMENT_ROW_BYTES} from './segment.js';

/** What is compressed. */
export interface PackedTotals {
	readonly messages: number;
	/** Bytes that these messages had before, with their index entries. */
	readonly rawBytes: number;
	/** Bytes that they have now. */
	readonly storedBytes: number;
	/** Lowest time of receipt, in microseconds since 1970 UTC; undefined where there are none. */
	readonly oldestUs: number | undefined;
}

const NOTHING_PACKED = {messages: 0, rawBytes: 0, storedBytes: 0, oldestUs: Infinity};

/** What the ring's memory is used for, counted when it is asked for, from any thread. */
export class Occupancy {
	readonly #memory: HubMemory;
	readonly #directory: Directory;
	readonly #segment = new Segment();

	constructor(memory: HubMemory) {
		this.#memory = memory;
		this.#directory = new Directory(memory);
	}

	/** Bytes in use: those of the messages kept, of their index entries, and of segments with messages that are kept. */
	bytes(): number {
		return this.#directory.atRest(() => {
			const directory = this.#directory;
			let bytes = 0;
			for (let found = directory.findOldest(); found; found = directory.findNext()) {
				const {block, first, end} = directory;
				bytes += directory.segmentsOf(block) === 0 ? this.#heldIn(block, first, end) : this.#packedIn(block).storedBytes;
			}
			return bytes;
		});
	}

	/** What there is in compressed segments. */
	packed(): PackedTotals {
		return this.#directory.atRest(() => {
			const {geometry: {blockCount}} = this.#memory;
			const directory = this.#directory;
			const sum = {...NOTHING_PACKED};
			for (let block = 0; block < blockCount; block++) {
				if (directory.firstOf(block) === 0 || directory.segmentsOf(block) === 0) continue;
				const {messages, rawBytes, storedBytes, oldestUs} = this.#packedIn(block);
				sum.messages += messages;
				sum.rawBytes += rawBytes;
				sum.storedBytes += storedBytes;
				sum.oldestUs = Math.min(sum.oldestUs, oldestUs);
			}
			return {...sum, oldestUs: sum.messages === 0 ? undefined : sum.oldestUs};
		});
	}

	/** What there is in a block's segments. */
	#packedIn(block: number): typeof NOTHING_PACKED {
		const segment = this.#segment;
		const {tail, geometry, u32} = this.#memory;
		const blockFirst = this.#directory.firstOf(block);
		const sum = {...NOTHING_PACKED};
		let shared = 0;
		const segments = Math.min(this.#directory.segmentsOf(block), Math.floor(geometry.blockBytes / SEGMENT_ROW_BYTES));
		for (let i = 0; i < segments; i++) {
			segment.read(this.#memory, block, i);
			const end = segment.first + segment.count;
			// Before the block's first message: it has been compacted into another block.
			if (end <= Math.max(tail, blockFirst)) continue;
			if (segment.sharedAt !== 0) shared = segment.sharedAt;
			sum.messages += end - Math.max(tail, segment.first);
			sum.rawBytes += segment.textBytes + segment.count * ENTRY_BYTES;
			sum.storedBytes += segment.packedBytes + SEGMENT_ROW_BYTES;
			sum.oldestUs = Math.min(sum.oldestUs, segment.earliestUs);
		}
		if (shared !== 0) sum.storedBytes += sharedBytes(u32, shared);
		return sum;
	}

	/** Bytes of those messages in a block, from `first` to before `end`, that are kept, and of their entries. */
	#heldIn(block: number, first: number, end: number): number {
		const {geometry, u32, head, tail} = this.#memory;
		const count = Math.min(end, head) - first;
		const skipped = Math.max(0, tail - first);
		if (count <= skipped || count > geometry.blockBytes / ENTRY_BYTES) return 0;
		const endOf = (i: number): number => i < 0 ? 0 : u32[(entryAt(geometry, block, i) + ENTRY_TEXT_END) >>> 2]!;
		return Math.max(0, endOf(count - 1) - endOf(skipped - 1)) + (count - skipped) * ENTRY_BYTES;
	}
}

/** What shared dictionaries take that stand at `at`. */
function sharedBytes(u32: Uint32Array, at: number): number {
	return SHARED_HEADER_BYTES + u32[(at >>> 2) + 2]!;
}
