import {logPath} from '../../../client/log-path.js';
import {readText, request, requestJson} from '../../../client/request.js';
import {mergedTop} from '../../../client/rings/merged-top.js';
import {topTable, type TopAnswer} from '../../../client/top-table.js';
import {MAX_VALUES, missed} from '../count.js';
import {type Ended, print, type SeveralTail} from '../tail.js';
import {askEach} from './failure.js';

/** As many as one daemon shows. */
const DEFAULT_VALUES = 10;

/** Prints how many messages match in all rings together. */
export async function printCountOfRings(tail: SeveralTail): Promise<Ended> {
	const answers = await askEach(tail, async ring => {
		const endpoint = await ring.locate();
		return Number(await readText(endpoint, await request(endpoint, 'GET', logPath('/count', tail.selection))));
	});
	const counts = answers.filter(count => count !== undefined);
	const sum = counts.reduce((one, other) => one + other, 0);
	if (counts.length > 0) await print(tail, `${sum}\n`);
	return {exitCode: counts.length < tail.rings.length ? 1 : missed(tail, sum)};
}

/** Prints the most frequent values of a field in all rings together. */
export async function printTopOfRings(tail: SeveralTail, field: string): Promise<Ended> {
	const {lines = DEFAULT_VALUES} = tail.values;
	// All values of each: what is rare in one may be frequent in another.
	const path = logPath('/top', [['field', field], ['n', String(MAX_VALUES)], ...tail.selection]);
	const answers = await askEach(tail, async ring => await requestJson(await ring.locate(), 'GET', path) as TopAnswer);
	const there = answers.filter(answer => answer !== undefined);
	if (there.length === 0) return {exitCode: 1};
	const top = mergedTop(there, lines === -1 ? MAX_VALUES : lines);
	await print(tail, topTable(top));
	if (!top.exact) tail.notify(`there are more values than can be counted exactly: each count may be too low by ${top.max_error}`);
	return {exitCode: there.length < tail.rings.length ? 1 : missed(tail, top.messages)};
}
