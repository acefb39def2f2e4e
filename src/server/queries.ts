import {QueryTimeout} from './turns.js';

/** Counts the requests that have to look through the ring. Following is none: it is counted by `Followers`. */
export class Queries {
	/** At work now, or waiting for their turn or for their client. */
	running = 0;
	/** Queries that there have been. */
	total = 0;
	/** Of these, ended because they took too much work. */
	timedOut = 0;

	/** Counts `work` for as long as it takes. */
	async run<T>(work: () => Promise<T>): Promise<T> {
		this.total += 1;
		this.running += 1;
		try {
			return await work();
		} catch (error) {
			if (error instanceof QueryTimeout) this.timedOut += 1;
			throw error;
		} finally {
			this.running -= 1;
		}
	}
}
