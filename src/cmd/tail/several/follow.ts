import {watchProcess} from '../../../client/process-watch.js';
import {watchReader} from '../../../client/reader-watch.js';
import {Merge} from '../../../client/rings/merge.js';
import {isPlain} from '../follow.js';
import {interruptibly} from '../interruptibly.js';
import type {Ended, SeveralTail} from '../tail.js';
import type {RingReader} from './ring-reader.js';
import {createReaders, findStarts} from './readers.js';

/** A daemon that is silent for so long in the middle of what is there is not waited for. */
const PATIENCE_MS = 10_000;

/** Prints what there is in all rings, merged by time, and goes on with what comes. */
export async function followRings(tail: SeveralTail): Promise<Ended> {
	const {values, output} = tail;
	const merge = new Merge(output, {isReverse: false, isZero: values.zero, patienceMs: PATIENCE_MS});
	const readers = createReaders(tail, merge);
	return interruptibly(tail, async interruption => {
		const stopping = new AbortController();
		const stopped = AbortSignal.any([interruption.signal, stopping.signal]);
		const ending = new AbortController();
		const unwatch = values.pid === undefined ? undefined : watchProcess(values.pid, () => {
			ending.abort();
		});
		const all = async (): Promise<void> => {
			await begin(readers);
			if (!values.retry && readers.every(({failure}) => failure !== undefined)) {
				for (const reader of readers) reader.complain();
				return;
			}
			await Promise.all([watchReader(process.stdout.fd, tail.quit), ...readers.map(async reader => {
				await followOne(reader, isPlain(values), stopped, ending.signal);
				if (!stopped.aborted && !ending.signal.aborted) reader.complain();
				reader.lane.end();
			})]);
			await merge.finished();
		};
		try {
			await Promise.race([all(), interruption.done]);
		} finally {
			stopping.abort();
			unwatch?.();
			merge.close();
		}
		return readers.some(({isRead}) => !isRead) ? 1 : 0;
	});
}

/** Asks each daemon once, so that it is known who is there. */
async function begin(readers: readonly RingReader[]): Promise<void> {
	const lines = readers[0]?.start.lines ?? 0;
	if (lines > 0) await findStarts(readers);
	else await Promise.all(readers.map(async reader => reader.touch(lines === 0)));
}

async function followOne(reader: RingReader, isPlain: boolean, interrupted: AbortSignal, ended: AbortSignal): Promise<void> {
	const signal = AbortSignal.any([interrupted, ended]);
	// Context may reach from what is there into what comes, so that both are read in one go then.
	if (isPlain && reader.failure === undefined) await reader.read(signal);
	reader.lane.catchUp();
	await reader.follow(signal);
	if (!ended.aborted || interrupted.aborted) return;
	// What was there when the process had ended is printed still.
	if (reader.lane.error === undefined) await reader.read(interrupted);
}
