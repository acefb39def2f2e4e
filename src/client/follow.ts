import {setTimeout as sleep} from 'node:timers/promises';
import {ClientError, isPassing} from './client-error.js';
import {laterCursor} from './cursor.js';
import {type Endpoint, nameOf} from './endpoint.js';
import {type FeedOptions, type FeedTaker, runFeed} from './feed.js';
import {logPath, type Parameters, type Start} from './log-path.js';
import type {Output} from './output.js';
import {RetryDelay} from './retry-delay.js';

/** What to follow, and what to do meanwhile. */
export interface Following extends FeedOptions {
	/** Finds the daemon, each time anew: its socket may appear somewhere else than where it was looked for first. */
	readonly locate: () => Endpoint | Promise<Endpoint>;
	/** Name of the daemon, for phrases that would not tell which of several is meant. */
	readonly name?: string;
	readonly parameters: Parameters;
	readonly start: Start;
	readonly output: Output;
	/** Whether each connection begins with a line that is to be printed once: csv's header. */
	readonly hasHead?: boolean;
	/** Goes on trying also when the first connection cannot be made. */
	readonly isPatient?: boolean;
	/** Goes on behind `start.cursor`, up to which the daemon has answered just now: if it is not there, it has been lost. */
	readonly isResumed?: boolean;
	/** Told in a phrase when the connection is lost, and when there is one again. */
	notify(phrase: string): void;
	/** Told the place up to which everything has gone out. */
	printed?(cursor: string): void;
}

/**
 * Writes messages to `output` as they come, until the daemon says that this was all, as at the end of `until`, or the
 * signal ends it. When the connection is lost, it connects again and goes on where it stopped: no message that matches
 * comes twice, none is missing. Context may: what stood around a match before the loss is not known afterwards.
 *
 * @throws {ClientError} When the first connection cannot be made; when the daemon says that the request is wrong or
 * takes too much work.
 */
export async function follow(following: Following): Promise<void> {
	const {locate, parameters, start, output, ending, hasHead = false, skipsHead = false, isPatient = false, isResumed = false, signal} = following;
	const delay = new RetryDelay();
	const state: {connected: boolean; told: boolean; lost: boolean; headPrinted: boolean; cursor: string | undefined; epoch: string | undefined} = {
		connected: isPatient || isResumed, told: false, lost: false, headPrinted: skipsHead, cursor: undefined,
		epoch: isResumed ? start.cursor?.split(':')[0] : undefined,
	};
	const taker: FeedTaker = {
		opened(covered) {
			const epoch = covered?.split(':')[0];
			const again = following.name === undefined ? 'connected again' : `connected to ${following.name} again`;
			if (state.lost) following.notify(epoch === state.epoch ? again : `${again}; the daemon was restarted`);
			Object.assign(state, {connected: true, told: false, lost: false, epoch});
			// A request for no backlog is served from here on, even if the connection is lost before the first mark.
			if (start.lines !== 0 || covered === undefined || state.cursor !== undefined) return;
			state.cursor = covered;
			following.printed?.(covered);
		},
		piece(messages, mark) {
			state.cursor = mark;
			delay.reset();
			if (messages.length === 0) return true;
			state.headPrinted = hasHead;
			return output.write(messages, () => following.printed?.(mark));
		},
		whenReady(then) {
			output.whenDrained(then);
		},
		ended(rest) {
			if (rest.length > 0) output.write(rest);
		},
	};
	while (!signal?.aborted) {
		const from = state.cursor === undefined ? start : {lines: -1, cursor: state.cursor};
		let endpoint: Endpoint | undefined;
		try {
			endpoint = await locate();
			if (await runFeed(endpoint, logPath('/ws', parameters, from), taker, {ending, skipsHead: state.headPrinted, signal})) return;
			state.lost = true;
			tell(`lost the connection to ${nameOf(endpoint)}; reconnecting`);
		} catch (error) {
			if (signal?.aborted) return;
			if (!state.connected || !isPassing(error)) throw error;
			tell(state.epoch === undefined || endpoint === undefined
				? `${error.message}; waiting for it`
				: `lost the connection to ${nameOf(endpoint)}; reconnecting`);
			state.lost = state.epoch !== undefined;
		}
		await sleep(delay.next(), undefined, {signal}).catch(() => undefined);
	}

	function tell(phrase: string): void {
		if (!state.told && !signal?.aborted) following.notify(phrase);
		state.told = true;
	}
}

/**
 * Writes what there is and ends, by the same way as `follow`: so that it is known how far the output has come.
 *
 * @returns Whether any message has matched.
 * @throws {ClientError} Also when the connection is lost before the end.
 */
export async function readThrough(following: Omit<Following, 'locate' | 'isPatient' | 'notify'> & {readonly endpoint: Endpoint}): Promise<boolean> {
	const {endpoint, parameters, start, output, ending, skipsHead = false, signal} = following;
	let place: string | undefined;
	let found = false;
	let written = Promise.resolve();
	const complete = await runFeed(endpoint, logPath('/ws', [...parameters, ['timeout', '0']], start), {
		opened(covered) {
			place = covered;
		},
		piece(messages, mark) {
			found ||= messages.length > 0;
			let room = true;
			written = new Promise((resolve) => {
				room = output.write(messages, () => {
					following.printed?.(mark);
					resolve();
				});
			});
			place = laterCursor(place, mark);
			return room;
		},
		whenReady(then) {
			output.whenDrained(then);
		},
		ended(rest) {
			if (rest.length > 0) written = new Promise((resolve) => void output.write(rest, resolve));
		},
	}, {ending, skipsHead, signal});
	if (signal?.aborted) return found;
	if (!complete) throw new ClientError('BROKEN', `lost the connection to ${nameOf(endpoint)} in the middle of the answer`);
	await written;
	// What has not matched is done with as well.
	if (place !== undefined) following.printed?.(place);
	return found;
}
