import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Histogram, type HistogramRange, MAX_BUCKETS, MAX_SERIES} from '../../src/analysis/histogram.js';
import type {Field} from '../../src/fields/field.js';
import {RECEIVED_US} from '../formatter/chunk-of.js';
import {chunkAt, CONTEXT, fed} from './fed.js';

const SECOND_US = 1e6;
const MINUTE: HistogramRange = {fromUs: RECEIVED_US, untilUs: RECEIVED_US + 60 * SECOND_US, buckets: 3};

function histogram(range: HistogramRange, messages: readonly (readonly [number, string | Uint8Array])[], by?: Field): ReturnType<Histogram['result']> {
	return fed(new Histogram(range, CONTEXT, by), chunkAt(messages)).result();
}

describe('a histogram', () => {
	test('has buckets of equal width, each from its first moment to the next one\'s', () => {
		expect(histogram(MINUTE, [[0, 'a'], [20e6 - 1, 'b'], [20e6, 'c'], [60e6 - 1, 'd'], [60e6, 'e'], [-1, 'f']])).toEqual({
			from: '2026-11-20T15:08:40.123456Z',
			to: '2026-11-20T15:09:40.123456Z',
			bucket_seconds: 20,
			total: 4,
			outside: 2,
			buckets: [
				{from: '2026-11-20T15:08:40.123456Z', count: 2},
				{from: '2026-11-20T15:09:00.123456Z', count: 1},
				{from: '2026-11-20T15:09:20.123456Z', count: 1},
			],
		});
	});

	test('by severity has the eight severities, and in its buckets those that occur', () => {
		const {by, series, buckets, exact} = histogram(MINUTE, [[0, '<11>a'], [1, '<3>b'], [30e6, '<15>c']], {name: 'severity'});
		expect({by, exact}).toEqual({by: 'severity', exact: true});
		expect(series?.map(({value, count}) => `${value} ${count}`)).toEqual([
			'emerg 0', 'alert 0', 'crit 0', 'err 2', 'warning 0', 'notice 0', 'info 0', 'debug 1',
		]);
		expect(buckets.map(bucket => bucket.by)).toEqual([{err: 2}, {debug: 1}, {}]);
	});

	test('by another field has its most frequent values, the others together, and those without apart', () => {
		const many = Array.from({length: 50}, (_, i) => [i, `<13>1 - - app${i % 25} - - - m`] as const);
		const often = Array.from({length: 3}, () => [30e6, '<13>1 - - often - - - m'] as const);
		const {series, buckets, total} = histogram(MINUTE, [...many, ...often, [0, '<13>1 - - - - - - m']], {name: 'app_name'});
		expect(total).toBe(54);
		expect(series?.slice(0, 2)).toEqual([{value: 'often', count: 3}, {value: 'app0', count: 2}]);
		expect(series).toHaveLength(MAX_SERIES);
		expect(buckets[0]).toMatchObject({count: 51, other: 12, absent: 1});
		expect(buckets[1]).toEqual({from: '2026-11-20T15:09:00.123456Z', count: 3, by: {often: 3}});
	});

	test('shows values with the names of an object\'s own things, and those that look alike as one', () => {
		const apps = ['__proto__', 'x\xff', 'x\xfe'].map(app => [0, Buffer.from(`<13>1 - - ${app} - - - m`, 'latin1')] as const);
		const {buckets, series} = histogram({...MINUTE, buckets: 1}, apps, {name: 'app_name'});
		expect(JSON.stringify(buckets[0]?.by)).toBe('{"__proto__":1,"x\uFFFD":2}');
		expect(series).toContainEqual({value: 'x\uFFFD', count: 2});
	});

	test('of less time than buckets has buckets of a microsecond', () => {
		const {bucket_seconds: width, total} = histogram({fromUs: RECEIVED_US, untilUs: RECEIVED_US + 1, buckets: MAX_BUCKETS}, [[0, 'a']]);
		expect([width, total]).toEqual([1e-6, 1]);
	});

	test('counts each message in the bucket that a plain search finds, with every field', () => {
		const field = fc.constantFrom<(Field | undefined)[]>(undefined, {name: 'severity'}, {name: 'app_name'}, {name: 'priority'});
		const message = fc.tuple(
			fc.oneof(fc.integer({min: -5, max: 2e7}), fc.constantFrom(0, 1e7 - 1, 1e7)),
			fc.tuple(fc.nat({max: 191}), fc.constantFrom('a', 'b', '-', 'other')).map(([priority, app]) => `<${priority}>1 - - ${app} - - - m`),
		);
		fc.assert(fc.property(fc.array(message, {maxLength: 40}), fc.integer({min: 1, max: 1e7}), fc.integer({min: 1, max: 70}), field, (messages, length, buckets, by) => {
			const range = {fromUs: RECEIVED_US, untilUs: RECEIVED_US + length, buckets};
			const result = histogram(range, messages, by);
			const widthUs = Math.ceil(length / buckets);
			const inside = messages.filter(([after]) => after >= 0 && after < widthUs * buckets);
			const expected = Array.from({length: buckets}, (_, bucket) =>
				inside.filter(([after]) => after >= bucket * widthUs && after < (bucket + 1) * widthUs).length);
			expect(result.buckets.map(({count}) => count)).toEqual(expected);
			expect({total: result.total, outside: result.outside}).toEqual({total: inside.length, outside: messages.length - inside.length});
			if (by === undefined) return;
			for (const bucket of result.buckets) {
				const sum = Object.values(bucket.by ?? {}).reduce((a, b) => a + b, 0);
				expect(sum + (bucket.other ?? 0) + (bucket.absent ?? 0)).toBe(bucket.count);
			}
			const apps = new Map<string, number>();
			for (const [, text] of inside) apps.set(text.split(' ')[3]!, (apps.get(text.split(' ')[3]!) ?? 0) + 1);
			apps.delete('-');
			if (by.name === 'app_name') expect(new Map(result.series?.map(({value, count}) => [value, count]))).toEqual(apps);
		}));
	});

	test('of ten thousand buckets and too many values has totals that are right all the same', () => {
		const range = {fromUs: RECEIVED_US, untilUs: RECEIVED_US + MAX_BUCKETS, buckets: MAX_BUCKETS};
		const messages = Array.from({length: 3000}, (_, i) => [i, `<13>1 - - ${i % 3 === 0 ? 'often' : `x${i}`} - - - m`] as const);
		const {total, exact, max_error: maxError = 0, series} = histogram(range, messages, {name: 'app_name'});
		expect({total, exact}).toEqual({total: 3000, exact: false});
		expect(series?.[0]?.value).toBe('often');
		expect(series![0]!.count + maxError).toBeGreaterThanOrEqual(1000);
	});
});
