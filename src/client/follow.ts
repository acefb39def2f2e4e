import {setTimeout as sleep} from 'node:timers/promises';
import {ClientError} from './client-error.js';
import {type Endpoint, nameOf} from './endpoint.js';
import {type FeedTaker, runFeed} from './feed.js';
import {logPath, type LogRequest} from './log-path.js';
import type {Output} from './output.js';
import {RetryDelay} from './retry-delay.js';

/**
 * Writes messages to `output` as they come, for ever. When the connection is lost, it connects again and goes on where
 * it stopped: nothing twice, nothing missing.
 *
 * @param notify Told in a phrase when the connection is lost, and when there is one again.
 * @throws {ClientError} When the first connection cannot be made; when the daemon says that the request is wrong.
 */
export async function follow(endpoint: Endpoint, request: LogRequest, output: Output, notify: (phrase: string) => void): Promise<never> {
	const delay = new RetryDelay();
	const state: {connected: boolean; lost: boolean; cursor?: string; epoch: string | undefined} = {connected: false, lost: false, epoch: undefined};
	const taker: FeedTaker = {
		opened(covered) {
			const epoch = covered?.split(':')[0];
			if (state.lost) notify(epoch === state.epoch ? 'connected again' : 'connected again; the daemon was restarted');
			Object.assign(state, {connected: true, lost: false, epoch});
			// A request for no backlog is served from here on, even if the connection is lost before the first mark.
			if (request.lines === 0 && covered !== undefined) state.cursor ??= covered;
		},
		piece(lines, mark) {
			state.cursor = mark;
			delay.reset();
			return lines.length === 0 || output.write(lines);
		},
		whenReady(then) {
			output.whenDrained(then);
		},
	};
	for (;;) {
		try {
			await runFeed(endpoint, logPath('/ws', request, state.cursor), taker);
		} catch (error) {
			const retried = error instanceof ClientError && error.code !== 'REJECTED' && error.code !== 'PROTOCOL';
			if (!state.connected || !retried) throw error;
		}
		if (!state.lost) notify(`lost the connection to ${nameOf(endpoint)}; reconnecting`);
		state.lost = true;
		await sleep(delay.next());
	}
}
