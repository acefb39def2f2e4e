import type {Chunk} from '../hub/chunk.js';
import {wipe} from '../hub/packing/web-assembly.js';
import type {HubReader} from '../hub/reader.js';
import type {Filter} from '../query/filter.js';
import {TURN_MS} from '../rota.js';
import type {Turns} from './turns.js';

/** Messages that are looked at in the first step: the slowest filter is known after some milliseconds. */
const FIRST_STEP_MESSAGES = 32;

/** A stretch of the ring. */
export interface Range {
	/** Sequence number of the first message. */
	readonly from: number;
	/** Sequence number after the last message. */
	readonly until: number;
}

/** Scratch space for looking through the ring. Everyone on a thread may share it: nobody waits while it is in use. */
export class ScanSpace {
	readonly chunk: Chunk;
	/** Room for the indices of all messages of a chunk. */
	readonly selected: Uint32Array;

	/** @param chunk As large as the ring's blocks, or larger; and so also after a resize. */
	constructor(chunk: Chunk) {
		this.chunk = chunk;
		this.selected = new Uint32Array(chunk.maxCount);
	}

	/** Overwrites what was looked at last. */
	forget(): void {
		wipe(this.chunk.bytes);
	}
}

/** Chooses how many messages are looked at in one go, so that even a slow filter lets others have their turn. */
export class Step {
	messages = FIRST_STEP_MESSAGES;
	#begun = 0;

	/** Before a step. */
	begin(): void {
		this.#begun = performance.now();
	}

	/**
	 * After a step in which the filter was asked of `asked` messages.
	 *
	 * @param used How many of these there was room for; the rest will be asked again.
	 */
	end(asked: number, used = asked): void {
		const ms = performance.now() - this.#begun;
		if (2 * used < asked) this.messages = Math.max(1, 2 * used);
		else if (ms > TURN_MS) this.messages = Math.max(1, asked >>> 1);
		else if (ms < TURN_MS / 2) this.messages *= 2;
	}
}

/** A walk through a part of the ring, for one request. */
export interface Scan {
	readonly reader: HubReader;
	readonly space: ScanSpace;
	readonly filter: Filter;
	/** Whether the chunks shown must have their text, whatever the filter looks at. */
	readonly readsText: boolean;
	readonly range: Range;
	readonly turns: Turns;
	/** Asked between two steps: a scan that nobody waits for any more ends. */
	readonly isWanted: () => boolean;
}

/**
 * Shows all messages that match to `visit`, from the oldest to the newest.
 *
 * @param visit Gets the indices of the messages that match in the chunk; both are good only until it returns.
 * @throws QueryTimeout
 */
export async function scanForward(
	{reader, space: {chunk, selected}, filter, readsText, range, turns, isWanted}: Scan,
	visit: (chunk: Chunk, selected: Uint32Array, count: number) => void,
): Promise<void> {
	const step = new Step();
	for (let seq = range.from; seq < range.until && isWanted();) {
		await turns.next();
		const skipped = reader.skipForward(seq, chunk, summary => filter.mayMatch(summary));
		if (skipped > seq) {
			seq = skipped;
			continue;
		}
		step.begin();
		reader.read(seq, chunk, {until: range.until, maxMessages: step.messages, withText: readsText || filter.readsText});
		visit(chunk, selected, filter.select(chunk, 0, chunk.count, selected));
		step.end(chunk.count);
		seq = Math.max(chunk.nextSeq, seq + 1);
	}
}

/**
 * Finds where the last `lines` messages of the range that match begin: the sequence number of the first of them, or
 * the range's beginning where there are not so many.
 *
 * @throws QueryTimeout
 */
export async function startOfLast(
	{reader, space: {chunk, selected}, filter, range: {from, until}, turns, isWanted}: Scan, lines: number,
): Promise<number> {
	if (lines === Infinity) return from;
	if (filter.matchesAll || lines === 0) return Math.max(from, until - lines);
	const step = new Step();
	let wanted = lines;
	for (let end = until; end > from && isWanted();) {
		await turns.next();
		const skipped = reader.skipBackward(end, chunk, summary => filter.mayMatch(summary));
		if (skipped < end) {
			end = skipped;
			continue;
		}
		step.begin();
		// To the end of what one block holds, so that one copy is all of it.
		reader.read(Math.max(from, reader.blockStart(end - 1), end - step.messages), chunk, {until: end, withText: filter.readsText});
		if (chunk.count === 0) break;
		const count = filter.select(chunk, 0, chunk.count, selected);
		if (count >= wanted) return chunk.firstSeq + selected[count - wanted]!;
		step.end(chunk.count);
		wanted -= count;
		end = chunk.firstSeq;
	}
	return from;
}

/**
 * Finds where the first `matches` messages of the range that match end: the sequence number after the last of them, or
 * the range's end where there are not so many.
 *
 * @throws QueryTimeout
 */
export async function endOfFirst(
	{reader, space: {chunk, selected}, filter, range: {from, until}, turns, isWanted}: Scan, matches: number,
): Promise<number> {
	if (matches === Infinity) return until;
	if (filter.matchesAll) return Math.min(until, Math.max(from, reader.tail) + matches);
	const step = new Step();
	let wanted = matches;
	for (let seq = from; seq < until && isWanted();) {
		await turns.next();
		const skipped = reader.skipForward(seq, chunk, summary => filter.mayMatch(summary));
		if (skipped > seq) {
			seq = Math.min(skipped, until);
			continue;
		}
		step.begin();
		reader.read(seq, chunk, {until, maxMessages: step.messages, withText: filter.readsText});
		const count = filter.select(chunk, 0, chunk.count, selected);
		if (count >= wanted) return chunk.firstSeq + selected[wanted - 1]! + 1;
		step.end(chunk.count);
		wanted -= count;
		seq = Math.max(chunk.nextSeq, seq + 1);
	}
	return until;
}
