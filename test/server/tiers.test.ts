import {describe, expect, it} from 'vitest';
import type {Chunk} from '../../src/hub/chunk.js';
import type {FieldContext} from '../../src/fields/field-reader.js';
import {kernelChunk} from '../../src/kernel/kernel-memory.js';
import {largestBlockFor} from '../../src/hub/layout.js';
import type {SegmentSummary} from '../../src/hub/segment.js';
import {compileFilter} from '../../src/query/compile-filter.js';
import type {Filter} from '../../src/query/filter.js';
import {parseQuery} from '../../src/query/parse-query.js';
import {endOfFirst, scanForward, ScanSpace, startOfLast} from '../../src/server/scan.js';
import {Turns} from '../../src/server/turns.js';
import {logLine, Tiers} from '../hub/tiers.js';

const limits = {maxBytes: 1024 * 1024, maxMessages: 1e9, maxMessageBytes: 4000};
const tiers = new Tiers(limits);
tiers.appendMany(12_000, logLine);
tiers.append('<11>1 2026-11-20T15:08:40.198438+00:00 host needle 77 - - haystack with a Needle and sda15 in it');
tiers.appendMany(3000, logLine);
const {reader} = tiers;
const space = new ScanSpace(kernelChunk(largestBlockFor(limits.maxMessageBytes)));

/** Counts how many segments a filter was asked of, and how many it let be passed over. */
function watched(filter: Filter): Filter & {asked: number; passed: number} {
	const watching = {
		asked: 0, passed: 0, matchesAll: filter.matchesAll, readsText: filter.readsText,
		mayMatch(summary: SegmentSummary): boolean {
			const may = filter.mayMatch(summary);
			watching.asked += 1;
			if (!may) watching.passed += 1;
			return may;
		},
		select: filter.select.bind(filter),
	};
	return watching;
}

const context: FieldContext = {sourceNames: ['test']};

function filterOf(query: string): Filter {
	return compileFilter(parseQuery(query, 'q', new Date(1.7e12)), context);
}

/** Numbers of the messages that a scan shows, of those in the ring. */
async function found(filter: Filter): Promise<number[]> {
	const seqs: number[] = [];
	const scan = {reader, space, filter, readsText: false, range: {from: reader.tail, until: reader.head}, turns: new Turns(Infinity), isWanted: () => true};
	await scanForward(scan, (chunk: Chunk, selected, count) => {
		for (let k = 0; k < count; k++) seqs.push(chunk.firstSeq + selected[k]!);
	});
	return seqs;
}

describe('a query over both tiers', () => {
	const everySegment: Pick<Filter, 'mayMatch'> = {mayMatch: () => true};

	it('is asked of a ring of which nearly all is compressed', () => {
		expect(reader.occupancy.packed().messages).toBeGreaterThan(0.8 * (reader.head - reader.tail));
	});

	it.each([
		'Needle', 'needle', '"a Needle"', 'sda15', '"sda15 in"', 'sda', 'a1', 'message:/Need[a-z]e/', 'app_name:needle', 'app_name:need*', 'Needle OR sshd',
		'NOT sshd', 'sequenceId', 'sd.meta.sequenceId:9000', '2026', 'T15', '15:08:40', 'Nov', '192.168', '218.188.2.4', 'uid=0', 'proc_id:1003', 'severity:err', 'severity:<=3',
		'seq:<9000', 'seq:[9000 TO 9010]', 'seq:>14000 AND sshd', 'priority:86', 'facility:auth', 'raw:sequenceId', 'user AND unknown', '"authentication failure"', 'absentword', 'Z', 'T', '+00', 'é', '<86>1',
		`received:>=${new Date((1.7e15 + 100 * 14_000) / 1000).toISOString()}`,
	])('finds the same messages whether segments are passed over or not: %s', async query => {
		const filter = filterOf(query);
		const all = await found({...filter, select: filter.select.bind(filter), ...everySegment});
		expect(await found(filter)).toEqual(all);
		const scan = {reader, space, filter, readsText: false, range: {from: reader.tail, until: reader.head}, turns: new Turns(Infinity), isWanted: () => true};
		if (all.length < 3) return;
		expect(await startOfLast(scan, 3)).toBe(all.at(-3));
		expect(await endOfFirst(scan, 3)).toBe(all[2]! + 1);
	});

	it.each(['Needle', 'absentword', 'app_name:needle', 'message:/Need[a-z]e/', 'severity:emerg AND absentword', 'received:<2020-01-01', 'seq:9000', 'seq:<12'])('passes over most segments for %s', async query => {
		const filter = watched(filterOf(query));
		await found(filter);
		expect(filter.asked).toBeGreaterThan(30);
		expect(filter.passed).toBeGreaterThan(0.9 * filter.asked);
	});
});
