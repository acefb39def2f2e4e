import {DIRECTORY_AT, geometryFor, HEADER, IPV6_AT, IPV6_ROW_BYTES, LAYOUT_VERSION, type Limits, MAGIC} from './layout.js';
import {HubMemory} from './memory.js';
import {Directory} from './directory.js';
import {repairBlocks} from './repair/blocks.js';
import {repairCounters, storedOf} from './repair/counters.js';
import {findHead} from './repair/head.js';
import {wipePassed} from './wipe-passed.js';

/** What has become of a hub that was left by somebody else. */
export interface Repair {
	/** Messages that are there. */
	readonly kept: number;
	/** Messages that were there, but are damaged, or stand before one that is. */
	readonly dropped: number;
	/** Messages that are there, but the bounds or values of which were damaged and had to be guessed. */
	readonly mended: number;
	/** Whether the counters were damaged; they add up again. */
	readonly areCountersMended: boolean;
}

/** A hub of which nothing can be kept; the message says why. */
export class BeyondRepairError extends Error {
	override readonly name = 'BeyondRepairError';
	readonly code = 'BEYOND_REPAIR';
}

/**
 * Makes a hub of memory in which there was one until its writer died, at whatever moment, and of which any bit may have
 * been damaged since. Everything that can be wrong is looked at: readers rely on what stands there. Messages that were
 * appended are kept, whether or not readers had been told of them, and the counters tell of them. The hub is not paused.
 *
 * It takes 50 ms for 64 MiB of messages, and no other thread may be at it.
 *
 * @param limits Bounds that the hub was laid out for.
 * @param epoch Name of its run of sequence numbers, as a number.
 * @param sources Listeners that its messages came through.
 * @throws {BeyondRepairError} The memory is as it was, then.
 */
export function repair(buffer: ArrayBufferLike, limits: Limits, epoch: number, sources: number): {memory: HubMemory; repaired: Repair} {
	const header = new Uint8Array(buffer, 0, DIRECTORY_AT);
	const found = header.slice();
	const memory = restoreHeader(buffer, limits, epoch);
	const head = findHead(memory, storedOf(memory, sources), sources);
	if (head === undefined) {
		header.set(found);
		throw new BeyondRepairError('its sequence numbers contradict each other');
	}
	const isPaused = memory.paused;
	// A clearing that was interrupted is carried on.
	const passed = isWithin(memory.expiredTo, 1, head) ? memory.expiredTo : 1;
	const tail = memory.clearedTo === head ? head : isWithin(memory.tail, 1, head) ? memory.tail : passed;
	const [clearedTo, expiredTo] = [memory.clearedTo, passed].map(seq => isWithin(seq, 1, tail) ? seq : 1) as [number, number];
	const {from, mended} = repairBlocks(memory, head, tail, sources);
	memory.head = memory.appended = head;
	memory.tail = from;
	memory.clearedTo = clearedTo;
	memory.expiredTo = expiredTo;
	if (!isWithin(memory.cleared, 0, clearedTo - 1)) memory.cleared = 0;
	if (!isWithin(memory.expired, 0, expiredTo - 1) || memory.cleared + memory.expired >= tail) memory.expired = 0;
	if (!isWithin(memory.evictedEarly, 0, from - 1)) memory.evictedEarly = 0;
	repairIpv6(memory, head);
	const isCounted = repairCounters(memory, isPaused, sources);
	memory.paused = false;
	memory.hasMoved = false;
	wipePassed(memory, new Directory(memory));
	return {memory, repaired: {kept: head - from, dropped: from - tail, mended, areCountersMended: !isCounted}};
}

/** Has the header say what does not change while a hub is at its place, and that nothing is being changed. */
function restoreHeader(buffer: ArrayBufferLike, limits: Limits, epoch: number): HubMemory {
	const {blockBytes, blockCount, maxBytes, maxMessages, maxMessageBytes} = geometryFor(limits);
	const u32 = new Uint32Array(buffer, 0, DIRECTORY_AT / 4);
	const f64 = new Float64Array(buffer, 0, DIRECTORY_AT / 8);
	u32[HEADER.magic >>> 2] = MAGIC;
	u32[HEADER.layoutVersion >>> 2] = LAYOUT_VERSION;
	f64[HEADER.epoch >>> 3] = epoch;
	f64[HEADER.maxMessages >>> 3] = maxMessages;
	f64[HEADER.maxBytes >>> 3] = maxBytes;
	u32[HEADER.blockBytes >>> 2] = blockBytes;
	u32[HEADER.blockCount >>> 2] = blockCount;
	u32[HEADER.maxMessageBytes >>> 2] = maxMessageBytes;
	u32[HEADER.version >>> 2] = u32[HEADER.directoryVersion >>> 2] = u32[HEADER.fence >>> 2] = 0;
	return new HubMemory(buffer);
}

/** Frees rows that were being written, or say that they are valid since a message that is yet to come. */
function repairIpv6({f64}: HubMemory, head: number): void {
	for (let at = IPV6_AT; at < DIRECTORY_AT; at += IPV6_ROW_BYTES) {
		if (!isWithin(f64[at >>> 3]!, 0, head)) f64[at >>> 3] = 0;
	}
}

function isWithin(value: number, min: number, max: number): boolean {
	return Number.isSafeInteger(value) && value >= min && value <= max;
}
