import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {FrequentValues, MAX_VALUES} from '../../src/analysis/frequent-values.js';

/** So many numbers for each value that few values are kept. */
const WIDE = 10_000;
const encoder = new TextEncoder();

function countAll(values: FrequentValues, stream: readonly number[], width: number): Map<number, number> {
	const truth = new Map<number, number>();
	for (const value of stream) {
		const bytes = encoder.encode(`v${value}`);
		const id = values.count(bytes, 0, bytes.length);
		values.numbers[id * width + (value % width)]!++;
		truth.set(value, (truth.get(value) ?? 0) + 1);
	}
	return truth;
}

const ids = (values: FrequentValues): number[] => Array.from({length: values.size}, (_, id) => id);
const valueOf = (values: FrequentValues, id: number): number => Number(values.text(id).text.slice(1));

describe('frequent values', () => {
	test('have room for 65,536 values, or for 209 with the most numbers', () => {
		expect([new FrequentValues(1).capacity, new FrequentValues(WIDE).capacity]).toEqual([MAX_VALUES, 209]);
	});

	test('are exact up to the capacity, with their numbers', () => {
		const values = new FrequentValues(WIDE);
		const stream = Array.from({length: 2090}, (_, i) => i % 209);
		countAll(values, stream, WIDE);
		expect([values.size, values.maxError]).toEqual([209, 0]);
		expect(ids(values).every(id => values.counts[id] === 10 && values.numbers[id * WIDE + valueOf(values, id)] === 10)).toBe(true);
	});

	test('beyond it, lack at most maxError, which is at most 2 / capacity of all', () => {
		const skewed = fc.array(fc.oneof(fc.nat({max: 20}), fc.nat({max: 1e6})), {minLength: 300, maxLength: 3000, size: 'max'});
		fc.assert(fc.property(skewed, stream => {
			const values = new FrequentValues(WIDE);
			const truth = countAll(values, stream, WIDE);
			expect(values.maxError).toBeLessThanOrEqual((2 * stream.length) / values.capacity);
			const counted = new Map(ids(values).map(id => [valueOf(values, id), values.counts[id]!]));
			for (const [value, count] of truth) {
				const lower = counted.get(value) ?? 0;
				expect(lower).toBeLessThanOrEqual(count);
				expect(lower + values.maxError).toBeGreaterThanOrEqual(count);
			}
			for (const id of ids(values)) {
				const row = values.numbers.subarray(id * WIDE, (id + 1) * WIDE);
				expect(row.reduce((sum, number) => sum + number, 0)).toBe(values.counts[id]);
			}
		}), {numRuns: 20});
	});
});
