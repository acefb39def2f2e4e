import {setTimeout as delay} from 'node:timers/promises';
import {ClientError} from './client-error.js';
import type {Endpoint} from './endpoint.js';
import {ANSWER_TIMEOUT_MS, requestJson} from './request.js';
import {showSpan} from './units.js';

/** Between two attempts: looking for a socket costs next to nothing. */
const INTERVAL_MS = 100;

/**
 * Waits until the daemon is there and answers.
 *
 * @param endpoint Asked anew for each attempt: the folder of the sockets may not be there yet.
 * @returns The answer to `GET /status`.
 * @throws {ClientError} When the time is over, with what the last attempt said.
 */
export async function waitForDaemon(endpoint: () => Endpoint, timeoutMs: number): Promise<unknown> {
	const end = performance.now() + timeoutMs;
	for (;;) {
		const attemptMs = Math.min(ANSWER_TIMEOUT_MS, Math.max(INTERVAL_MS, Math.ceil(end - performance.now())));
		try {
			return await requestJson(endpoint(), 'GET', '/status', attemptMs);
		} catch (error) {
			if (!(error instanceof ClientError)) throw error;
			const restMs = end - performance.now();
			if (restMs <= 0) throw new ClientError(error.code, `waited ${showTime(timeoutMs)} in vain: ${error.message}`, {cause: error});
			await delay(Math.min(INTERVAL_MS, restMs));
		}
	}
}

function showTime(ms: number): string {
	return ms < 1000 ? `${ms} ms` : showSpan(ms / 1000);
}
