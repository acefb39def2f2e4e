import type {Accumulator} from '../analysis/accumulator.js';
import {type Amount, LONG_WINDOW_SECONDS, reachOf, reachSentence, SHORT_WINDOW_SECONDS} from '../analysis/reach.js';
import {Top} from '../analysis/top.js';
import type {Chunk} from '../hub/chunk.js';
import {ENTRY_BYTES} from '../hub/entry.js';
import {EVERYTHING} from '../query/filter.js';
import {utcTimestamp} from '../syslog/timestamp-writer.js';
import {scanForward} from './scan.js';
import {type DaemonState, receivedUsOf} from './status.js';
import {Turns} from './turns.js';

/** Programs named in the answer. */
const TOP_PROGRAMS = 5;

/** Counts the messages received since a moment, and the bytes of the ring that they take. */
class Since implements Accumulator, Amount {
	readonly readsText = false;
	messages = 0;
	bytes = 0;
	readonly #fromUs: number;

	constructor(fromUs: number) {
		this.#fromUs = fromUs;
	}

	add(chunk: Chunk, selected: Uint32Array, count: number): void {
		for (let k = 0; k < count; k++) {
			const i = selected[k]!;
			if (chunk.receivedUs(i) < this.#fromUs) continue;
			this.messages += 1;
			this.bytes += chunk.end(i) + 1 - chunk.start(i) + ENTRY_BYTES;
		}
	}
}

/**
 * The answer to `GET /stats`: what is held, how fast messages come in, and how far back the ring will reach.
 *
 * @throws QueryTimeout
 */
export async function statsOf(state: DaemonState, isWanted: () => boolean): Promise<object> {
	const {reader, space, memory} = state;
	const nowUs = Date.now() * 1000;
	const lastMinute = new Since(nowUs - LONG_WINDOW_SECONDS * 1e6);
	const lastTenSeconds = new Since(nowUs - SHORT_WINDOW_SECONDS * 1e6);
	const top = new Top({name: 'app_name'}, state.context);
	const range = {from: reader.tail, until: reader.head};
	const storedBytes = reader.occupancy.bytes();
	const packed = reader.occupancy.packed();
	const held: Amount = {messages: range.until - range.from, bytes: storedBytes - packed.storedBytes + packed.rawBytes};
	const storedShare = packed.rawBytes === 0 ? 1 : packed.storedBytes / packed.rawBytes;
	const oldestUs = receivedUsOf(reader, range.from);
	const newestUs = receivedUsOf(reader, range.until - 1);
	const turns = new Turns(state.queryTimeoutMs);
	await scanForward({reader, space, filter: EVERYTHING, readsText: true, range, turns, isWanted}, (chunk, selected, count) => {
		for (const each of [lastMinute, lastTenSeconds, top]) each.add(chunk, selected, count);
	});
	const {geometry} = memory;
	const capacity: Amount = {messages: geometry.maxMessages, bytes: geometry.maxBytes};
	const reach = reachOf({held, storedBytes, storedShare, capacity, oldestUs, nowUs, lastMinute, lastTenSeconds});
	const programs = top.result(TOP_PROGRAMS, 'bytes');
	return {
		summary: reachSentence(reach, programs),
		messages: {held: held.messages, max: capacity.messages},
		bytes: {held: storedBytes, max: capacity.bytes},
		...(oldestUs === undefined || newestUs === undefined ? {} : {oldest: utcTimestamp(oldestUs), newest: utcTimestamp(newestUs)}),
		...reach,
		top: programs,
	};
}
