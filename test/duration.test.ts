import {describe, expect, test} from 'vitest';
import {durationText, largestUnits} from '../src/duration.js';

describe('durations', () => {
	test.each([
		[-1, 'less than a second'], [0, 'less than a second'], [0.9, 'less than a second'], [1, '1 second'], [59.9, '59 seconds'], [60, '1 minute'],
		[125, '2 minutes 5 seconds'], [2220, '37 minutes'], [2259, '37 minutes'], [3600, '1 hour'], [3659, '1 hour'], [7500, '2 hours 5 minutes'],
		[12 * 3600 + 300, '12 hours'], [3 * 86_400, '3 days'], [3 * 86_400 + 3600, '3 days 1 hour'], [45.5 * 86_400, '45 days'],
		[3649 * 86_400, '3649 days'], [3650 * 86_400, 'more than 10 years'], [Infinity, 'more than 10 years'],
	])('%d s: %s', (seconds, expected) => {
		expect(durationText(seconds)).toBe(expected);
	});

	test('have their two largest units, without those that are 0', () => {
		expect(largestUnits(90_061)).toEqual([{count: 1, unit: 'day'}, {count: 1, unit: 'hour'}]);
		expect(largestUnits(3601)).toEqual([{count: 1, unit: 'hour'}]);
		expect(largestUnits(0.5)).toEqual([]);
	});
});
