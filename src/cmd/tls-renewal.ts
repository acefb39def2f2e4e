import type {Daemon} from '../daemon.js';
import {log} from './log.js';
import {readTls, type ReadTls, type TlsFiles} from './tls-flags.js';

/** Reads the files of TLS again for each SIGHUP. What is wrong with them is said, and leaves all as it was. */
export function renewOnHangup(files: TlsFiles, daemon: Pick<Daemon, 'renewTls'>): void {
	process.on('SIGHUP', () => {
		let read: ReadTls;
		try {
			read = readTls(files, Date.now());
		} catch (error) {
			log.warning(`TLS goes on with the certificates it had: ${(error as Error).message}`);
			return;
		}
		for (const warning of read.warnings) log.warning(warning);
		void daemon.renewTls(read.credentials).then(() => {
			log.notice(`TLS goes on with ${read.what}`);
		});
	});
}
