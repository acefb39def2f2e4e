import {Directory} from '../directory.js';
import type {HubMemory} from '../memory.js';
import {emptySegmentRow, isSegmentWhole, Segment, SEGMENT_ROW_BYTES} from '../segment.js';
import {Entries} from './entries.js';

/** What is left of the blocks. */
export interface BlocksLeft {
	/** Sequence number from which on all messages are there. */
	readonly from: number;
	/** Messages that are there, but the bounds or values of which had to be guessed. */
	readonly mended: number;
}

/**
 * Puts directory and blocks right, from the newest message backwards. What stands before something that cannot be put
 * right is given up: sequence numbers have no holes.
 *
 * @param head Sequence number after the newest message.
 * @param tail Sequence number of the oldest one, as far as is known; what only has older ones is given up.
 * @param sources Listeners that there are.
 */
export function repairBlocks(memory: HubMemory, head: number, tail: number, sources: number): BlocksLeft {
	const directory = new Directory(memory);
	// Without a row, the block before it seems to have its messages.
	const mayMend = freeBrokenRows(memory, directory) === 0;
	let end = head;
	let mended = 0;
	let isBroken = false;
	const entriesOf = (block: number, before: number): Entries => {
		const first = directory.firstOf(block);
		return new Entries(memory, block, {count: before - first, passed: Math.max(0, tail - first), sources});
	};
	for (const block of blocksFromNewest(memory, directory)) {
		const first = directory.firstOf(block);
		if (isBroken || end <= tail || first >= end) {
			directory.free(block);
			continue;
		}
		if (directory.segmentsOf(block) > 0) {
			const left = repairSegments(memory, directory, block, end, tail);
			if (left < end) {
				isBroken = left > tail && left > first;
				end = left;
				continue;
			}
			// Unless the number of its segments is what was damaged.
			if (entriesOf(block, end).areWhole) directory.setSegments(block, 0);
		}
		const entries = entriesOf(block, end);
		const guessed = directory.segmentsOf(block) > 0 ? -1 : entries.areWhole ? 0 : mayMend ? entries.mend() : -1;
		if (guessed === -1) {
			directory.free(block);
			isBroken = true;
		} else {
			mended += guessed;
			end = first;
		}
	}
	return {from: Math.max(tail, end), mended};
}

function freeBrokenRows({geometry: {blockCount}}: HubMemory, directory: Directory): number {
	let broken = 0;
	for (let block = 0; block < blockCount; block++) {
		if (directory.isWhole(block)) continue;
		directory.assign(block, 0, 0);
		broken += 1;
	}
	return broken;
}

/** All blocks that are in use; of two that begin alike, the one with segments comes first: the other was about to be freed. */
function blocksFromNewest({geometry: {blockCount}}: HubMemory, directory: Directory): number[] {
	return Array.from({length: blockCount}, (_, block) => block)
		.filter(block => directory.firstOf(block) !== 0)
		.sort((a, b) => directory.firstOf(b) - directory.firstOf(a) || directory.segmentsOf(b) - directory.segmentsOf(a));
}

/**
 * Keeps those segments of a block that are whole and follow one another up to message `end`.
 *
 * @returns The first message that is kept; `end` where none is.
 */
function repairSegments(memory: HubMemory, directory: Directory, block: number, end: number, tail: number): number {
	const segment = new Segment();
	const most = Math.floor(memory.geometry.blockBytes / SEGMENT_ROW_BYTES);
	let segments = Math.min(directory.segmentsOf(block), most);
	const read = (i: number): Segment => {
		segment.read(memory, block, i);
		return segment;
	};
	// Added, but what it was made of had not been freed yet.
	while (segments > 0 && read(segments - 1).first >= end) segments -= 1;
	// Rows before the block's first message tell of segments that have been compacted into another.
	const oldest = Math.max(tail, directory.firstOf(block));
	const shared = new Map<number, boolean>();
	let from = end;
	let i = segments - 1;
	for (; i >= 0 && from > oldest; i--) {
		if (!isSegmentWhole(memory, block, i, segments, shared) || read(i).first + segment.count !== from || segment.count === 0) break;
		from = segment.first;
	}
	if (from === end) return end;
	directory.setSegments(block, segments);
	// Nobody reads what stands before them, but readers look for theirs by halves.
	for (; i >= 0; i--) emptySegmentRow(memory, block, i, directory.firstOf(block));
	return from;
}
