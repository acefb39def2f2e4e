import {expect, test} from 'vitest';
import {mergedTop} from '../../../src/client/rings/merged-top.js';
import type {TopAnswer} from '../../../src/client/top-table.js';

const answer = (values: TopAnswer['values'], others: Partial<TopAnswer> = {}): TopAnswer =>
	({messages: 10, absent: {count: 1, bytes: 10}, exact: true, max_error: 0, values, ...others});

test('counts of the same value are added, and the most frequent of all come first', () => {
	const top = mergedTop([
		answer([{value: 'a', count: 5, bytes: 50}, {value: 'b', count: 3, bytes: 30}]),
		answer([{value: 'c', count: 4, bytes: 40}, {value: 'b', count: 3, bytes: 30}, {value: 'd', count: 4, bytes: 1}]),
	], 3);
	expect(top).toEqual({
		messages: 20, absent: {count: 2, bytes: 20}, exact: true, max_error: 0,
		values: [
			{value: 'b', truncated: false, count: 6, bytes: 60},
			{value: 'a', truncated: false, count: 5, bytes: 50},
			{value: 'c', truncated: false, count: 4, bytes: 40},
		],
	});
});

test('what is not exact in one is not exact in all, by as much', () => {
	expect(mergedTop([answer([], {exact: false, max_error: 3}), answer([], {exact: false, max_error: 4}), answer([])], 10))
		.toMatchObject({exact: false, max_error: 7});
});

test('a value and one that was cut off there are two', () => {
	const {values} = mergedTop([answer([{value: 'a', count: 1, bytes: 1}]), answer([{value: 'a', truncated: true, count: 1, bytes: 1}])], 10);
	expect(values).toHaveLength(2);
});
