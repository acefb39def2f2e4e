import {logPath} from '../../client/log-path.js';
import {readText, request, requestJson} from '../../client/request.js';
import type {TopAnswer} from '../../client/top-table.js';
import {type Ended, print, startCursor, type Tail} from './tail.js';

/** The most values that the daemon tells. */
export const MAX_VALUES = 65_536;

/** Prints how many messages match. */
export async function printCount(tail: Tail): Promise<Ended> {
	const endpoint = await tail.locate();
	const path = logPath('/count', tail.selection, {lines: -1, cursor: startCursor(tail)});
	const count = await readText(endpoint, await request(endpoint, 'GET', path));
	await print(tail, count);
	return {exitCode: missed(tail, Number(count))};
}

/** Prints the most frequent values of a field. */
export async function printTop(tail: Tail, field: string): Promise<Ended> {
	const {lines} = tail.values;
	const n = lines === undefined ? [] : [['n', String(lines === -1 ? MAX_VALUES : lines)]] as const;
	const path = logPath('/top', [['field', field], ...n, ...tail.selection], {lines: -1, cursor: startCursor(tail)});
	const answer = await requestJson(await tail.locate(), 'GET', path) as TopAnswer;
	const {topTable} = await import('../../client/top-table.js');
	await print(tail, topTable(answer));
	if (!answer.exact) tail.notify(`there are more values than can be counted exactly: each count may be too low by ${answer.max_error}`);
	return {exitCode: missed(tail, answer.messages)};
}

/** The exit code of grep, where something was searched for as grep does. */
export function missed({values: {grep}}: Pick<Tail, 'values'>, found: number): number {
	return grep.length > 0 && found === 0 ? 1 : 0;
}
