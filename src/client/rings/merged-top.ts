import type {TopAnswer} from '../top-table.js';

/**
 * The most frequent values of several rings together, made of all values that each daemon knows. Of a value that one has
 * cut off, those that begin alike count as one.
 *
 * @param n How many values, at the most.
 */
export function mergedTop(answers: readonly TopAnswer[], n: number): TopAnswer {
	const values = new Map<string, {value: string; truncated: boolean; count: number; bytes: number}>();
	for (const {value, truncated = false, count, bytes} of answers.flatMap(answer => answer.values)) {
		const key = `${truncated ? '…' : ' '}${value}`;
		const sum = values.get(key) ?? {value, truncated, count: 0, bytes: 0};
		sum.count += count;
		sum.bytes += bytes;
		values.set(key, sum);
	}
	const total = (numberOf: (answer: TopAnswer) => number): number => answers.reduce((sum, answer) => sum + numberOf(answer), 0);
	return {
		messages: total(({messages}) => messages),
		absent: {count: total(({absent}) => absent.count), bytes: total(({absent}) => absent.bytes)},
		exact: answers.every(({exact}) => exact),
		max_error: total(answer => answer.max_error),
		values: [...values.values()].sort((one, other) => other.count - one.count || compare(one.value, other.value)).slice(0, n),
	};
}

function compare(one: string, other: string): number {
	return one < other ? -1 : Number(one > other);
}
