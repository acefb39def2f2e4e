import type {HubMemory} from '../hub/memory.js';
import {HubReader} from '../hub/reader.js';
import type {Repair} from '../hub/repair.js';
import {receivedUsOf} from '../server/status.js';
import {utcTimestamp} from '../syslog/timestamp-writer.js';

/** Says in a line what a ring that was kept has left. */
export function resumedText({dropped, mended, areCountersMended}: Repair, memory: HubMemory): string {
	const reader = new HubReader(memory);
	const {tail, head} = reader;
	const [oldest, newest] = [receivedUsOf(reader, tail), receivedUsOf(reader, head - 1)];
	const kept = oldest === undefined || newest === undefined
		? 'no messages were kept'
		: `${head - tail} messages were kept, received from ${utcTimestamp(oldest)} to ${utcTimestamp(newest)}`;
	return [
		`--keep: ${kept}`,
		...(dropped > 0 ? [`${dropped} messages were dropped: the file is damaged there, or right after them`] : []),
		...(mended > 0 ? [`of ${mended} the bounds or values are damaged and may be wrong`] : []),
		...(areCountersMended ? ['counters were damaged and may be wrong'] : []),
	].join('; ');
}
