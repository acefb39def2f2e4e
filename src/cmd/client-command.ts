import {ClientError} from '../client/client-error.js';

/**
 * Runs a client command. An error becomes one line on stderr and the exit code: 2 when the daemon says that the request
 * is wrong, else 1. What has been written to stdout still goes out.
 */
export async function runClient(name: string, work: () => Promise<void>): Promise<void> {
	// Nobody reads our notices: no reason to end.
	process.stderr.on('error', () => undefined);
	try {
		await work();
	} catch (error) {
		if (!(error instanceof Error)) throw error;
		printNotice(name, error.message);
		process.exitCode = error instanceof ClientError && error.code === 'REJECTED' ? 2 : 1;
	}
}

/** Prints a line on stderr. */
export function printNotice(name: string, phrase: string): void {
	process.stderr.write(`${name}: ${phrase}\n`);
}
