import {Merge} from '../../../client/rings/merge.js';
import {missed} from '../count.js';
import {interruptibly} from '../interruptibly.js';
import type {Ended, SeveralTail} from '../tail.js';
import {createReaders, findStarts} from './readers.js';

/** Prints what there is in all rings, merged by time. */
export async function printRings(tail: SeveralTail): Promise<Ended> {
	const {values, output} = tail;
	const merge = new Merge(output, {isReverse: values.reverse, isZero: values.zero, patienceMs: Infinity});
	const readers = createReaders(tail, merge);
	return interruptibly(tail, async interruption => {
		const stopping = new AbortController();
		const stopped = AbortSignal.any([interruption.signal, stopping.signal]);
		const all = async (): Promise<void> => {
			await findStarts(readers);
			await Promise.all(readers.map(async reader => {
				if (reader.failure === undefined) await reader.read(stopped);
				if (!stopped.aborted) reader.complain();
				reader.lane.end();
			}));
			await merge.finished();
		};
		try {
			await Promise.race([all(), interruption.done]);
		} finally {
			stopping.abort();
			merge.close();
		}
		if (readers.some(({isRead}) => !isRead)) return 1;
		return missed(tail, readers.reduce((sum, {lane}) => sum + lane.messages, 0));
	});
}
