import {crc32} from 'node:zlib';
import type {HubMemory} from './memory.js';
import {isSharedWhole} from './packing/shared-dictionaries.js';

/**
 * A segment: a block's messages, compressed. Many of them share a block, laid out as messages are: packed bytes grow up,
 * rows grow down.
 *
 *   packed 0 | packed 1 | packed 2 →            ← row 2 | row 1 | row 0
 *
 * Or, where they have been compacted, with the dictionaries that they share:
 *
 *   packed 0 | packed 1 | packed 2 | shared     … row 2 | row 1 | row 0
 *
 * A row has 56 bytes, of which the last are not used:
 *
 *   0       8          16       24    28      32      36     40           44      48      52
 *   | f64   | f64      | f64    | u32 | u32   | u32   | u32  | u32        | u32   | u32   |
 *   | first | earliest | latest | at  | bytes | count | text | severities | shared| check |
 *
 * `first` is a sequence number, `earliest` and `latest` are times of receipt; `at` counts from the block's start; `text`
 * is the bytes of the texts unpacked; bit n of `severities` says that a message has severity n; `shared` counts from the
 * block's start too, and is 0 where the segment has a dictionary of its own; `check` is the CRC-32 of the packed bytes, but
 * for what is shared, and of all that stands before it in the row.
 *
 * A block may begin with a later message than its first row: then what comes before has been compacted into another block.
 */
export const SEGMENT_ROW_BYTES = 56;

/** Where the check stands in a row. */
const ROW_CHECK = 48;

/** What a segment's row says. */
export interface SegmentFacts {
	/** Sequence number of its first message. */
	first: number;
	/** Lowest and highest time of receipt, in microseconds since 1970 UTC. */
	earliestUs: number;
	latestUs: number;
	/** Bytes it takes packed, without its row. */
	packedBytes: number;
	/** Messages. */
	count: number;
	/** Bytes of its texts, with their LFs. */
	textBytes: number;
	/** Bit n is 1 where it has a message of severity n. */
	severities: number;
	/** CRC-32 of the packed bytes. */
	checksum: number;
}

/** What is known of a segment's messages without unpacking them. */
export interface SegmentSummary {
	/** Sequence numbers of its first and its last message. */
	readonly firstSeq: number;
	readonly lastSeq: number;
	/** Lowest and highest time of receipt, in microseconds since 1970 UTC. */
	readonly earliestUs: number;
	readonly latestUs: number;
	/** Bit n is 1 where a message has severity n. */
	readonly severities: number;
	/** Bytes in which each run of letters stands that a message has; undefined where these are not known. */
	words(): Uint8Array | undefined;
}

/** Where a segment's packed bytes begin, and what its row says; filled again and again. */
export class Segment implements SegmentFacts {
	first = 0;
	earliestUs = 0;
	latestUs = 0;
	/** Where its packed bytes begin, in the hub's memory. */
	at = 0;
	packedBytes = 0;
	count = 0;
	textBytes = 0;
	severities = 0;
	/** Where the dictionaries begin that it shares, in the hub's memory; 0 if it has its own. */
	sharedAt = 0;
	/** Not in the row: only where somebody has calculated it. */
	checksum = 0;

	/** Reads row `i` of a block. */
	read(memory: HubMemory, block: number, i: number): void {
		const {f64, u32, geometry} = memory;
		const row = segmentRow(memory, block, i);
		const words = row >>> 2;
		this.first = f64[row >>> 3]!;
		this.earliestUs = f64[(row >>> 3) + 1]!;
		this.latestUs = f64[(row >>> 3) + 2]!;
		this.at = geometry.blocksAt + block * geometry.blockBytes + u32[words + 6]!;
		this.packedBytes = u32[words + 7]!;
		this.count = u32[words + 8]!;
		this.textBytes = u32[words + 9]!;
		this.severities = u32[words + 10]!;
		const shared = u32[words + 11]!;
		this.sharedAt = shared === 0 ? 0 : geometry.blocksAt + block * geometry.blockBytes + shared;
	}
}

/** Where row `i` of a block begins. */
export function segmentRow({geometry}: HubMemory, block: number, i: number): number {
	return geometry.blocksAt + (block + 1) * geometry.blockBytes - (i + 1) * SEGMENT_ROW_BYTES;
}

/** Writes row `i` of a block, for a segment whose packed bytes begin `at` bytes from the block's start. */
export function writeSegmentRow(memory: HubMemory, block: number, i: number, at: number, facts: SegmentFacts): void {
	const {geometry: {blocksAt, blockBytes}, bytes} = memory;
	writeRowOf(bytes.subarray(blocksAt + block * blockBytes, blocksAt + (block + 1) * blockBytes), i, facts, at, 0);
}

/**
 * Writes row `i` of a block that `image` is.
 *
 * @param sharedAt Where the dictionaries begin that the segment shares, from the block's start; 0 if it has its own.
 */
export function writeRowOf(image: Uint8Array, i: number, facts: SegmentFacts, at: number, sharedAt: number): void {
	const row = rowOf(image, i);
	for (const [place, time] of [facts.first, facts.earliestUs, facts.latestUs].entries()) row.setFloat64(place * 8, time, true);
	for (const [place, number] of [at, facts.packedBytes, facts.count, facts.textBytes, facts.severities, sharedAt].entries()) {
		row.setUint32(24 + place * 4, number, true);
	}
	row.setUint32(ROW_CHECK, rowCheck(row, facts.checksum), true);
}

/**
 * Whether row `i` of a block, and the segment that it tells of, are as they were written; rows from 0 to `segments - 1` are there.
 *
 * @param shared What is known of the block's shared dictionaries, by their places; filled.
 */
export function isSegmentWhole(
	{bytes, geometry: {blocksAt, blockBytes}}: HubMemory, block: number, i: number, segments: number, shared: Map<number, boolean>,
): boolean {
	const image = bytes.subarray(blocksAt + block * blockBytes, blocksAt + (block + 1) * blockBytes);
	const row = rowOf(image, i);
	const [at, packedBytes, sharedAt] = [row.getUint32(24, true), row.getUint32(28, true), row.getUint32(44, true)];
	const rowsAt = blockBytes - segments * SEGMENT_ROW_BYTES;
	if (at + packedBytes > rowsAt || row.getUint32(ROW_CHECK, true) !== rowCheck(row, crc32(image.subarray(at, at + packedBytes)))) return false;
	if (sharedAt !== 0 && !shared.has(sharedAt)) shared.set(sharedAt, isSharedWhole(image.subarray(sharedAt, rowsAt)));
	return sharedAt === 0 || shared.get(sharedAt)!;
}

/** Has row `i` of a block tell of no messages, before message `seq`. */
export function emptySegmentRow(memory: HubMemory, block: number, i: number, seq: number): void {
	const none = {first: seq, count: 0, packedBytes: 0, textBytes: 0, severities: 0, earliestUs: 0, latestUs: 0, checksum: 0};
	writeSegmentRow(memory, block, i, 0, none);
}

function rowOf(image: Uint8Array, i: number): DataView {
	return new DataView(image.buffer, image.byteOffset + image.length - (i + 1) * SEGMENT_ROW_BYTES, SEGMENT_ROW_BYTES);
}

function rowCheck(row: DataView, checksum: number): number {
	return crc32(new Uint8Array(row.buffer, row.byteOffset, ROW_CHECK), checksum);
}

/** Where the newest of a block's segments ends; the next one begins there. */
export function segmentsEnd(memory: HubMemory, block: number, segments: number): number {
	const {u32} = memory;
	const words = segmentRow(memory, block, segments - 1) >>> 2;
	return Math.ceil((u32[words + 6]! + u32[words + 7]!) / 8) * 8;
}
