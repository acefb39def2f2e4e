import fc from 'fast-check';
import {describe, expect, test, vi} from 'vitest';
import {isRfc3339, rfc3339End, rfc3339Us} from '../../src/syslog/rfc3339.js';

function us(text: string): number {
	const bytes = new TextEncoder().encode(text);
	return isRfc3339(bytes, 0, bytes.length) ? rfc3339Us(bytes, 0, bytes.length) : NaN;
}

const MOMENT = fc.integer({min: Date.UTC(0, 0, 1), max: Date.UTC(2254, 11, 31)});

describe('rfc3339Us', () => {
	test.each([
		['1970-01-01T00:00:00Z', 0],
		['1970-01-01T00:00:00.000001Z', 1],
		['1970-01-01T00:00:00.1Z', 100_000],
		['1970-01-01T01:00:00+01:00', 0],
		['1969-12-31T23:59:59.999999Z', -1],
		['1970-01-01T00:00:00-23:59', 86_340_000_000],
		['2026-11-20T15:08:40.198438+00:00', 1_795_187_320_198_438],
		['2000-02-29T12:00:00Z', Date.UTC(2000, 1, 29, 12) * 1000],
	])('%s is %i', (text, expected) => {
		expect(us(text)).toBe(expected);
	});

	test('agrees with Date on every millisecond, and adds the microseconds', () => {
		fc.assert(fc.property(MOMENT, fc.nat(999), (ms, micros) => {
			const text = new Date(ms).toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`);
			expect(us(text)).toBe(ms * 1000 + micros);
		}));
	});

	test('takes the offset off', () => {
		fc.assert(fc.property(MOMENT, fc.integer({min: -1439, max: 1439}), (ms, offset) => {
			const whole = Math.floor(ms / 1000) * 1000;
			const size = Math.abs(offset);
			const zone = `${offset < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
			expect(us(new Date(whole).toISOString().replace('.000Z', zone))).toBe((whole - offset * 60e3) * 1000);
		}));
	});
});

describe('isRfc3339', () => {
	test('accepts each day that there is, and no other', () => {
		for (const year of [1900, 1999, 2000, 2023, 2024, 2100]) {
			for (let month = 0; month <= 13; month++) {
				for (let day = 0; day <= 32; day++) {
					const date = new Date(Date.UTC(year, month - 1, day));
					const isDay = month >= 1 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
					const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}T00:00:00Z`;
					expect(!Number.isNaN(us(text)), text).toBe(isDay);
				}
			}
		}
	});

	test('a byte changed to one that is not of its kind makes it invalid', () => {
		const valid = '2026-11-20T15:08:40.198438+00:00';
		for (let i = 0; i < valid.length; i++) {
			for (const byte of [0, 0x2f, 0x3b, 0x20, 0x54 ^ 0x20, 0x7f, 0xb0, 0xff]) {
				const bytes = new TextEncoder().encode(valid);
				bytes[i] = byte;
				expect(isRfc3339(bytes, 0, bytes.length), `byte ${i} is ${byte}`).toBe(false);
			}
		}
	});

	test('takes nothing for the minute seen last before there is one', async () => {
		vi.resetModules();
		const fresh = await import('../../src/syslog/rfc3339.js');
		for (let byte = 0; byte < 256; byte++) {
			const bytes = new TextEncoder().encode('2026-11-20T15:08:40Z').fill(byte, 0, 16);
			expect(fresh.isRfc3339(bytes, 0, bytes.length)).toBe(false);
		}
		const first = new TextEncoder().encode('1970-01-01T00:00:00Z');
		expect(fresh.isRfc3339(first, 0, first.length)).toBe(true);
	});

	test('reads each one the same after any other', () => {
		const texts = ['2026-11-20T15:08:40Z', '2026-11-20T15:08:60Z', '2026-11-20T15:60:40Z', '2026-11-20T15:08x40Z', '2026-11-31T15:08:40Z', '2026-11-20T15:09:4\0Z'];
		for (const [i, before] of texts.entries()) {
			for (const [j, text] of texts.entries()) {
				us(texts[0]!);
				us(before);
				expect(Number.isNaN(us(text)), `${text} after ${texts[i]!}`).toBe(j !== 0);
			}
		}
	});

	test('no beginning of it is one, but that which ends with Z', () => {
		const bytes = new TextEncoder().encode('2026-11-20T15:08:40.198438Z');
		for (let end = 0; end < bytes.length; end++) expect(isRfc3339(bytes, 0, end)).toBe(false);
		expect(rfc3339End(bytes, 0, bytes.length)).toBe(bytes.length);
	});
});
