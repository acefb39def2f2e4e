import fc from 'fast-check';
import {afterAll, describe, expect, test, vi} from 'vitest';
import {utcTimestamp, writeLocalTimestamp, writeShortTimestamp, writeUtcTimestamp} from '../../src/syslog/timestamp-writer.js';

// The minute written last is kept: the zone has to be there before it.
vi.stubEnv('TZ', 'America/St_Johns');
afterAll(() => {
	vi.unstubAllEnvs();
});

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MOMENT = fc.tuple(fc.integer({min: 0, max: Date.UTC(2200, 0, 1)}), fc.nat(999));

function written(write: (out: Uint8Array, at: number) => number): string {
	const out = new Uint8Array(40).fill(0x2e);
	const end = write(out, 5);
	expect([out[4], out[end]]).toEqual([0x2e, 0x2e]);
	return new TextDecoder().decode(out.subarray(5, end));
}

function local(us: number): string {
	return written((out, at) => writeLocalTimestamp(us, out, at));
}

describe('writeUtcTimestamp', () => {
	test('writes what Date writes, and microseconds', () => {
		fc.assert(fc.property(MOMENT, ([ms, micros]) => {
			const expected = new Date(ms).toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`);
			expect(written((out, at) => writeUtcTimestamp(ms * 1000 + micros, out, at))).toBe(expected);
			expect(utcTimestamp(ms * 1000 + micros)).toBe(expected);
		}));
	});

	test('goes from minute to minute and back', () => {
		const moments = ['2026-11-20T15:08:59.999999Z', '2026-11-20T15:09:00.000000Z', '2026-11-20T15:08:59.999999Z', '1970-01-01T00:00:00.000000Z'];
		const micros = [1_795_187_339_999_999, 1_795_187_340_000_000, 1_795_187_339_999_999, 0];
		expect(micros.map(utcTimestamp)).toEqual(moments);
	});
});

describe('writeLocalTimestamp', () => {
	test('writes local time as Date has it, daylight saving included', () => {
		fc.assert(fc.property(MOMENT, ([ms, micros]) => {
			const date = new Date(ms);
			const [time] = date.toTimeString().split(' ');
			expect(local(ms * 1000 + micros)).toBe(`${MONTHS[date.getMonth()]!} ${String(date.getDate()).padStart(2)} ${time!}`);
		}));
	});

	test('changes with the clocks', () => {
		const change = Date.UTC(2026, 2, 8, 5, 30) * 1000;
		expect([local(change - 1), local(change)]).toEqual(['Mar  8 01:59:59', 'Mar  8 03:00:00']);
	});
});

describe('writeShortTimestamp', () => {
	test.each([
		['2026-11-20T15:10:37+00:00', 'Nov 20 15:10:37'],
		['2026-01-05T00:00:00.123456-11:30', 'Jan  5 00:00:00'],
		['2026-12-31T23:59:59Z', 'Dec 31 23:59:59'],
	])('%s is %s, in the zone it is in', (timestamp, expected) => {
		const bytes = new TextEncoder().encode(`..${timestamp}`);
		expect(written((out, at) => writeShortTimestamp(bytes, 2, out, at))).toBe(expected);
	});
});
