import {Hub} from '../hub.js';
import type {Chunk} from './chunk.js';
import {ENTRY_BYTES} from './entry.js';
import {type Geometry, largestBlockFor, type Limits} from './layout.js';
import {HubMemory} from './memory.js';
import {HubReader} from './reader.js';
import {SEGMENT_ROW_BYTES, type SegmentFacts} from './segment.js';

/**
 * Moves a hub into other memory, cut to other bounds: with the same messages and numbers, as far as there is room for
 * them, the newest first of all.
 *
 * Most of it can be done beside a writer who goes on, as any reader reads: `begin` and `step`, until little is left. Then
 * the writer itself does the rest between two batches, by `finish`, and from there on writes to the new memory. The old
 * memory is left as it was at that moment, so that readers can stay with it until they too have changed over.
 */
export class HubMove {
	readonly #source: HubMemory;
	readonly #target: HubMemory;
	readonly #reader: HubReader;
	readonly #hub: Hub;
	readonly #chunk: Chunk;
	/** Looks for the message to begin with; undefined once that is found. */
	#search: RoomSearch | undefined;

	/**
	 * @param source Where the hub is.
	 * @param target Where it moves to; laid out, and with what has been copied before, if anything. While others read or
	 * write, the message size it is laid out for has to be the same.
	 */
	constructor(source: HubMemory, target: HubMemory) {
		this.#source = source;
		this.#target = target;
		this.#reader = new HubReader(source);
		this.#hub = new Hub(target);
		this.#chunk = this.#reader.chunk();
		if (target.head === 1) this.#search = new RoomSearch(this.#reader, this.#chunk, source.geometry, target.geometry);
	}

	/** Begins a move to zeroed memory. */
	static begin(source: HubMemory, memory: ArrayBufferLike, {maxBytes, maxMessages}: Pick<Limits, 'maxBytes' | 'maxMessages'>): HubMove {
		const {maxMessageBytes} = source.geometry;
		return new HubMove(source, HubMemory.format(memory, {maxBytes, maxMessages, maxMessageBytes}));
	}

	/** Sequence number of the message that is copied next. */
	get nextSeq(): number {
		return this.#hub.nextSeq;
	}

	/** Does the next part of the work: looks at the messages of one block, or copies them. False when there are none left. */
	step(): boolean {
		const hub = this.#hub;
		const chunk = this.#chunk;
		if (this.#search !== undefined) {
			if (this.#search.step()) return true;
			hub.skipTo(this.#search.seq);
			this.#search = undefined;
		}
		const image = this.#reader.imageAt(hub.nextSeq);
		if (image !== undefined && hub.appendImage(image)) {
			hub.publish();
			return true;
		}
		const segment = this.#reader.segmentAt(hub.nextSeq);
		if (segment !== undefined && canHold(this.#target.geometry, segment.facts) && hub.appendSegment(segment.facts, segment.packed)) {
			hub.publish();
			return true;
		}
		this.#reader.read(hub.nextSeq, chunk);
		// The writer has evicted what was to come next, so nothing that stands before it is kept either.
		if (chunk.firstSeq !== hub.nextSeq) hub.skipTo(chunk.firstSeq);
		hub.appendChunk(chunk);
		hub.publish();
		return chunk.count > 0;
	}

	/**
	 * Copies all the rest, and what is not about single messages. Only the writer of the source may, and must not write to
	 * it afterwards.
	 *
	 * @returns How many messages are evicted by the move.
	 */
	finish(): number {
		while (this.step());
		this.#target.takeOver(this.#source);
		return this.#target.tail - this.#source.tail;
	}
}

/**
 * Finds the oldest message from which on all messages together have room in a ring of that geometry. Blocks are filled
 * from the newest message backwards, which leaves nothing out that any other division would have room for.
 */
class RoomSearch {
	/** The oldest message that has room, of those looked at. */
	seq: number;
	readonly #reader: HubReader;
	readonly #chunk: Chunk;
	readonly #geometry: Geometry;
	/** The bound N allows nothing before this message. */
	readonly #oldest: number;
	#blocks = 1;
	/** Bytes taken in the block that is being filled. */
	#used = 0;
	/** Whether that is a block of segments. */
	#isPacked = false;
	/** Whether blocks are as large as those they come from, or larger. */
	readonly #haveRoom: boolean;

	constructor(reader: HubReader, chunk: Chunk, from: Geometry, geometry: Geometry) {
		this.#haveRoom = from.blockBytes <= geometry.blockBytes;
		this.#reader = reader;
		this.#chunk = chunk;
		this.#geometry = geometry;
		this.seq = reader.head;
		this.#oldest = this.seq - geometry.maxMessages;
	}

	/** Looks at messages of one block or at a segment; false when `seq` is found. */
	step(): boolean {
		const oldest = Math.max(this.#oldest, this.#reader.tail);
		if (this.seq <= oldest) return false;
		const compacted = this.#reader.compactedAt(this.seq - 1);
		if (compacted !== undefined && compacted.first >= oldest && compacted.end === this.seq && this.#haveRoom) {
			if (!this.#takeWhole()) return false;
			this.seq = compacted.first;
			return true;
		}
		const start = this.#reader.blockStart(this.seq - 1);
		const segment = this.#reader.segmentAt(start);
		const isWhole = segment !== undefined && start >= oldest && start + segment.facts.count === this.seq;
		if (isWhole && canHold(this.#geometry, segment.facts)) {
			if (!this.#take(Math.ceil(segment.facts.packedBytes / 8) * 8 + SEGMENT_ROW_BYTES, true)) return false;
			this.seq = start;
			return true;
		}
		return this.#lookAtMessages(Math.max(oldest, start));
	}

	#lookAtMessages(from: number): boolean {
		const chunk = this.#chunk;
		this.#reader.read(from, chunk, {until: this.seq});
		for (let i = chunk.count - 1; i >= 0; i--) {
			if (!this.#take(chunk.end(i) + 1 - chunk.start(i) + ENTRY_BYTES, false)) return false;
			this.seq -= 1;
		}
		return chunk.count > 0;
	}

	/** Takes a block for the image of one; false where there is none left. */
	#takeWhole(): boolean {
		const {blockBytes, blockCount} = this.#geometry;
		if (this.#blocks >= blockCount - 1) return false;
		this.#blocks += 1;
		this.#used = blockBytes;
		this.#isPacked = true;
		return true;
	}

	/** Takes room; false where there is none left. */
	#take(bytes: number, isPacked: boolean): boolean {
		const {blockBytes, blockCount} = this.#geometry;
		if (bytes > blockBytes) return false;
		this.#used += bytes;
		if (this.#used > blockBytes || isPacked !== this.#isPacked) {
			// Where there are segments, one block is always free.
			if (this.#blocks >= (isPacked ? blockCount - 1 : blockCount)) return false;
			this.#blocks += 1;
			this.#used = bytes;
			this.#isPacked = isPacked;
		}
		return true;
	}
}

/** Whether a segment has room in a block, and in the chunks of those who read it. */
function canHold({blockBytes, maxMessageBytes}: Geometry, {packedBytes, textBytes, count}: SegmentFacts): boolean {
	return packedBytes + SEGMENT_ROW_BYTES <= blockBytes && textBytes + count * ENTRY_BYTES <= largestBlockFor(maxMessageBytes);
}
