import {afterAll, describe, expect, test, vi} from 'vitest';
import {bsdTimestampEnd, bsdTimestampUs, completeBsdTimestamp} from '../../src/syslog/bsd-timestamp.js';

// What was completed last is kept with its zone: the zone has to be there before the first timestamp.
vi.stubEnv('TZ', 'Europe/Berlin');
afterAll(() => {
	vi.unstubAllEnvs();
});

function complete(timestamp: string, received: string): {text: string; us: number} {
	const bytes = new TextEncoder().encode(`..${timestamp}..`);
	const end = bsdTimestampEnd(bytes, 2, bytes.length);
	expect(end).toBe(2 + timestamp.length);
	const receivedUs = Date.parse(received) * 1000;
	const out = new Uint8Array(40).fill(0x2e);
	const outEnd = completeBsdTimestamp(bytes, 2, end, receivedUs, out, 3);
	expect([out[2], out[outEnd]]).toEqual([0x2e, 0x2e]);
	return {text: new TextDecoder().decode(out.subarray(3, outEnd)), us: bsdTimestampUs(bytes, 2, end, receivedUs)};
}

describe('a timestamp without year and zone', () => {
	test.each([
		['of just now is of this year', 'Nov 20 15:08:40', '2026-11-20T14:08:41Z', '2026-11-20T15:08:40+01:00'],
		['of summer has the offset of summer', 'Jul  1 09:00:55', '2026-11-20T14:08:41Z', '2026-07-01T09:00:55+02:00'],
		['Dec 31 in January is of last year', 'Dec 31 23:59:59', '2026-01-01T00:10:00Z', '2025-12-31T23:59:59+01:00'],
		['Jan 1 on Dec 31 is of the year to come: the sender is ahead', 'Jan  1 00:00:01', '2026-12-31T22:59:59Z', '2027-01-01T00:00:01+01:00'],
		['a day ahead is just still ahead', 'Nov 21 15:08:40', '2026-11-20T14:08:40Z', '2026-11-21T15:08:40+01:00'],
		['a second more is a year ago', 'Nov 21 15:08:41', '2026-11-20T14:08:40Z', '2025-11-21T15:08:41+01:00'],
		['Feb 29 is of the latest leap year', 'Feb 29 12:00:00', '2027-06-01T00:00:00Z', '2024-02-29T12:00:00+01:00'],
		['Feb 29 in a leap year is of that year', 'Feb 29 12:00:00', '2028-03-01T00:00:00Z', '2028-02-29T12:00:00+01:00'],
		['Feb 29 is of eight years ago after a century without', 'Feb 29 12:00:00', '2103-06-01T00:00:00Z', '2096-02-29T12:00:00+01:00'],
		['with a zero before the day', 'Nov 05 15:08:40', '2026-11-20T14:08:41Z', '2026-11-05T15:08:40+01:00'],
		['with nothing before the day', 'Nov 5 15:08:40', '2026-11-20T14:08:41Z', '2026-11-05T15:08:40+01:00'],
		['before the clocks change', 'Mar 29 01:59:59', '2026-11-20T14:08:41Z', '2026-03-29T01:59:59+01:00'],
		['after the clocks change', 'Mar 29 03:00:00', '2026-11-20T14:08:41Z', '2026-03-29T03:00:00+02:00'],
	])('%s', (_what, timestamp, received, expected) => {
		expect(complete(timestamp, received)).toEqual({text: expected, us: Date.parse(expected) * 1000});
	});

	test('does not depend on the one read before', () => {
		const received = ['2026-11-20T14:08:40Z', '2027-11-20T14:08:40Z', '2020-11-20T14:08:40Z', '2026-11-20T14:08:40Z'];
		const years = received.map(moment => complete('Nov 21 15:08:41', moment).text.slice(0, 4));
		expect(years).toEqual(['2025', '2026', '2019', '2025']);
		expect(complete('Nov 21 15:08:40', '2026-11-20T14:08:40Z').text.slice(0, 4)).toBe('2026');
		expect(complete('Nov 21 15:08:41', '2026-11-20T14:08:40Z').text.slice(0, 4)).toBe('2025');
	});
});
