const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 5000;

/** Resolves after some milliseconds, or rejects when it is no longer wanted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
	signal.throwIfAborted();
	await new Promise<void>((resolve, reject) => {
		const timer = setTimeout(resolve, ms);
		signal.addEventListener('abort', () => {
			clearTimeout(timer);
			reject(signal.reason as Error);
		}, {once: true});
	});
}

/** Resolves when the page can be seen: in the background it asks for nothing. */
export async function untilVisible(signal: AbortSignal): Promise<void> {
	if (!document.hidden) return;
	await new Promise<void>((resolve, reject) => {
		const look = (): void => {
			if (document.hidden) return;
			document.removeEventListener('visibilitychange', look);
			resolve();
		};
		document.addEventListener('visibilitychange', look);
		signal.addEventListener('abort', () => {
			document.removeEventListener('visibilitychange', look);
			reject(signal.reason as Error);
		}, {once: true});
	});
}

/** How long to wait before something that failed is tried again: longer each time. */
export class Backoff {
	#ms = FIRST_RETRY_MS;

	/** Waits, or shorter when that is no longer wanted. */
	async wait(signal: AbortSignal): Promise<void> {
		const ms = this.#ms;
		this.#ms = Math.min(2 * ms, LONGEST_RETRY_MS);
		await pause(ms, signal).catch(() => undefined);
	}

	/** It has succeeded. */
	reset(): void {
		this.#ms = FIRST_RETRY_MS;
	}
}
