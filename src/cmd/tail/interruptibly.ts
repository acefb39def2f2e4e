import {setTimeout as sleep} from 'node:timers/promises';
import {Interruption} from './interruption.js';
import {type Ended, print, type Tail} from './tail.js';

/** How long a reader of the output may take for what has been written, when a signal has come. */
const FLUSH_MS = 1000;

/** Does work that the first SIGINT or SIGTERM ends, in good order: what has been written by then goes out. */
export async function interruptibly(tail: Pick<Tail, 'output'>, work: (interruption: Interruption) => Promise<number>): Promise<Ended> {
	const interruption = new Interruption();
	try {
		const exitCode = await work(interruption).catch((error: unknown) => {
			// Whatever fails because it was ended has not failed.
			if (!interruption.signal.aborted) throw error;
			return 0;
		});
		if (interruption.signal.aborted) await Promise.race([print(tail, ''), sleep(FLUSH_MS, undefined, {ref: false})]);
		return {exitCode, signal: interruption.received};
	} finally {
		interruption.ignore();
	}
}
