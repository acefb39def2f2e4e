import type {Daemon} from '../daemon.js';
import type {QueryAccess} from '../server/access/query-access.js';
import {hasTerminal} from '../terminal.js';
import {log} from './log.js';
import {readTls, type ReadTls, type TlsFiles} from './tls-flags.js';

/** Whether there was a terminal at the start, whose end is what SIGHUP tells of. */
const HAD_TERMINAL = hasTerminal();

/** Reads the files anew that say who may ask and who may send, and tells of it. What is wrong with one leaves it as it was. */
export function reload(access: QueryAccess, syslogTls: TlsFiles | undefined, daemon: Pick<Daemon, 'renewTls'>): void {
	const {done, failed} = access.reload();
	for (const phrase of failed) log.warning(phrase);
	for (const phrase of done) log.notice(phrase);
	if (syslogTls !== undefined) renew(syslogTls, daemon);
	else if (done.length + failed.length === 0) log.notice('there is nothing to read anew: that would be tokens and certificates');
}

/** Whether the terminal that the daemon was started at has gone. */
export function hasLostTerminal(): boolean {
	return HAD_TERMINAL && !hasTerminal();
}

function renew(files: TlsFiles, daemon: Pick<Daemon, 'renewTls'>): void {
	let read: ReadTls;
	try {
		read = readTls(files, Date.now());
	} catch (error) {
		log.warning(`syslog over TLS goes on with the certificates it had: ${(error as Error).message}`);
		return;
	}
	for (const warning of read.warnings) log.warning(warning);
	void daemon.renewTls(read.credentials).then(() => {
		log.notice(`syslog over TLS goes on with ${read.what}`);
	});
}
