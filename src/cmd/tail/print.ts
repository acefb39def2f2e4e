import {logPath} from '../../client/log-path.js';
import {writeBody} from '../../client/output.js';
import {cursorOf, request} from '../../client/request.js';
import {missed} from './count.js';
import {linesOf} from './flags.js';
import {hasHead} from './parameters.js';
import {type Ended, startCursor, type Tail} from './tail.js';

/** Prints what there is. */
export async function printLog(tail: Tail): Promise<Ended> {
	const cursor = startCursor(tail);
	const {values} = tail;
	const endpoint = await tail.locate();
	const reverse = values.reverse ? [['reverse', '1']] as const : [];
	const path = logPath('/', [...tail.selection, ...tail.presentation, ...reverse], {lines: linesOf(values, cursor), cursor});
	const answer = await request(endpoint, 'GET', path);
	const lines = await writeBody(endpoint, answer, tail.output);
	return {exitCode: missed(tail, lines - Number(hasHead(values))), cursor: cursorOf(answer)};
}
