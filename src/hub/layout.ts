import {ENTRY_BYTES} from './entry.js';

/** "CIRC", the first four bytes of a hub's memory. */
export const MAGIC = 0x43524943;
/** Changes whenever the meaning of any byte of the mapping changes. */
export const LAYOUT_VERSION = 3;

/** Listeners that one daemon may have; their counters live in the header. */
export const MAX_SOURCES = 64;
/** Counters kept for each listener. */
export const COUNTERS_PER_SOURCE = 20;
/** IPv6 addresses that can be told apart at any one time. */
export const IPV6_ROWS = 256;
/** Bytes of one row: the address, and the sequence number since which it stands there. */
export const IPV6_ROW_BYTES = 24;
/** Bytes of a block's row in the directory; see directory.ts. */
export const DIRECTORY_ROW_BYTES = 16;

/** Fields of the header, as byte offsets. Those read by another thread are written by one thread only. */
export const HEADER = {
	magic: 0,
	layoutVersion: 4,
	/** f64; drawn at random when the sequence starts anew. */
	epoch: 8,
	/** i32; touched by atomic read-modify-write alone, which orders what stands before and after it. */
	fence: 16,
	/** i32; 1 while new messages are to be discarded. */
	paused: 20,
	/** f64; sequence number of the next message. */
	head: 24,
	/** f64; sequence number of the oldest message kept. */
	tail: 32,
	/** f64; messages below this number were cleared rather than evicted. */
	clearedTo: 40,
	/** f64; the bound N, in messages. */
	maxMessages: 48,
	/** f64; the bound B, in bytes. */
	maxBytes: 56,
	/** u32; bytes of one block. */
	blockBytes: 64,
	/** u32; number of blocks. */
	blockCount: 68,
	/** u32; largest message that is kept whole. */
	maxMessageBytes: 72,
	/** f64; messages cleared so far. */
	cleared: 80,
	/** i32; odd while head, tail and counters change together. */
	version: 88,
	/** i32; odd while rows of the directory change together. */
	directoryVersion: 92,
	/** f64; messages evicted before they could be compressed. */
	evictedEarly: 96,
	/** f64; messages that have expired so far. */
	expired: 104,
	/** f64; messages below this number expired, if they were not cleared or evicted before. */
	expiredTo: 112,
	/** f64; sequence number after the newest message that is whole, though readers may not have been told of it: for `repair`. */
	appended: 120,
	/** u32; 1 once the hub goes on in other memory: then that is the one to go by. */
	hasMoved: 128,
} as const;

/** Bytes of the header. */
export const HEADER_BYTES = 192;
/** Where the listeners' counters begin. */
export const COUNTERS_AT = HEADER_BYTES;
/** Where the table of IPv6 addresses begins, and header and counters end. */
export const IPV6_AT = COUNTERS_AT + MAX_SOURCES * COUNTERS_PER_SOURCE * 8;
/** Where the directory of blocks begins. */
export const DIRECTORY_AT = IPV6_AT + IPV6_ROWS * IPV6_ROW_BYTES;

const PAGE_BYTES = 4096;
const LARGEST_BLOCK_BYTES = 256 * 1024;
const FEWEST_BLOCKS = 4;
/** Block sizes are chosen so that evicting one takes at most this part of the ring. */
const WANTED_BLOCKS = 64;

/** In a ring of fewer blocks nothing is compressed: there would be nothing to be gained. */
export const FEWEST_BLOCKS_TO_COMPRESS = 8;

/** Smallest bound B that leaves room for messages beside the header, in bytes. */
export const MIN_BUFFER_BYTES = 64 * 1024;
/** Largest bound B: offsets are unsigned 32-bit numbers, and the receiver's scratch space needs room too. */
export const MAX_BUFFER_BYTES = 3 * 1024 ** 3;

/** Largest bound N. */
export const MAX_BUFFER_MESSAGES = 1e9;
/** No message takes less of the ring than this, entry and all; and hardly one if it is compressed. */
const SMALLEST_MESSAGE_BYTES = 32;
const SMALLEST_COMPRESSED_BYTES = 2;

/** The bounds of a ring. */
export interface Limits {
	/** The bound B, in bytes. */
	readonly maxBytes: number;
	/** The bound N, in messages. */
	readonly maxMessages: number;
	/** Largest message that is kept whole, in bytes. */
	readonly maxMessageBytes: number;
}

/** How the bound B is cut into header, directory and blocks. */
export interface Geometry extends Limits {
	readonly blockBytes: number;
	readonly blockCount: number;
	/** Where the first block begins, in bytes. */
	readonly blocksAt: number;
}

/** Largest message that a ring of `maxBytes` can be asked to keep whole. */
export function largestMessageFor(maxBytes: number): number {
	const space = maxBytes - DIRECTORY_AT - FEWEST_BLOCKS * DIRECTORY_ROW_BYTES;
	return multipleOf(8, space / FEWEST_BLOCKS) - neededBytes(0);
}

/** Smallest ring that can be asked to keep messages of `maxMessageBytes` whole, in bytes. */
export function smallestRingFor(maxMessageBytes: number): number {
	const block = Math.ceil(neededBytes(maxMessageBytes) / 8) * 8;
	return Math.max(MIN_BUFFER_BYTES, DIRECTORY_AT + FEWEST_BLOCKS * (DIRECTORY_ROW_BYTES + block));
}

/** A bound N for a ring of `maxBytes` that is never felt. */
export function unfeltMaxMessages(maxBytes: number, isCompressed: boolean): number {
	return Math.min(MAX_BUFFER_MESSAGES, Math.floor(maxBytes / (isCompressed ? SMALLEST_COMPRESSED_BYTES : SMALLEST_MESSAGE_BYTES)));
}

/** No block is larger than this in a ring for messages of up to `maxMessageBytes`, whatever its size. */
export function largestBlockFor(maxMessageBytes: number): number {
	const target = Math.max(LARGEST_BLOCK_BYTES, neededBytes(maxMessageBytes)) + DIRECTORY_ROW_BYTES;
	// What is left over is shared by four blocks or more.
	return multipleOf(8, target * (FEWEST_BLOCKS + 1) / FEWEST_BLOCKS);
}

/**
 * Cuts `maxBytes` (64 KiB to 3 GiB) into blocks that hold messages of up to `maxMessageBytes`.
 *
 * @throws RangeError when the sizes do not fit together; callers check them first, in the user's terms.
 */
export function geometryFor(limits: Limits): Geometry {
	const {maxBytes, maxMessages, maxMessageBytes} = limits;
	if (!(maxBytes >= MIN_BUFFER_BYTES && maxBytes <= MAX_BUFFER_BYTES) || maxMessageBytes > largestMessageFor(maxBytes)) {
		throw new RangeError(`no ring of ${maxBytes} bytes holds messages of ${maxMessageBytes} bytes`);
	}
	const space = maxBytes - DIRECTORY_AT;
	const wanted = Math.min(LARGEST_BLOCK_BYTES, Math.max(PAGE_BYTES, space / WANTED_BLOCKS));
	const target = Math.min(Math.max(wanted, neededBytes(maxMessageBytes)), space / FEWEST_BLOCKS - DIRECTORY_ROW_BYTES);
	const blockCount = Math.floor(space / (target + DIRECTORY_ROW_BYTES));
	const blockBytes = multipleOf(8, space / blockCount - DIRECTORY_ROW_BYTES);
	return {
		maxBytes,
		maxMessages,
		maxMessageBytes,
		blockBytes,
		blockCount,
		blocksAt: DIRECTORY_AT + blockCount * DIRECTORY_ROW_BYTES,
	};
}

/** What a block must have for a message of that length: its LF and its entry, and what rounding may take away. */
function neededBytes(messageBytes: number): number {
	return messageBytes + 1 + ENTRY_BYTES + 8;
}

function multipleOf(unit: number, value: number): number {
	return Math.floor(value / unit) * unit;
}
