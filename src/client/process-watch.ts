/** As often as tail looks. */
const INTERVAL_MS = 1000;

/**
 * Tells when a process has ended, at most two seconds later: after it has been found gone there is a second for what it
 * logged last.
 *
 * @param onEnd Called once.
 * @returns Ends the watch.
 */
export function watchProcess(pid: number, onEnd: () => void): () => void {
	let gone = false;
	const timer = setInterval(() => {
		if (gone) {
			clearInterval(timer);
			onEnd();
		}
		gone = !isRunning(pid);
	}, INTERVAL_MS);
	return () => {
		clearInterval(timer);
	};
}

function isRunning(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		// Somebody else's process may not be sent signals, but it is there.
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
