import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type Newest, startsOfNewest} from '../../../src/client/rings/newest.js';

const asked = {lines: 10};

function newest(times: readonly number[], epoch = '0123456789ab'): Newest {
	return {asked, cursor: `${epoch}:${100 + times.length}`, times, numbers: times.map((_, i) => 101 + i), isNoticed: false};
}

describe('the newest of several rings', () => {
	test.each<[number, number[][], string[]]>([
		[3, [[1, 2, 3, 4], [10]], ['0123456789ab:102', '0123456789ab:100']],
		[1, [[1, 2], [10]], ['0123456789ab:102', '0123456789ab:100']],
		[10, [[1, 2], [10]], ['0123456789ab:100', '0123456789ab:100']],
		[2, [[], [10]], ['0123456789ab:100', '0123456789ab:100']],
		// Of two at the same time the later lane's is newer, as it is printed.
		[1, [[5], [5]], ['0123456789ab:101', '0123456789ab:100']],
	])('%j of %j', (count, times, cursors) => {
		expect(startsOfNewest(times.map(own => newest(own)), count)).toEqual(cursors.map(cursor => ({lines: -1, cursor})));
	});

	test('are as many as were asked for, and none is older than one left out', () => {
		const times = fc.array(fc.integer({min: 1, max: 50}), {maxLength: 20}).map(all => all.sort((a, b) => a - b));
		fc.assert(fc.property(fc.array(times, {minLength: 1, maxLength: 4}), fc.integer({min: 1, max: 30}), (all, count) => {
			const starts = startsOfNewest(all.map(own => newest(own)), count).map(({cursor}) => Number(cursor!.split(':')[1]) - 100);
			const taken = all.flatMap((own, i) => own.slice(starts[i]));
			const left = all.flatMap((own, i) => own.slice(0, starts[i]));
			expect(taken).toHaveLength(Math.min(count, all.flat().length));
			expect(Math.min(...taken)).toBeGreaterThanOrEqual(Math.max(-Infinity, ...left));
		}));
	});

	test('are asked for once more, by their number, where the daemon had something to say of them', () => {
		const told: Newest = {...newest([1, 2, 3]), asked: {lines: 10, cursor: 'ba9876543210:5'}, isNoticed: true};
		expect(startsOfNewest([told], 2)).toEqual([{lines: 2, cursor: 'ba9876543210:5'}]);
	});
});
