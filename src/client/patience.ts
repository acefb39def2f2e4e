import {setTimeout as sleep} from 'node:timers/promises';
import {isPassing} from './client-error.js';
import {RetryDelay} from './retry-delay.js';

/**
 * Attempts something again and again until the daemon is there.
 *
 * @param notify Told in a phrase that it has to wait, once.
 * @param signal Ends the patience.
 * @throws What the attempt throws, where waiting does not help.
 */
export async function patiently<T>(attempt: () => Promise<T>, notify: (phrase: string) => void, signal: AbortSignal): Promise<T> {
	const delay = new RetryDelay();
	for (let isFirst = true; ; isFirst = false) {
		try {
			return await attempt();
		} catch (error) {
			if (!isPassing(error) || signal.aborted) throw error;
			if (isFirst) notify(`${error.message}; waiting for it`);
			await sleep(delay.next(), undefined, {signal}).catch(() => undefined);
		}
	}
}
