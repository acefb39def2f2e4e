import {log} from './log.js';

/** Ends the program because of what it was asked for. */
export function refuse(message: string): never {
	log.error(message);
	process.exit(2);
}

/** Ends the program because of what has gone wrong. */
export function fail(error: unknown): never {
	log.error(error instanceof Error ? error.message : String(error));
	process.exit(1);
}
