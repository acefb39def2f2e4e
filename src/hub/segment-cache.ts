import {Chunk} from './chunk.js';
import type {HubMemory} from './memory.js';
import type {SharedDictionaries} from './packing/shared-dictionaries.js';
import {Unpacker} from './packing/unpacker.js';
import {wipe} from './packing/web-assembly.js';
import type {Segment} from './segment.js';

/** Segments kept unpacked: those that a few readers at different places are in. */
const MAX_UNPACKED = 4;

/** What has been staged, and found to be whole. */
interface Staged {
	readonly epoch: string;
	readonly first: number;
	readonly count: number;
}

interface Unpacked {
	readonly chunk: Chunk;
	epoch: string;
	hasText: boolean;
	/** When it was last asked for, as a number that counts up. */
	used: number;
}

/** The segments that have been unpacked last, for all who read on this thread. */
export class SegmentCache {
	readonly #unpacker: Unpacker;
	#staged: Staged | undefined;
	/** Backed by memory only when they are used. */
	readonly #unpacked: readonly Unpacked[];
	#uses = 0;

	/** @param blockBytes The most bytes that a block may have, whatever the hub is resized to. */
	constructor(blockBytes: number) {
		this.#unpacker = new Unpacker(blockBytes);
		this.#unpacked = Array.from({length: MAX_UNPACKED}, () => ({chunk: new Chunk(blockBytes), epoch: '', hasText: false, used: 0}));
	}

	/** The memory that all of it is in. */
	get memories(): ArrayBufferLike[] {
		return [this.#unpacker.chunk.bytes.buffer, ...this.#unpacked.map(({chunk}) => chunk.bytes.buffer)];
	}

	/** The dictionaries that segments share. */
	get shared(): SharedDictionaries {
		return this.#unpacker.shared;
	}

	/** The unpacked segment with message `seq`, if it is here, or can be made of what is. */
	find(epoch: string, seq: number, withText: boolean): Chunk | undefined {
		for (const one of this.#unpacked) {
			const {chunk} = one;
			if (seq < chunk.firstSeq || seq >= chunk.nextSeq || one.epoch !== epoch || (withText && !one.hasText)) continue;
			one.used = ++this.#uses;
			return chunk;
		}
		const staged = this.#staged;
		const isStaged = staged?.epoch === epoch && seq >= staged.first && seq < staged.first + staged.count;
		return isStaged ? this.unpack(staged, withText) : undefined;
	}

	/** Copies what a segment is unpacked from, to be looked at when it is sure that this is whole. */
	stage({bytes, geometry}: HubMemory, {at, packedBytes, sharedAt}: Segment): void {
		this.#staged = undefined;
		this.#unpacker.stage(bytes.subarray(at, at + packedBytes));
		if (sharedAt !== 0) this.shared.stage(bytes.subarray(sharedAt, sharedAt + geometry.blockBytes));
	}

	/** The words of what has been staged: see `Unpacker`. Who wants the messages next finds them quickly. */
	words({epoch, first, count}: Staged): Uint8Array | undefined {
		this.#staged = {epoch, first, count};
		return this.#unpacker.words();
	}

	/** Unpacks what has been staged. */
	unpack({epoch, first}: Staged, withText: boolean): Chunk {
		this.#unpacker.unpack(first, withText);
		const {chunk: unpacked} = this.#unpacker;
		const one = this.#leastUsed();
		one.epoch = epoch;
		one.hasText = withText;
		one.used = ++this.#uses;
		one.chunk.takeFrom(unpacked, first, unpacked.nextSeq, Infinity, withText);
		return one.chunk;
	}

	/** Unpacks what is not in the ring yet, with its dictionary as it was before it was compressed. Good until the next call of anything here. */
	unpackApart(packed: Uint8Array, first: number, dictionary: Uint8Array): Chunk {
		this.#staged = undefined;
		this.#unpacker.stage(packed, dictionary);
		this.#unpacker.unpack(first, true);
		return this.#unpacker.chunk;
	}

	/** Has the room of an unpacked segment taken first: who reads on will not come back to it. */
	leave(chunk: Chunk): void {
		const left = this.#unpacked.find(one => one.chunk === chunk);
		if (left !== undefined) left.used = 0;
	}

	/** Overwrites all that has a message below number `seq`. */
	forgetBefore(seq: number): void {
		this.#staged = undefined;
		this.#unpacker.clear();
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
