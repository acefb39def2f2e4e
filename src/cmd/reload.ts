import {closeSync, openSync} from 'node:fs';
import type {QueryAccess} from '../server/access/query-access.js';
import {log} from './log.js';

/** Whether there was a terminal at the start, whose end is what SIGHUP tells of. */
const HAD_TERMINAL = hasTerminal();

/** Reads the files anew that say who may ask, and tells of it. */
export function reload(access: QueryAccess): void {
	const {done, failed} = access.reload();
	for (const phrase of failed) log.warning(phrase);
	for (const phrase of done) log.notice(phrase);
	if (done.length + failed.length === 0) log.notice('there is nothing to read anew: that would be tokens and certificates');
}

/** Whether the terminal that the daemon was started at has gone. */
export function hasLostTerminal(): boolean {
	return HAD_TERMINAL && !hasTerminal();
}

function hasTerminal(): boolean {
	try {
		closeSync(openSync('/dev/tty', 'r'));
		return true;
	} catch {
		return false;
	}
}
