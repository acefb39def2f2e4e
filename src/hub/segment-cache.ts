import {Chunk} from './chunk.js';
import type {HubMemory} from './memory.js';
import {Unpacker} from './packing/unpacker.js';
import {wipe} from './packing/web-assembly.js';
import type {Segment} from './segment.js';

/** Segments kept unpacked: those that a few readers at different places are in. */
const MAX_UNPACKED = 4;

interface Unpacked {
	readonly chunk: Chunk;
	epoch: string;
	hasText: boolean;
	/** When it was last asked for, as a number that counts up. */
	used: number;
}

/** The segments that have been unpacked last, for all who read on this thread. */
export class SegmentCache {
	readonly unpacker: Unpacker;
	/** Backed by memory only when they are used. */
	readonly #unpacked: readonly Unpacked[];
	#uses = 0;

	/** @param blockBytes The most bytes that a block may have, whatever the hub is resized to. */
	constructor(blockBytes: number) {
		this.unpacker = new Unpacker(blockBytes);
		this.#unpacked = Array.from({length: MAX_UNPACKED}, () => ({chunk: new Chunk(blockBytes), epoch: '', hasText: false, used: 0}));
	}

	/** The memory that all of it is in. */
	get memories(): ArrayBufferLike[] {
		return [this.unpacker.packed.buffer, ...this.#unpacked.map(({chunk}) => chunk.bytes.buffer)];
	}

	/** The unpacked segment with message `seq`, if it is here. */
	find(epoch: string, seq: number, withText: boolean): Chunk | undefined {
		for (const one of this.#unpacked) {
			const {chunk} = one;
			if (seq < chunk.firstSeq || seq >= chunk.nextSeq || one.epoch !== epoch || (withText && !one.hasText)) continue;
			one.used = ++this.#uses;
			return chunk;
		}
		return undefined;
	}

	/** Copies what a segment is unpacked from, to be looked at when it is sure that this is whole. */
	stage({bytes, geometry}: HubMemory, {at, packedBytes, sharedAt}: Segment): void {
		this.unpacker.packed.set(bytes.subarray(at, at + packedBytes));
		if (sharedAt !== 0) this.unpacker.shared.stage(bytes.subarray(sharedAt, sharedAt + geometry.blockBytes));
	}

	/** Unpacks what has been staged. */
	unpack(epoch: string, firstSeq: number, withText: boolean): Chunk {
		this.unpacker.unpack(firstSeq, withText);
		const {chunk: unpacked} = this.unpacker;
		const one = this.#leastUsed();
		one.epoch = epoch;
		one.hasText = withText;
		one.used = ++this.#uses;
		one.chunk.takeFrom(unpacked, firstSeq, unpacked.nextSeq, Infinity, withText);
		return one.chunk;
	}

	/** Overwrites all that has a message below number `seq`. */
	forgetBefore(seq: number): void {
		this.unpacker.clear();
		for (const {chunk} of this.#unpacked) {
			if (chunk.firstSeq >= seq) continue;
			wipe(chunk.bytes);
			chunk.count = 0;
		}
	}

	#leastUsed(): Unpacked {
		return this.#unpacked.reduce((least, one) => one.used < least.used ? one : least);
	}
}
