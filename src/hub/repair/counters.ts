import type {Chunk} from '../chunk.js';
import {FLAG_NO_PRIORITY, FLAG_TRUNCATED} from '../entry.js';
import {MAX_SOURCES} from '../layout.js';
import {COUNTER, COUNTER_NAMES, type CounterName, type HubMemory} from '../memory.js';
import {HubReader} from '../reader.js';
import {LARGEST_BATCH} from './head.js';

/** What becomes of each message received. */
const EXPLAINED: readonly CounterName[] = ['stored', 'discardedPaused', 'discardedEmpty', 'discardedNotAllowed', 'discardedRateLimited'];

/**
 * Has the counters tell of what is there: a batch's messages are in the ring before they are counted, and its counters
 * change one after the other. Each message had to be stored to get its number, so that all of them together tell how many
 * have not been counted yet. Bytes may be wrong by those of a batch.
 *
 * @param isPaused Whether messages were being discarded.
 * @param sources Listeners that messages came through; others have counted nothing.
 * @returns Whether they were as a batch that was interrupted leaves them.
 */
export function repairCounters(memory: HubMemory, isPaused: boolean, sources: number): boolean {
	let isRight = true;
	const value = (source: number, name: CounterName): number => memory.counter(source, COUNTER[name]);
	for (let source = 0; source < MAX_SOURCES; source++) {
		for (const name of COUNTER_NAMES) {
			const is = value(source, name);
			if (source < sources ? Number.isSafeInteger(is) && is >= 0 : is === 0) continue;
			memory.resetCounter(source, COUNTER[name]);
			isRight = false;
		}
	}
	const missing = memory.head - 1 - storedOf(memory, sources);
	if (missing > 0 && missing <= LARGEST_BATCH) {
		countStored(memory, missing);
	} else if (missing !== 0) {
		// Somebody has been counting wrong: whoever has counted most.
		const source = Array.from({length: MAX_SOURCES}, (_, each) => each).reduce((most, each) => value(each, 'stored') > value(most, 'stored') ? each : most);
		memory.count(source, COUNTER.stored, missing);
		isRight = false;
	}
	for (let source = 0; source < MAX_SOURCES; source++) {
		const unexplained = value(source, 'received') - EXPLAINED.reduce((sum, name) => sum + value(source, name), 0);
		if (unexplained > 0 && unexplained <= LARGEST_BATCH) memory.count(source, isPaused ? COUNTER.discardedPaused : COUNTER.discardedEmpty, unexplained);
		else memory.count(source, COUNTER.received, -unexplained);
		if (Math.abs(unexplained) > LARGEST_BATCH) isRight = false;
	}
	return isRight;
}

/** Messages stored so far, as the counters of the listeners that there were tell. */
export function storedOf(memory: HubMemory, sources: number): number {
	return Array.from({length: sources}, (_, source) => memory.counter(source, COUNTER.stored)).reduce((sum, each) => sum + each, 0);
}

/** Counts the newest messages. Those that are no longer there came through we don't know which listener, and are counted with the rest. */
function countStored(memory: HubMemory, count: number): void {
	const reader = new HubReader(memory);
	const chunk: Chunk = reader.chunk();
	let source = 0;
	let left = count;
	for (let seq = memory.head - count; seq < memory.head; seq = chunk.nextSeq) {
		reader.read(seq, chunk);
		for (let i = 0; i < chunk.count; i++) {
			const bytes = chunk.end(i) - chunk.start(i);
			source = chunk.source(i);
			memory.count(source, COUNTER.stored, 1);
			memory.count(source, COUNTER.storedBytes, bytes);
			memory.count(source, COUNTER.receivedBytes, bytes);
			if (chunk.flags(i) & FLAG_TRUNCATED) memory.count(source, COUNTER.truncated, 1);
			if (chunk.flags(i) & FLAG_NO_PRIORITY) memory.count(source, COUNTER.unparsed, 1);
		}
		left -= chunk.count;
	}
	memory.count(source, COUNTER.stored, left);
}
