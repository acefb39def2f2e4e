import {ClientError} from '../../client/client-error.js';
import {logPath, type Parameters} from '../../client/log-path.js';
import {writeBody} from '../../client/output.js';
import {cursorOf, request} from '../../client/request.js';
import {linesOf} from './flags.js';
import {type Ended, startCursor, type Tail} from './tail.js';

/** The longest that the daemon waits. */
const LONGEST_WAIT = '24h';

/**
 * Waits for messages and prints them when all have come. Unless the user says where to begin, they have yet to come.
 */
export async function untilMatch(tail: Tail, query: string): Promise<Ended> {
	const {values} = tail;
	const endpoint = await tail.locate();
	const given = startCursor(tail);
	const isFromNow = given === undefined && values.lines === undefined && values.since === undefined;
	// A place of its own, so that it can be asked again from there.
	const cursor = isFromNow ? cursorOf(await request(endpoint, 'HEAD', '/')) : given;
	const parameters: Parameters = [
		...tail.selection, ['q', query], ...tail.presentation,
		['count', String(typeof values.count === 'number' ? values.count : 1)], ['timeout', values.timeout ?? LONGEST_WAIT],
	];
	const path = logPath('/wait', parameters, {lines: linesOf(values, cursor), cursor});
	for (;;) {
		try {
			const answer = await request(endpoint, 'GET', path, 0);
			await writeBody(endpoint, answer, tail.output);
			return {exitCode: 0, cursor: cursorOf(answer)};
		} catch (error) {
			if (!(error instanceof ClientError) || error.code !== 'TIMEOUT') throw error;
			if (values.timeout === undefined) continue;
			tail.notify(error.message);
			return {exitCode: 1};
		}
	}
}
