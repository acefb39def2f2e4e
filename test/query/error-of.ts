import {QueryError} from '../../src/query/query-error.js';

/** The message of the QueryError that is thrown. */
export function errorOf(read: () => unknown): string {
	try {
		read();
	} catch (error) {
		if (error instanceof QueryError) return error.message;
		throw error;
	}
	throw new Error('nothing was thrown');
}
