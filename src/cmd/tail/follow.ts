import {ClientError} from '../../client/client-error.js';
import {logPath, type Parameters, type Start} from '../../client/log-path.js';
import {patiently} from '../../client/patience.js';
import {watchProcess} from '../../client/process-watch.js';
import {watchReader} from '../../client/reader-watch.js';
import {cursorOf, readBody, request} from '../../client/request.js';
import {missed} from './count.js';
import {linesOf, type TailValues} from './flags.js';
import {interruptibly} from './interruptibly.js';
import type {Interruption} from './interruption.js';
import {hasHead} from './parameters.js';
import {type Ended, print, startCursor, type Tail} from './tail.js';

const NUL = Buffer.from('\0');
/** The most messages that are asked for by a plain request and held until the last one is there. */
const MAX_HELD_MESSAGES = 100;

/** Prints what there is, and goes on with what comes. */
export async function followLog(tail: Tail): Promise<Ended> {
	const {values} = tail;
	const cursor = startCursor(tail);
	const asked: Start = {lines: linesOf(values, cursor), cursor};
	return through(tail, async (common, interruption) => {
		const {locate, notify} = tail;
		const ending = new AbortController();
		const signal = AbortSignal.any([interruption.signal, ending.signal]);
		const unwatch = values.pid === undefined ? undefined : watchProcess(values.pid, () => {
			ending.abort();
		});
		const isInTwo = asked.lines > 0 && asked.lines <= MAX_HELD_MESSAGES && isPlain(values);
		const first = isInTwo ? await Promise.race([printBacklog(tail, asked, signal), interruption.done]) : undefined;
		const backlog = first?.cursor;
		if (backlog !== undefined) common.printed(backlog);
		const start = backlog === undefined ? asked : {lines: -1, cursor: backlog};
		const isResumed = backlog !== undefined;
		const isPatient = values.retry || first?.isBroken === true;
		// ws takes longer to load than all the rest; what there is has been printed by now.
		const {follow, readThrough} = await import('../../client/follow.js');
		let place = backlog;
		const wanted = {
			...common,
			printed(cursor: string): void {
				place = cursor;
				common.printed(cursor);
			},
		};
		const skipsHead = isResumed && hasHead(values);
		const following = follow({...wanted, start, locate, notify, isResumed, isPatient, skipsHead, signal});
		await Promise.all([following.finally(unwatch), watchReader(process.stdout.fd, tail.quit)]);
		if (!ending.signal.aborted || interruption.signal.aborted) return 0;
		// The process may have logged faster than our reader reads: what is there by now is printed still.
		await print(tail, '');
		const isBegun = place !== undefined;
		await readThrough({...wanted, endpoint: await locate(), start: isBegun ? {lines: -1, cursor: place} : start, skipsHead: isBegun && hasHead(values)});
		return 0;
	});
}

/** Prints what there is, so that the place is known up to which it has come, and each message has its own ending. */
export async function printThrough(tail: Tail): Promise<Ended> {
	const cursor = startCursor(tail);
	const {readThrough} = await import('../../client/follow.js');
	return through(tail, async common =>
		missed(tail, Number(await readThrough({...common, start: {lines: linesOf(tail.values, cursor), cursor}, endpoint: await tail.locate()}))));
}

/** What both have in common. */
interface Common {
	readonly parameters: Parameters;
	readonly output: Tail['output'];
	readonly ending: Buffer | undefined;
	readonly hasHead: boolean;
	readonly signal: AbortSignal;
	printed(cursor: string): void;
}

/** Does the work, keeping account of the place up to which everything has been printed, also when a signal ends it. */
async function through(tail: Tail, work: (common: Common, interruption: Interruption) => Promise<number>): Promise<Ended> {
	const {values, output, cursorFile} = tail;
	const zero = values.zero;
	let cursor: string | undefined;
	const ended = await interruptibly(tail, async interruption => work({
		parameters: [...tail.selection, ...tail.presentation, ...zero ? [] : [['batch', '1']] as const],
		output,
		ending: zero ? NUL : undefined,
		hasHead: hasHead(values),
		signal: interruption.signal,
		printed(place) {
			cursor = place;
			cursorFile?.note(place);
		},
	}, interruption));
	return {...ended, cursor};
}

/** How a plain request has ended. */
interface Backlog {
	/** The place up to which everything has been printed. */
	readonly cursor?: string | undefined;
	/** Whether the connection was lost in the middle of the answer; then nothing of it has been printed. */
	readonly isBroken?: boolean;
}

/** Prints the newest messages by a plain request: the answer says exactly up to where it goes, and is there sooner. */
async function printBacklog(tail: Tail, start: Start, signal: AbortSignal): Promise<Backlog> {
	const path = logPath('/', [...tail.selection, ...tail.presentation], start);
	const ask = async (): Promise<{body: Buffer; cursor: string | undefined}> => {
		const endpoint = await tail.locate();
		const answer = await request(endpoint, 'GET', path);
		return {body: await readBody(endpoint, answer), cursor: cursorOf(answer)};
	};
	try {
		const {body, cursor} = await (tail.values.retry ? patiently(ask, tail.notify, signal) : ask());
		await new Promise<void>(resolve => void tail.output.write(body, resolve));
		return {cursor};
	} catch (error) {
		if (!(error instanceof ClientError) || error.code !== 'BROKEN') throw error;
		tail.notify(`${error.message}; asking again`);
		return {isBroken: true};
	}
}

/** Whether the backlog may be one request and what comes another: context may reach from one into the other. */
export function isPlain({after, before, around, zero}: TailValues): boolean {
	return !zero && (after ?? before ?? around) === undefined;
}
