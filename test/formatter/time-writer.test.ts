import fc from 'fast-check';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {MAX_TIME_BYTES, type TimeLayout, timeWriter} from '../../src/formatter/time-writer.js';

afterEach(() => {
	vi.unstubAllEnvs();
});

const us = (text: string): number => Date.parse(text) * 1000;
const MOMENT = us('2026-11-20T15:08:40.123Z') + 456;

function time(layout: TimeLayout, moment: number, {zone = 'Europe/Berlin', utc = false} = {}): string {
	vi.stubEnv('TZ', zone);
	const out = new Uint8Array(MAX_TIME_BYTES);
	return new TextDecoder().decode(out.subarray(0, timeWriter(layout, utc).write(moment, out, 0)));
}

describe('times', () => {
	test.each<[TimeLayout, string, string]>([
		['bsd', 'Nov 20 16:08:40', 'Nov 20 15:08:40'],
		['precise', 'Nov 20 16:08:40.123456', 'Nov 20 15:08:40.123456'],
		['iso', '2026-11-20T16:08:40+0100', '2026-11-20T15:08:40+0000'],
		['iso-precise', '2026-11-20T16:08:40.123456+0100', '2026-11-20T15:08:40.123456+0000'],
		['full', 'Fri 2026-11-20 16:08:40.123456 +0100', 'Fri 2026-11-20 15:08:40.123456 +0000'],
		['unix', '1795187320.123456', '1795187320.123456'],
	])('%s is local or UTC, as wanted', (layout, local, utc) => {
		expect(time(layout, MOMENT)).toBe(local);
		expect(time(layout, MOMENT, {utc: true})).toBe(utc);
	});

	test.each<[string, string, string, string]>([
		['a zone with half an hour', 'America/St_Johns', '2026-11-20T15:08:40Z', '2026-11-20T11:38:40-0330'],
		['a zone with a quarter', 'Asia/Kathmandu', '2026-11-20T15:08:40Z', '2026-11-20T20:53:40+0545'],
		['another day', 'Pacific/Kiritimati', '2026-12-31T15:08:40Z', '2027-01-01T05:08:40+1400'],
		['the last second of winter time', 'Europe/Berlin', '2026-03-29T00:59:59Z', '2026-03-29T01:59:59+0100'],
		['the first second of summer time', 'Europe/Berlin', '2026-03-29T01:00:00Z', '2026-03-29T03:00:00+0200'],
		['an hour that comes twice, first', 'Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-25T02:30:00+0200'],
		['an hour that comes twice, second', 'Europe/Berlin', '2026-10-25T01:30:00Z', '2026-10-25T02:30:00+0100'],
	])('know %s', (_what, zone, moment, expected) => {
		expect(time('iso', us(moment), {zone})).toBe(expected);
	});

	test('pad a day with a space in the form of RFC 3164, and with a zero elsewhere', () => {
		const moment = us('2026-02-03T04:05:06Z') + 7;
		expect(time('bsd', moment, {utc: true})).toBe('Feb  3 04:05:06');
		expect(time('precise', moment, {utc: true})).toBe('Feb 03 04:05:06.000007');
		expect(time('full', moment, {utc: true})).toBe('Tue 2026-02-03 04:05:06.000007 +0000');
		expect(time('unix', moment)).toBe('1770091506.000007');
	});

	test('stay right when one writer goes back and forth between minutes', () => {
		vi.stubEnv('TZ', 'Europe/Berlin');
		const writer = timeWriter('iso', false);
		const out = new Uint8Array(MAX_TIME_BYTES);
		const texts = ['2026-03-29T00:59:59Z', '2026-03-29T01:00:00Z', '2026-03-29T00:59:58Z', '2026-03-29T01:00:59Z'].map(moment =>
			new TextDecoder().decode(out.subarray(0, writer.write(us(moment), out, 0))));
		expect(texts).toEqual(['2026-03-29T01:59:59+0100', '2026-03-29T03:00:00+0200', '2026-03-29T01:59:58+0100', '2026-03-29T03:00:59+0200']);
	});

	test.each<[string, TimeLayout, number, string]>([
		['before 1970', 'iso-precise', -1, '1969-12-31T23:59:59.999999+0000'],
		['before 1970, in seconds', 'unix', -1_500_000, '-1.500000'],
		['the first year there is', 'iso', us('0000-01-01T00:00:00Z'), '0000-01-01T00:00:00+0000'],
		['before it, by the zone', 'iso', us('0000-01-01T00:00:00Z') - 60e6, '0000-12-31T23:59:00+0000'],
		['the last year', 'iso', us('9999-12-31T23:59:59Z'), '9999-12-31T23:59:59+0000'],
		['after it, by the zone', 'iso', us('9999-12-31T23:59:59Z') + 1e6, '9999-01-01T00:00:00+0000'],
	])('have four digits for the year, whatever a sender claims: %s', (_what, layout, moment, expected) => {
		expect(time(layout, moment, {utc: true})).toBe(expected);
	});

	test('are what the platform says, as long as microseconds are exact', () => {
		fc.assert(fc.property(fc.date({min: new Date('1700-01-01T00:00:00Z'), max: new Date('2254-12-31T00:00:00Z'), noInvalidDate: true}), date => {
			const moment = date.getTime() * 1000;
			expect(time('iso-precise', moment, {utc: true}).slice(0, 23)).toBe(date.toISOString().slice(-24, -1));
			expect(time('full', moment, {utc: true}).slice(0, 3)).toBe(date.toUTCString().slice(0, 3));
			expect(Math.floor(Number(time('unix', moment)) * 1000 + 0.5)).toBe(date.getTime());
		}));
	});

	test('never take more room than they may, nor any other character', () => {
		const moments = fc.double({min: us('0000-01-01T00:00:00Z') - 86400e6, max: us('9999-12-31T23:59:59Z') + 86400e6, noNaN: true});
		const layouts = fc.constantFrom<TimeLayout>('bsd', 'precise', 'iso', 'iso-precise', 'full', 'unix');
		fc.assert(fc.property(moments, layouts, fc.boolean(), (moment, layout, utc) => {
			const text = time(layout, moment, {utc, zone: 'Pacific/Kiritimati'});
			expect(text).toMatch(/^[-+.: A-Za-z0-9]{6,36}$/);
			expect(text).not.toContain('\0');
		}), {numRuns: 1000});
	});
});
