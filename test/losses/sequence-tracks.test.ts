import fc from 'fast-check';
import {describe, expect, it, test} from 'vitest';
import {SequenceTracks} from '../../src/losses/sequence-tracks.js';

const SECOND_US = 1e6;

/** What is told of these numbers, which come a millisecond apart as messages 1, 2, 3 of the ring; and a while later. */
function told(numbers: readonly number[], holdUs = 0): string[] {
	const events: string[] = [];
	const tracks = new SequenceTracks(holdUs, {
		hole: (count, lastSeq, seq) => events.push(`${count} missing between ${lastSeq} and ${seq}`),
		restart: seq => events.push(`new at ${seq}`),
	});
	for (const [i, number] of numbers.entries()) {
		tracks.take(number, i + 1, i * 1000);
		tracks.settle(i * 1000);
	}
	tracks.settle(numbers.length * 1000 + 10 * SECOND_US);
	expect(tracks.isWaiting).toBe(false);
	return events;
}

/** Whole numbers from one to another. */
function upTo(from: number, to: number): number[] {
	return Array.from({length: to - from + 1}, (_, i) => from + i);
}

describe('the numbers of a sender tell', () => {
	test.each<[string, number[], string[]]>([
		['nothing, where they go on', upTo(1, 500), []],
		['nothing of what was before the first', upTo(700, 800), []],
		['what is missing', [1, 2, 5, 6, 10], ['2 missing between 2 and 3', '3 missing between 4 and 5']],
		['a new beginning', [...upTo(1, 300), 1, 2, 3], ['new at 301']],
		['one soon after another', [1, 2, 3, 1, 2, 3], ['new at 4']],
		['one of which the first are missing', [...upTo(1, 300), 6, 7], ['new at 301', '5 missing between 300 and 301']],
		['that after it something is missing', [...upTo(1, 300), 1, 2, 9], ['new at 301', '6 missing between 302 and 303']],
		['nothing where they begin anew because there are no more', [2 ** 31 - 2, 2 ** 31 - 1, 1, 2], []],
		['nothing of what comes twice', [1, 2, 3, 3, 2, 4, 5], []],
		['nothing where they are always the same', Array<number>(1000).fill(1), []],
	])('%s', (_name, numbers, expected) => {
		expect(told(numbers)).toEqual(expected);
	});

	it('of two counts at the same time no holes, but where one has them', () => {
		const both = upTo(1, 50).flatMap(i => [1000 + i, i]).filter(number => number !== 20 && number !== 1040);
		expect(told([...upTo(900, 1000), ...both])).toEqual(['new at 103', '1 missing between 139 and 142', '1 missing between 177 and 180']);
	});

	it('nothing any more of who does not count, until it does', () => {
		const nonsense = Array.from({length: 500}, (_, i) => (i * 7919) % 10_007 + 1);
		const events = told([...nonsense, ...upTo(20_001, 20_200), 20_203]);
		expect(events.length).toBeLessThan(100);
		expect(events.at(-1)).toBe('2 missing between 700 and 701');
	});

	it('after a new beginning, holes of the new count when the old one is over', () => {
		expect(told([...upTo(1, 1000), ...upTo(1, 990), 1003])).toEqual(['new at 1001', '12 missing between 1990 and 1991']);
	});
});

describe('where the network may change the order', () => {
	test.each<[string, number[], string[]]>([
		['what comes late is not missing', [1, 2, 5, 3, 4, 6], []],
		['what does not come is', [1, 2, 6, 4, 7], ['1 missing between 2 and 3', '1 missing between 2 and 3']],
		['and a new beginning is still one', [...upTo(1, 300), 1, 2, 3], ['new at 301']],
	])('%s', (_name, numbers, expected) => {
		expect(told(numbers, SECOND_US)).toEqual(expected);
	});

	it('exactly what does not come is missing, whatever the order and what comes twice', () => {
		fc.assert(fc.property(
			fc.integer({min: 2, max: 400}).chain(count => fc.record({
				count: fc.constant(count),
				lost: fc.uniqueArray(fc.integer({min: 2, max: count}), {maxLength: 100}),
				shifts: fc.array(fc.nat(20), {minLength: count, maxLength: count}),
				twice: fc.uniqueArray(fc.integer({min: 2, max: count}), {maxLength: 10}),
			})),
			({count, lost, shifts, twice}) => {
				const there = upTo(1, count).filter(number => !lost.includes(number) || number === 1 || number === count);
				const numbers = [...there, ...twice.filter(number => there.includes(number))]
					.map(number => ({number, at: number === 1 ? -1 : number + shifts[number - 1]!})).sort((a, b) => a.at - b.at).map(({number}) => number);
				const missing = told(numbers, SECOND_US).map(event => Number(/^(\d+) missing/.exec(event)?.[1] ?? NaN)).reduce((sum, each) => sum + each, 0);
				expect(missing).toBe(count - there.length);
			},
		), {numRuns: 500});
	});
});

describe('a sender counts', () => {
	test.each<[string, number[], boolean]>([
		['once a number has gone on with the one before', [7, 8], true],
		['where one of its counts has gone on', [1000, 7, 1001], true],
		['still, when it has begun anew', [7, 8, 1], true],
		['where numbers begin anew because there are no more', [2 ** 31 - 1, 1], true],
		['not with its first number', [7], false],
		['not where numbers are always the same', Array<number>(1000).fill(1), false],
		['not where something is missing between any two', [1, 3, 5, 9], false],
	])('%s', (_name, numbers, expected) => {
		const tracks = new SequenceTracks(0, {hole: () => undefined, restart: () => undefined});
		for (const [i, number] of numbers.entries()) tracks.take(number, i + 1, i * 1000);
		expect(tracks.counts).toBe(expected);
	});
});
