import {randomBytes} from 'node:crypto';
import {promisify} from 'node:util';
import {brotliCompress, brotliDecompress, constants, crc32} from 'node:zlib';
import {Directory} from './directory.js';
import type {HubMemory} from './memory.js';
import type {PackedQueue} from './packed-queue.js';
import {SHARED_HEADER_BYTES} from './packing/format.js';
import {partDictionary, type Parted, placeDictionary, writeShared} from './packing/shared-dictionaries.js';
import type {HubReader} from './reader.js';
import {SEGMENT_ROW_BYTES, type SegmentFacts, writeRowOf} from './segment.js';

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

/** The quality from which on brotli takes ten times as long for a hundredth less. */
const QUALITY = 5;
/** A window of 2 MiB: as many bytes as the dictionaries of a block have, and more. */
const WINDOW_BITS = 21;
/** Blocks of segments that are not compacted: that which segments are added to, and those that fill no block of compacted ones. */
const BLOCKS_LEFT = 3;
/** What dictionaries take together, as a part of what they take each for itself; the first guess, and what is added to what was found. */
const FIRST_SHARE = 0.8;
const SAFETY = 1.03;
/** So that what is between segments, which begin at multiples of 8, has room. */
const SPARE_BYTES = 16;

/** A segment that is to be compacted. */
interface Source {
	readonly facts: SegmentFacts;
	/** Bytes it takes packed, with its own dictionary. */
	readonly packedBytes: number;
	/** Undefined for one that has no dictionary, and stays as it is. */
	readonly parted: Parted | undefined;
	readonly packed: Uint8Array;
}

/**
 * Compacts the oldest segments, when nothing else is to be done: their dictionaries are much alike, and take a half to two
 * thirds of the room when they are compressed together, and better. All else in a segment stays as it is. A block is filled
 * with as many segments as it has room for then, and takes the place of those that they were in.
 *
 * It reads as any other reader does, and leaves it to the receiver thread to put the block into the ring. Brotli runs in
 * Node's thread pool: a block's dictionaries take it 50 ms.
 */
export class Compactor {
	/** Milliseconds that it has taken, in the thread pool too. */
	workMs = 0;
	readonly #memory: HubMemory;
	readonly #queue: PackedQueue;
	readonly #reader: HubReader;
	readonly #directory: Directory;
	#share = FIRST_SHARE;
	/** Counts steps, and what cancels them. */
	#run = 0;

	constructor(memory: HubMemory, queue: PackedQueue, reader: HubReader) {
		this.#memory = memory;
		this.#queue = queue;
		this.#reader = reader;
		this.#directory = new Directory(memory);
	}

	/** Whether there are segments to compact. */
	get hasWork(): boolean {
		return this.#directory.oldestLoose(BLOCKS_LEFT) !== 0;
	}

	/** Nothing of what is being compacted at the moment is put. */
	cancel(): void {
		this.#run += 1;
	}

	/** Fills a block, and puts it, unless it is cancelled; false when there is nothing to do. */
	async step(): Promise<boolean> {
		const first = this.#directory.oldestLoose(BLOCKS_LEFT);
		if (first === 0 || !this.#queue.hasRoom) return false;
		const run = ++this.#run;
		const begun = performance.now();
		// What is in the first block has to leave it: else nothing is won.
		this.#directory.find(first);
		const {end} = this.#directory;
		const sources = this.#collect(first);
		let count = sources.length;
		const isWorthIt = (): boolean => count > 0 && endOf(sources[count - 1]!) > end;
		while (isWorthIt() && !await this.#fill(first, sources.slice(0, count), run)) count = Math.floor(count * 0.9);
		if (!isWorthIt()) this.#leave(first, run);
		for (const {parted, packed} of sources) for (const bytes of [packed, parted?.rest, parted?.dictionary]) bytes?.fill(0);
		this.workMs += performance.now() - begun;
		return true;
	}

	/** Has a block of segments left as it is. */
	#leave(first: number, run: number): void {
		if (run === this.#run && this.#queue.hasRoom) this.#queue.put({...NO_FACTS, blockFirst: first, first, segments: 1, packedBytes: 0});
	}

	/** As many segments as have room in a block, if the guess is right. */
	#collect(first: number): Source[] {
		const {blockBytes} = this.#memory.geometry;
		const sources: Source[] = [];
		let left = blockBytes - SHARED_HEADER_BYTES - SPARE_BYTES;
		for (let next = first; ;) {
			const block = this.#directory.find(next) ? this.#directory.block : -1;
			if (block === -1 || this.#directory.isCompacted(block) || this.#directory.segmentsOf(block) === 0) break;
			const found = this.#reader.segmentAt(next);
			if (found === undefined) break;
			const parted = partDictionary(found.packed);
			const bytes = found.packed.length;
			const rest = parted?.rest.length ?? bytes;
			left -= Math.ceil(rest / 8) * 8 + SEGMENT_ROW_BYTES + (bytes - rest) * this.#share;
			if (left < 0) break;
			sources.push({facts: factsOf(found.facts), packedBytes: bytes, parted, packed: found.packed});
			next += found.facts.count;
		}
		return sources;
	}

	/** Puts a block of these segments, if that is still wanted; false if they have no room in it. */
	async #fill(first: number, sources: readonly Source[], run: number): Promise<boolean> {
		const {blockBytes} = this.#memory.geometry;
		let at = 0;
		for (const {parted} of sources) {
			if (parted === undefined) continue;
			placeDictionary(parted, at);
			at += parted.dictionary.length;
		}
		const dictionaries = Buffer.concat(sources.flatMap(({parted}) => parted?.dictionary ?? []));
		const compressed = await compress(dictionaries, {
			params: {
				[constants.BROTLI_PARAM_QUALITY]: QUALITY, [constants.BROTLI_PARAM_LGWIN]: WINDOW_BITS,
				[constants.BROTLI_PARAM_SIZE_HINT]: dictionaries.length,
			},
		});
		const again = await decompress(compressed);
		const own = sources.reduce((sum, {parted, packedBytes}) => sum + (parted === undefined ? 0 : packedBytes - parted.rest.length), 0);
		if (own > 0) this.#share = Math.min(1, SAFETY * compressed.length / own);
		const bodies = sources.reduce((sum, {parted, packed}) => sum + Math.ceil((parted?.rest ?? packed).length / 8) * 8 + SEGMENT_ROW_BYTES, 0);
		const isGood = again.equals(dictionaries) && bodies + SHARED_HEADER_BYTES + compressed.length <= blockBytes;
		// The ring may have been resized, or more been packed, meanwhile.
		const isWanted = run === this.#run && this.#queue.hasRoom && this.#memory.geometry.blockBytes === blockBytes;
		if (isGood && isWanted) this.#put(first, sources, compressed, dictionaries.length);
		for (const bytes of [dictionaries, compressed, again]) bytes.fill(0);
		return isGood;
	}

	#put(first: number, sources: readonly Source[], compressed: Uint8Array, dictionaryBytes: number): void {
		const {blockBytes} = this.#memory.geometry;
		const image = this.#queue.room.subarray(0, blockBytes);
		let sharedAt = 0;
		for (const {parted, packed} of sources) sharedAt += Math.ceil((parted?.rest ?? packed).length / 8) * 8;
		let at = 0;
		for (const [i, {facts, parted, packed}] of sources.entries()) {
			const bytes = parted?.rest ?? packed;
			image.set(bytes, at);
			writeRowOf(image, i, {...facts, packedBytes: bytes.length, checksum: crc32(bytes)}, at, parted === undefined ? 0 : sharedAt);
			at += Math.ceil(bytes.length / 8) * 8;
		}
		writeShared(image.subarray(sharedAt), randomBytes(4).readUInt32LE(), compressed, dictionaryBytes);
		const last = sources.at(-1)!;
		this.#queue.put({...NO_FACTS, blockFirst: first, first, count: endOf(last) - first, segments: sources.length, packedBytes: blockBytes});
	}
}

/** A queue tells of a block only where it is, and how many segments it has: their rows say the rest. */
const NO_FACTS: SegmentFacts = {first: 0, earliestUs: 0, latestUs: 0, packedBytes: 0, count: 0, textBytes: 0, severities: 0, checksum: 0};

function factsOf({first, earliestUs, latestUs, packedBytes, count, textBytes, severities, checksum}: SegmentFacts): SegmentFacts {
	return {first, earliestUs, latestUs, packedBytes, count, textBytes, severities, checksum};
}

function endOf({facts: {first, count}}: Source): number {
	return first + count;
}
