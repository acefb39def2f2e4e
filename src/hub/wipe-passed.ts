import type {Directory} from './directory.js';
import {ENTRY_BYTES, ENTRY_ORIGIN_A, ENTRY_TEXT_END} from './entry.js';
import type {HubMemory} from './memory.js';
import {wipe} from './packing/web-assembly.js';
import {Segment} from './segment.js';

const segment = new Segment();

/**
 * Overwrites what blocks hold of messages below the tail: free blocks as a whole; of others the segments that are passed
 * as a whole, or the texts and entries that are. Rows of segments, and the end of the newest text that is passed, stay: by these readers find
 * what is behind them. Only the receiver thread may, after it has moved the tail and freed what is passed.
 */
export function wipePassed(memory: HubMemory, directory: Directory): void {
	const {tail, geometry: {blockCount, blockBytes, blocksAt}} = memory;
	memory.fence();
	for (let block = 0; block < blockCount; block++) {
		if (!directory.isUsed(block)) continue;
		const first = directory.firstOf(block);
		const at = blocksAt + block * blockBytes;
		if (first === 0) {
			wipe(memory.bytes.subarray(at, at + blockBytes));
			directory.setUnused(block);
		} else if (first < tail) {
			const segments = directory.segmentsOf(block);
			if (segments > 0) wipeSegments(memory, block, segments);
			else wipeMessages(memory, at, tail - first);
		}
	}
}

function wipeSegments(memory: HubMemory, block: number, segments: number): void {
	for (let i = 0; i < segments; i++) {
		segment.read(memory, block, i);
		const {first, count, at, packedBytes} = segment;
		if (first + count <= memory.tail) memory.bytes.fill(0, at, at + packedBytes);
	}
}

/** Overwrites the first `count` messages of the block that begins at `at`, which has more. */
function wipeMessages({bytes, u32, geometry: {blockBytes}}: HubMemory, at: number, count: number): void {
	const newest = at + blockBytes - count * ENTRY_BYTES;
	bytes.fill(0, at, at + u32[(newest + ENTRY_TEXT_END) >>> 2]!);
	bytes.fill(0, newest, newest + ENTRY_TEXT_END);
	bytes.fill(0, newest + ENTRY_ORIGIN_A, at + blockBytes);
}
