import {nextMessage} from './daemon.js';
import type {Backoff} from './patience.js';

/** Waiting that can be cut short, because something else is to be done. */
export class Waiting {
	#end: () => void = () => undefined;

	/** Ends what is being waited for. */
	wake(): void {
		this.#end();
	}

	/**
	 * Waits for a message that is selected, or for the page to be hidden.
	 *
	 * @param place Behind which it comes.
	 * @returns The place up to which there is none; undefined where the waiting was cut short.
	 */
	async forMessage(selection: URLSearchParams, place: string, signal: AbortSignal): Promise<string | undefined> {
		const woken = this.#begin();
		document.addEventListener('visibilitychange', this.#end, {once: true, signal: woken});
		try {
			return await nextMessage(selection, place, AbortSignal.any([signal, woken]));
		} catch (error) {
			if (signal.aborted || !woken.aborted) throw error;
			return undefined;
		} finally {
			this.#end();
		}
	}

	/** Waits until something that failed may be tried again. */
	async forRetry(backoff: Backoff, signal: AbortSignal): Promise<void> {
		await backoff.wait(AbortSignal.any([signal, this.#begin()]));
	}

	#begin(): AbortSignal {
		const woken = new AbortController();
		this.#end = () => {
			woken.abort();
		};
		return woken.signal;
	}
}
