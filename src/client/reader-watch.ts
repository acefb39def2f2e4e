import {fstatSync} from 'node:fs';

const INTERVAL_MS = 500;

/**
 * Tells when nobody reads a pipe or a socket any more, also while nothing is written to it: so `circolog-tail -f | head
 * -1` ends at once, and not with the next message. Node notices only when it writes.
 *
 * Does nothing for files and terminals: a terminal that goes sends SIGHUP. Nor where koffi has no binary for the
 * machine: there the next message ends the command.
 *
 * @param onGone Called once, at most half a second later.
 */
export async function watchReader(fd: number, onGone: () => void): Promise<void> {
	const stats = fstatSync(fd);
	if (!stats.isFIFO() && !stats.isSocket()) return;
	// Takes 10 ms to load; only who follows into a pipe needs it.
	const libc = await import('../libc/descriptors.js').catch(() => undefined);
	if (!libc) return;
	const timer = setInterval(() => {
		if (!libc.isHungUp(fd)) return;
		clearInterval(timer);
		onGone();
	}, INTERVAL_MS);
	timer.unref();
}
