import {Directory} from '../directory.js';
import type {HubMemory} from '../memory.js';
import {Entries} from './entries.js';

/** No batch has more messages: a read of a stream brings 256 KiB, and a message takes two bytes of it. */
export const LARGEST_BATCH = 2 ** 18;

/**
 * Sequence number after the newest message that is whole. Three numbers tell of it, which are a batch apart at the most:
 * what has been appended, what readers have been told of, and what has been counted as stored.
 *
 * @returns Undefined where not even two of them agree: nobody knows then which number the next message may have.
 */
export function findHead(memory: HubMemory, stored: number, sources: number): number | undefined {
	const {head, appended} = memory;
	const witnesses = [appended, head, stored + 1];
	const agrees = (seq: number): boolean => Number.isSafeInteger(seq) && seq >= 1
		&& witnesses.filter(each => Math.abs(each - seq) <= LARGEST_BATCH).length > 1;
	const likely = [appended, head].filter(agrees).sort((a, b) => b - a);
	const directory = new Directory(memory);
	directory.find(Infinity);
	const {block, first} = directory;
	if (block === -1 || directory.segmentsOf(block) > 0) return likely[0];
	const isWithinBlock = (seq: number): boolean => Number.isSafeInteger(seq) && seq > first;
	return likely.find(seq => seq >= first && new Entries(memory, block, {count: seq - first, passed: isWithinBlock(memory.tail) ? memory.tail - first : 0, sources}).areWhole) ?? likely.at(-1);
}
