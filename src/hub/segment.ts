import {crc32} from 'node:zlib';
import type {HubMemory} from './memory.js';

/**
 * A segment: a block's messages, compressed. Many of them share a block, laid out as messages are: packed bytes grow up,
 * rows grow down.
 *
 *   packed 0 | packed 1 | packed 2 →            ← row 2 | row 1 | row 0
 *
 * A row has 48 bytes:
 *
 *   0       8          16       24    28      32      36     40           44      48
 *   | f64   | f64      | f64    | u32 | u32   | u32   | u32  | u32        | u32   |
 *   | first | earliest | latest | at  | bytes | count | text | severities | check |
 *
 * `first` is a sequence number, `earliest` and `latest` are times of receipt; `at` counts from the block's start; `text`
 * is the bytes of the texts unpacked; bit n of `severities` says that a message has severity n; `check` is the CRC-32 of
 * the packed bytes and of all that stands before it in the row.
 */
export const SEGMENT_ROW_BYTES = 48;

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
	}
}

/** Where row `i` of a block begins. */
export function segmentRow({geometry}: HubMemory, block: number, i: number): number {
	return geometry.blocksAt + (block + 1) * geometry.blockBytes - (i + 1) * SEGMENT_ROW_BYTES;
}

/** Writes row `i` of a block, for a segment whose packed bytes begin `at` bytes from the block's start. */
export function writeSegmentRow(memory: HubMemory, block: number, i: number, at: number, facts: SegmentFacts): void {
	const {f64, u32} = memory;
	const row = segmentRow(memory, block, i);
	const words = row >>> 2;
	f64[row >>> 3] = facts.first;
	f64[(row >>> 3) + 1] = facts.earliestUs;
	f64[(row >>> 3) + 2] = facts.latestUs;
	u32[words + 6] = at;
	u32[words + 7] = facts.packedBytes;
	u32[words + 8] = facts.count;
	u32[words + 9] = facts.textBytes;
	u32[words + 10] = facts.severities;
	u32[words + 11] = rowCheck(memory, row, facts.checksum);
}

/** Whether row `i` of a block, and the segment that it tells of, are as they were written; rows from 0 to `segments - 1` are there. */
export function isSegmentWhole(memory: HubMemory, block: number, i: number, segments: number): boolean {
	const {u32, bytes, geometry: {blocksAt, blockBytes}} = memory;
	const row = segmentRow(memory, block, i);
	const at = u32[(row >>> 2) + 6]!;
	const packedBytes = u32[(row >>> 2) + 7]!;
	if (at + packedBytes > blockBytes - segments * SEGMENT_ROW_BYTES) return false;
	const from = blocksAt + block * blockBytes + at;
	return u32[(row >>> 2) + 11] === rowCheck(memory, row, crc32(bytes.subarray(from, from + packedBytes)));
}

/** Has row `i` of a block tell of no messages, before message `seq`. */
export function emptySegmentRow(memory: HubMemory, block: number, i: number, seq: number): void {
	const none = {first: seq, count: 0, packedBytes: 0, textBytes: 0, severities: 0, earliestUs: 0, latestUs: 0, checksum: 0};
	writeSegmentRow(memory, block, i, 0, none);
}

function rowCheck({bytes}: HubMemory, row: number, checksum: number): number {
	return crc32(bytes.subarray(row, row + SEGMENT_ROW_BYTES - 4), checksum);
}

/** Where the newest of a block's segments ends; the next one begins there. */
export function segmentsEnd(memory: HubMemory, block: number, segments: number): number {
	const {u32} = memory;
	const words = segmentRow(memory, block, segments - 1) >>> 2;
	return Math.ceil((u32[words + 6]! + u32[words + 7]!) / 8) * 8;
}
