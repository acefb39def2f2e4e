import {ClientError} from '../../../client/client-error.js';
import {logPath, type Parameters, type Start} from '../../../client/log-path.js';
import {broken, cursorOf, request} from '../../../client/request.js';
import {askNewest, startsOfNewest} from '../../../client/rings/newest.js';
import type {OriginMark} from '../../../client/rings/origin-mark.js';
import type {Ring} from '../../../client/rings/ring.js';
import {type StampedRecord, StampedRecords} from '../../../client/rings/stamped-records.js';
import {durationUs} from '../../../duration.js';
import {linesOf} from '../flags.js';
import {hasHead} from '../parameters.js';
import type {Ended, SeveralTail} from '../tail.js';
import {askEach} from './failure.js';
import {originMarks} from './readers.js';

/** The longest that the daemon waits. */
const LONGEST_WAIT = '24h';

/** What one daemon answered with: a message that matches, perhaps among others. */
interface Match {
	readonly receivedUs: number;
	readonly head: readonly Buffer[];
	readonly records: readonly Buffer[];
}

/**
 * Waits until as many messages as were asked for have come, in whatever rings, and prints them. Each daemon is asked for
 * one after the other: nobody knows which will have how many.
 */
export async function untilMatchInRings(tail: SeveralTail, query: string): Promise<Ended> {
	const {values} = tail;
	const wanted = typeof values.count === 'number' ? values.count : 1;
	const selection: Parameters = [...tail.selection, ['q', query]];
	const parameters: Parameters = [...selection, ...tail.presentation, ['stamp', '1'], ['count', '1']];
	const starts = await findStarts(tail, selection);
	const marks = originMarks(tail);
	const matches: Match[] = [];
	const enough = new AbortController();
	const begun = performance.now();
	await askEach(tail, async (ring, i) => {
		let start = starts[i];
		while (start !== undefined && !enough.signal.aborted) {
			const timeout = values.timeout === undefined ? LONGEST_WAIT : left(values.timeout, performance.now() - begun);
			const answer = await wait(ring, logPath('/wait', [...parameters, ['timeout', timeout]], start), enough.signal);
			if (answer === 'late' && values.timeout !== undefined) return;
			if (answer === 'late') continue;
			if (answer === undefined || matches.length === wanted) return;
			matches.push(matchOf(answer.records, marks[i]!, hasHead(values)));
			if (matches.length === wanted) enough.abort();
			start = {lines: -1, cursor: answer.cursor};
			if (answer.cursor === undefined) return;
			tail.cursorsFile?.note(ring.name, answer.cursor);
		}
	});
	if (matches.length < wanted) {
		if (values.timeout !== undefined && starts.some(start => start !== undefined)) {
			tail.notify(`${matches.length} of ${wanted} ${wanted === 1 ? 'message' : 'messages'} came within ${values.timeout}`);
		}
		return {exitCode: 1};
	}
	matches.sort((one, other) => one.receivedUs - other.receivedUs);
	const parts = [...matches[0]!.head, ...matches.flatMap(({records}) => records)];
	await new Promise<void>(resolve => void tail.output.write(Buffer.concat(parts), resolve));
	return {exitCode: 0};
}

/** Where to begin in each ring; undefined where that is not known, because the daemon failed. */
async function findStarts(tail: SeveralTail, selection: Parameters): Promise<(Start | undefined)[]> {
	const {values, cursorsFile} = tail;
	const cursors = cursorsFile?.read() ?? new Map<string, string>();
	const [anyCursor] = cursors.values();
	const lines = linesOf(values, anyCursor);
	if (anyCursor === undefined && values.lines === undefined && values.since === undefined) {
		// A place of its own, so that it can be asked again from there.
		return askEach(tail, async (ring): Promise<Start> => {
			const cursor = cursorOf(await request(await ring.locate(), 'HEAD', '/'));
			if (cursor === undefined) return {lines: 0};
			cursorsFile?.note(ring.name, cursor);
			return {lines: -1, cursor};
		});
	}
	const asked = (ring: Ring): Start => ({lines, cursor: cursors.get(ring.name)});
	if (lines <= 0) return tail.rings.map(asked);
	const answers = await askEach(tail, async ring => askNewest(await ring.locate(), ring.name, selection, asked(ring)));
	const found = startsOfNewest(answers.filter(answer => answer !== undefined), lines)[Symbol.iterator]();
	return answers.map(answer => answer === undefined ? undefined : found.next().value);
}

/** What of a time span is left, in the daemon's words; as it was given at first, for it to judge. */
function left(timeout: string, passedMs: number): string {
	const us = durationUs(/^[\d.]+$/.test(timeout) ? `${timeout}s` : timeout);
	return us === undefined ? timeout : `${Math.max(0, Math.ceil(us / 1000 - passedMs))}ms`;
}

/** What a daemon answered with, and where it is to be asked for more. */
interface Answer {
	readonly records: StampedRecord[];
	readonly cursor: string | undefined;
}

/** Asks a daemon to wait: `late` when nothing came in time, undefined when nobody waits any more. */
async function wait(ring: Ring, path: string, signal: AbortSignal): Promise<Answer | 'late' | undefined> {
	const endpoint = await ring.locate();
	const records = new StampedRecords(ring.name);
	const found: StampedRecord[] = [];
	try {
		const answer = await request(endpoint, 'GET', path, 0, signal);
		try {
			for await (const part of answer as AsyncIterable<Buffer>) found.push(...records.push(part));
		} catch (cause) {
			throw cause instanceof ClientError ? cause : broken(endpoint, cause);
		}
		return {records: found, cursor: cursorOf(answer)};
	} catch (error) {
		if (signal.aborted) return undefined;
		if (error instanceof ClientError && error.code === 'TIMEOUT') return 'late';
		throw error;
	}
}

function matchOf(records: StampedRecord[], mark: OriginMark, hasHead: boolean): Match {
	const [head, ...rest] = records;
	const messages = hasHead ? rest : records;
	return {
		receivedUs: messages.find(({receivedUs}) => receivedUs > 0)?.receivedUs ?? 0,
		head: hasHead && head !== undefined ? mark.head(head.bytes) : [],
		records: messages.flatMap(({bytes}) => mark.record(bytes)),
	};
}
