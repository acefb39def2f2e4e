import {writeSync} from 'node:fs';

const STDERR = 2;
/** systemd reads the severity from a prefix when stderr is its journal (sd-daemon(3)). */
const underJournal = process.env['JOURNAL_STREAM'] !== undefined;

/** The daemon's own log: one line each on stderr, never into its own sockets. */
export const log = {
	/** Something went wrong. */
	error: writer(3),
	/** Something may go wrong. */
	warning: writer(4),
	/** Something worth knowing happened. */
	notice: writer(5),
	/** A line to copy: nothing stands before it. */
	plain: writer(5, ''),
};

function writer(severity: number, name = 'circologd: '): (message: string) => void {
	return message => {
		const prefix = underJournal ? `<${severity}>` : '';
		try {
			// Written at once, because the process may end right after.
			writeSync(STDERR, `${prefix}${name}${message}\n`);
		} catch {
			// Nobody reads our stderr any more: the log we keep matters more than our own.
		}
	};
}
