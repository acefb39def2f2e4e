const POLL_MS = 10;
/** How long a condition may take before the test gives up: generous, because two cores may be shared by many. */
export const DEADLINE_MS = 20_000;

/**
 * Asks `probe` again and again until it answers something other than `undefined` or `false`, and resolves with that.
 * Rejects after `deadlineMs`, naming `what` it waited for; `describe` adds what was seen last.
 */
export async function waitFor<T>(
	what: string,
	probe: () => T | Promise<T>,
	{deadlineMs = DEADLINE_MS, describe = () => ''}: {deadlineMs?: number; describe?: () => string} = {},
): Promise<Exclude<T, undefined | false>> {
	const deadline = performance.now() + deadlineMs;
	for (;;) {
		const answer = await probe();
		if (answer !== undefined && answer !== false) {
			return answer as Exclude<T, undefined | false>;
		}
		if (performance.now() > deadline) {
			throw new Error(`waited ${deadlineMs} ms in vain for ${what}${describe()}`);
		}
		await new Promise(resolve => setTimeout(resolve, POLL_MS));
	}
}

/** Resolves as `promise` does, or rejects after `deadlineMs`, naming `what` did not happen. */
export async function within<T>(what: string, deadlineMs: number, promise: Promise<T>): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(() => {
			reject(new Error(`${what} did not happen within ${deadlineMs} ms`));
		}, deadlineMs);
	});
	try {
		return await Promise.race([promise, late]);
	} finally {
		clearTimeout(timer);
	}
}
