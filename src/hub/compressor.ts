import {crc32} from 'node:zlib';
import type {Chunk} from './chunk.js';
import {Directory} from './directory.js';
import {ENTRY_BYTES} from './entry.js';
import {FEWEST_BLOCKS_TO_COMPRESS, largestBlockFor} from './layout.js';
import type {HubMemory} from './memory.js';
import type {PackedBlock, PackedQueue} from './packed-queue.js';
import {Packer} from './packing/packer.js';
import type {HubReader} from './reader.js';

/** One of so many blocks holds messages as they came: those are read most. */
const BLOCKS_PER_PLAIN = 16;
const FEWEST_PLAIN = 2;
/** When so many wait to be packed, they wait no longer; or one of so many of all, where there is not room for many more. */
const MOST_WAITING = 8;
const BLOCKS_PER_WAITING = 8;
/** Brotli's fastest, for what is compressed while messages come in. */
const QUALITY = 1;
/** A block that would not get smaller than this part of itself stays as it is. */
const WORTH_IT = 0.9;

/**
 * Packs the oldest blocks of messages and hands them to the receiver thread, the only one that may put them into the
 * ring. It is a reader as any other: it copies a block, and what it makes of a block that is evicted meanwhile is not used.
 * What it has packed, it puts together again and compares, before anybody relies on it.
 */
export class Compressor {
	/** Milliseconds that packing has taken. */
	workMs = 0;
	readonly #memory: HubMemory;
	readonly #queue: PackedQueue;
	readonly #reader: HubReader;
	readonly #directory: Directory;
	readonly #packer: Packer;
	/** The first message of the block that was packed last, and the directory's version then. */
	#packed = 0;
	#version = 0;

	/** @throws RangeError where there can be no memory for WebAssembly, which packing and unpacking take. */
	constructor(memory: HubMemory, queue: PackedQueue, reader: HubReader) {
		this.#memory = memory;
		this.#queue = queue;
		this.#reader = reader;
		this.#directory = new Directory(memory);
		this.#packer = new Packer(largestBlockFor(memory.geometry.maxMessageBytes));
		reader.prepareUnpacking();
	}

	/** Whether there is a block to pack, and room to put it. */
	get hasWork(): boolean {
		return this.#queue.hasRoom && this.#nextBlock() !== 0;
	}

	/** Whether enough blocks are waiting to be packed one after the other, or so many that the ring would soon have no room for more. */
	get hasGathered(): boolean {
		const {blockCount} = this.#memory.geometry;
		return this.#directory.oldestPlain(0, plainBlocks(blockCount) + Math.min(MOST_WAITING, Math.floor(blockCount / BLOCKS_PER_WAITING))) !== 0;
	}

	/** Packs one block; false when there is nothing to do. Takes a millisecond or two. */
	step(): boolean {
		const first = this.#queue.hasRoom ? this.#nextBlock() : 0;
		if (first === 0) return false;
		const begun = performance.now();
		this.#packed = first;
		this.#version = this.#memory.directoryVersion;
		const {chunk} = this.#packer;
		const {end} = this.#directory;
		this.#reader.read(first, chunk, {until: end});
		// Otherwise it has been evicted, or divided anew by a resize, while we looked.
		if (chunk.count > 0 && chunk.nextSeq === end) this.#put(first);
		this.workMs += performance.now() - begun;
		return true;
	}

	/** The memory in which blocks are taken apart. */
	get memory(): ArrayBufferLike {
		return this.#packer.chunk.bytes.buffer;
	}

	/** Overwrites what is left of messages. */
	clear(): void {
		this.#packer.clear();
	}

	#put(blockFirst: number): void {
		const {chunk} = this.#packer;
		const rawBytes = chunk.end(chunk.count - 1) + 1 - chunk.start(0) + chunk.count * ENTRY_BYTES;
		const room = this.#queue.room.subarray(0, rawBytes * WORTH_IT);
		let packedBytes = this.#packer.pack(chunk, room, QUALITY);
		if (packedBytes === 0 || !this.#isRight(room.subarray(0, packedBytes))) {
			packedBytes = this.#packer.packWhole(chunk, room, QUALITY);
			room.fill(0, packedBytes);
		}
		this.#queue.put({blockFirst, segments: 0, ...factsOf(chunk), packedBytes, checksum: crc32(room.subarray(0, packedBytes))});
	}

	/** Whether the packed bytes are the chunk again when they are unpacked. That brotli gives back what it was given is taken for granted. */
	#isRight(packed: Uint8Array): boolean {
		const {chunk} = this.#packer;
		return isSame(chunk, this.#reader.unpackApart(packed, chunk.firstSeq, this.#packer.dictionary));
	}

	/**
	 * The first message of the oldest block that is to be packed, the directory's row of which has been found; 0 if there
	 * is none.
	 */
	#nextBlock(): number {
		const {blockCount} = this.#memory.geometry;
		if (blockCount < FEWEST_BLOCKS_TO_COMPRESS) return 0;
		// What has been put but not been taken yet is on its way.
		const after = this.#queue.hasNext ? this.#packed : 0;
		const first = this.#directory.oldestPlain(after, plainBlocks(blockCount));
		// There was no room for it, or nothing in it: that will be so until something changes.
		if (first === this.#packed && this.#memory.directoryVersion === this.#version) return 0;
		return first !== 0 && this.#directory.find(first) && this.#directory.end !== Infinity ? first : 0;
	}
}

/** How many of a ring's blocks are never packed. */
function plainBlocks(blockCount: number): number {
	return Math.max(FEWEST_PLAIN, Math.floor(blockCount / BLOCKS_PER_PLAIN));
}

function factsOf(chunk: Chunk): Omit<PackedBlock, 'blockFirst' | 'segments' | 'packedBytes' | 'checksum'> {
	let earliestUs = Infinity;
	let latestUs = -Infinity;
	let severities = 0;
	for (let i = 0; i < chunk.count; i++) {
		const us = chunk.receivedUs(i);
		if (us < earliestUs) earliestUs = us;
		if (us > latestUs) latestUs = us;
		severities |= 1 << (chunk.priority(i) & 7);
	}
	const textBytes = chunk.end(chunk.count - 1) + 1 - chunk.start(0);
	return {first: chunk.firstSeq, count: chunk.count, earliestUs, latestUs, severities, textBytes};
}

/** Whether both have the same messages. The unpacked texts begin at 0. */
function isSame(chunk: Chunk, unpacked: Chunk): boolean {
	if (unpacked.count !== chunk.count || Buffer.compare(textsOf(chunk), textsOf(unpacked)) !== 0) return false;
	// Laid out alike, they are compared in no time; a block whose first messages have been evicted is not.
	if (chunk.start(0) === 0) return Buffer.compare(entriesOf(chunk), entriesOf(unpacked)) === 0;
	for (let i = 0; i < chunk.count; i++) {
		const isEqual = unpacked.end(i) === chunk.end(i) - chunk.start(0) && unpacked.receivedUs(i) === chunk.receivedUs(i)
			&& unpacked.originA(i) === chunk.originA(i) && unpacked.originB(i) === chunk.originB(i)
			&& unpacked.priority(i) === chunk.priority(i) && unpacked.source(i) === chunk.source(i) && unpacked.flags(i) === chunk.flags(i);
		if (!isEqual) return false;
	}
	return true;
}

function textsOf(chunk: Chunk): Uint8Array {
	return chunk.bytes.subarray(chunk.start(0), chunk.end(chunk.count - 1) + 1);
}

function entriesOf(chunk: Chunk): Uint8Array {
	return chunk.bytes.subarray(chunk.entry(chunk.count - 1), chunk.entry(0) + ENTRY_BYTES);
}
