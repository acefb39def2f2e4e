import fc from 'fast-check';
import {afterAll, describe, expect, test, vi} from 'vitest';
import {parseTime, readTime} from '../../../src/query/time/time.js';
import {errorOf} from '../error-of.js';

vi.stubEnv('TZ', 'Europe/Berlin');
afterAll(() => {
	vi.unstubAllEnvs();
});

/** 16:08 in Berlin. */
const NOW = new Date('2026-11-20T15:08:40.198Z');
const SECOND = 1e6;
const MINUTE = 60e6;
const HOUR = 3600e6;

/** The moment that begins then and lasts for so many microseconds. */
function moment(from: string, lengthUs: number, microseconds = 0) {
	const fromUs = Date.parse(from) * 1000 + microseconds;
	return {fromUs, untilUs: fromUs + lengthUs};
}

describe('a time is as exact as it is written', () => {
	test.each([
		['2026-11-20', moment('2026-11-19T23:00Z', 24 * HOUR)],
		['2026-11-20 15:00', moment('2026-11-20T14:00Z', MINUTE)],
		['2026-11-20T15:00', moment('2026-11-20T14:00Z', MINUTE)],
		['2026-11-20t15:00', moment('2026-11-20T14:00Z', MINUTE)],
		['2026-11-20   15:00', moment('2026-11-20T14:00Z', MINUTE)],
		['2026-11-20 9:00', moment('2026-11-20T08:00Z', MINUTE)],
		['2026-11-20 15:00:05', moment('2026-11-20T14:00:05Z', SECOND)],
		['2026-11-20T15:00:05.5', moment('2026-11-20T14:00:05.5Z', SECOND / 10)],
		['2026-11-20T15:00:05.123456', moment('2026-11-20T14:00:05.123Z', 1, 456)],
		['2026-11-20T15:00:05.123456789', moment('2026-11-20T14:00:05.123Z', 1, 456)],
		['2026-11-20T15:00:05.000', moment('2026-11-20T14:00:05Z', 1000)],
		['2026-11-20T15:00:05Z', moment('2026-11-20T15:00:05Z', SECOND)],
		['2026-11-20T15:00:05.25z', moment('2026-11-20T15:00:05.25Z', SECOND / 100)],
		['2026-11-20T15:00:05+05:30', moment('2026-11-20T09:30:05Z', SECOND)],
		['2026-11-20T15:00:05-0330', moment('2026-11-20T18:30:05Z', SECOND)],
		['2026-11-20 15:00Z', moment('2026-11-20T15:00Z', MINUTE)],
		['2026-11-20 15:00 UTC', moment('2026-11-20T15:00Z', MINUTE)],
		['2026-11-20T15:00:05 05:30', moment('2026-11-20T09:30:05Z', SECOND)],
		['15:00', moment('2026-11-20T14:00Z', MINUTE)],
		['9:05', moment('2026-11-20T08:05Z', MINUTE)],
		['15:00:05', moment('2026-11-20T14:00:05Z', SECOND)],
		['15:00:05.5', moment('2026-11-20T14:00:05.5Z', SECOND / 10)],
		['00:00', moment('2026-11-19T23:00Z', MINUTE)],
		['23:59:59.999999', moment('2026-11-20T22:59:59.999Z', 1, 999)],
		['today', moment('2026-11-19T23:00Z', 24 * HOUR)],
		['yesterday', moment('2026-11-18T23:00Z', 24 * HOUR)],
		['Tomorrow', moment('2026-11-20T23:00Z', 24 * HOUR)],
		['yesterday 15:00', moment('2026-11-19T14:00Z', MINUTE)],
		['now', moment('2026-11-20T15:08:40.198Z', 1)],
		[' now ', moment('2026-11-20T15:08:40.198Z', 1)],
		['-90s', moment('2026-11-20T15:07:10.198Z', 1)],
		['-1h', moment('2026-11-20T14:08:40.198Z', 1)],
		['+5m', moment('2026-11-20T15:13:40.198Z', 1)],
		['-1h30m', moment('2026-11-20T13:38:40.198Z', 1)],
		['-1h 30min', moment('2026-11-20T13:38:40.198Z', 1)],
		['-1.5h', moment('2026-11-20T13:38:40.198Z', 1)],
		['-250us', moment('2026-11-20T15:08:40.197Z', 1, 750)],
		['-250µs', moment('2026-11-20T15:08:40.197Z', 1, 750)],
		['-98ms', moment('2026-11-20T15:08:40.100Z', 1)],
		['-0s', moment('2026-11-20T15:08:40.198Z', 1)],
		['90s ago', moment('2026-11-20T15:07:10.198Z', 1)],
		['1 hour ago', moment('2026-11-20T14:08:40.198Z', 1)],
		['2 days 1 hour ago', moment('2026-11-18T14:08:40.198Z', 1)],
		['@1700000000', moment('2023-11-14T22:13:20Z', SECOND)],
		['@1700000000.5', moment('2023-11-14T22:13:20.5Z', SECOND / 10)],
		['@0', moment('1970-01-01T00:00Z', SECOND)],
		['2024-02-29', moment('2024-02-28T23:00Z', 24 * HOUR)],
		['1970-01-01', moment('1969-12-31T23:00Z', 24 * HOUR)],
		['9999-12-31T23:59:59Z', moment('9999-12-31T23:59:59Z', SECOND)],
	])('%s', (text, expected) => {
		expect(parseTime(text, NOW)).toEqual(expected);
	});

	test.each([
		['us', 1], ['usec', 1], ['ms', 1e3], ['msec', 1e3], ['s', SECOND], ['sec', SECOND], ['second', SECOND], ['seconds', SECOND],
		['m', MINUTE], ['min', MINUTE], ['minute', MINUTE], ['minutes', MINUTE], ['h', HOUR], ['hr', HOUR], ['hour', HOUR], ['hours', HOUR],
		['d', 24 * HOUR], ['day', 24 * HOUR], ['days', 24 * HOUR], ['w', 168 * HOUR], ['week', 168 * HOUR], ['weeks', 168 * HOUR],
	])('3%s', (unit, us) => {
		const fromUs = NOW.getTime() * 1000 - 3 * us;
		expect(parseTime(`-3${unit}`, NOW)).toEqual({fromUs, untilUs: fromUs + 1});
		expect(parseTime(`3 ${unit} ago`, NOW)).toEqual({fromUs, untilUs: fromUs + 1});
	});
});

describe('where clocks change', () => {
	test.each([
		['the day in spring has 23 hours', '2026-03-29', moment('2026-03-28T23:00Z', 23 * HOUR)],
		['the day in autumn has 25 hours', '2026-10-25', moment('2026-10-24T22:00Z', 25 * HOUR)],
		['an hour that is left out is the one after', '2026-03-29 02:30', moment('2026-03-29T01:30Z', MINUTE)],
		['an hour that comes twice is the first of the two', '2026-10-25 02:30', moment('2026-10-25T00:30Z', MINUTE)],
		['with a zone it is the one that is meant', '2026-10-25T02:30+01:00', moment('2026-10-25T01:30Z', MINUTE)],
	])('%s', (_what, text, expected) => {
		expect(parseTime(text, NOW)).toEqual(expected);
	});
});

describe('what is no time', () => {
	test.each([
		'', ' ', 'x', '2026', '2026-11', '2026-1-2', '20261120', '2026-13-01', '2026-00-01', '2026-11-00', '2026-02-30', '2025-02-29', '2026-11-31',
		'1969-12-31', '0000-01-01', '10000-01-01', '25:00', '24:00', '15:60', '15:00:60', '15', '15:0', '15:00:5', '15:00:', '15:00:05.', '15:00.5',
		'15:00:05,5', '15:00Z', '15:00+01:00', 'today Z', 'today 15:00Z', '2026-11-20Z', '2026-11-20T', '2026-11-20 ,', '2026-11-20T15', '2026-11-2015:00',
		'2026-11-20T15:00+24:00', '2026-11-20T15:00+01:60', '2026-11-20T15:00+1', '2026-11-20T15:00ZZ', '2026-11-20T15:00 CET', '2026-11-20T15:00:05.1234567890',
		'now-1h', 'nows', 'todayish', 'ago', ' ago', '5', '90s', '-', '+', '-5', '-5 ago', '-5m ago', '- 5m', '--5m', '5x ago', '-5x', '-5M', '-1e3s', '-.5h',
		'-1h-5m', '-constructor', '-1constructor', '1s\u0000ago', '@', '@x', '@-1', '@1.', '@253402300800', '@1e9', '-57y', '-3000w', '+420000w', '-999999999999999w',
		'٣:٠٠', '１５:００', '2026‑11‑20',
	])('%j', text => {
		expect(parseTime(text, NOW)).toBeUndefined();
	});

	test('an error names what was given and what is allowed', () => {
		expect(errorOf(() => readTime('25:00', 'since', NOW))).toBe([
			'since, position 1: "25:00" is no time; allowed are now, today, yesterday, tomorrow, 15:00, 15:00:05, 2026-11-20, '
				+ '"2026-11-20 15:00", 2026-11-20T15:00:05Z, -90s, -1h30m, "5 min ago", @1700000000, from 1970 to 9999',
			'25:00',
			'^^^^^',
		].join('\n'));
	});

	test('readTime reads what parseTime does', () => {
		expect(readTime('15:00', 'since', NOW)).toEqual(parseTime('15:00', NOW));
	});
});

describe('any time', () => {
	const milliseconds = fc.integer({min: 0, max: Date.UTC(2254, 11, 31)});

	test('of RFC 3339 is the moment that Date has', () => {
		fc.assert(fc.property(milliseconds, ms => {
			expect(parseTime(new Date(ms).toISOString(), NOW)).toEqual({fromUs: ms * 1000, untilUs: ms * 1000 + 1000});
		}));
	});

	test('of local time is the moment that Date has', () => {
		fc.assert(fc.property(milliseconds, ms => {
			const local = new Date(ms).toISOString().slice(0, 19);
			const fromUs = new Date(local).getTime() * 1000;
			expect(parseTime(local, NOW)).toEqual({fromUs, untilUs: fromUs + SECOND});
		}));
	});

	test('is read, or not, but nothing is thrown, and it ends after it begins', () => {
		const pieces = fc.constantFrom('2026', '-', '11', ':', '00', ' ', 'T', 'Z', '.', '5', 'h', 'm', 'ago', 'now', 'today', '@', '+', 'µs', 'é', '\ud800');
		fc.assert(fc.property(fc.array(pieces, {maxLength: 12}), list => {
			const read = parseTime(list.join(''), NOW);
			if (read !== undefined) expect(read.fromUs).toBeLessThan(read.untilUs);
		}), {numRuns: 2000});
	});

	test.each(['1', ' ', '1h', '1 h ', '1h ago ', '9:', '2026-11-20 ', '-', '.', '@1'])('100 kB of %j are no time', shape => {
		expect(parseTime(shape.repeat(1e5 / shape.length), NOW)).toBeUndefined();
		expect(parseTime(`-${shape.repeat(1e5 / shape.length)}!`, NOW)).toBeUndefined();
	});
});
