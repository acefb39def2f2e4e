import type {Bound} from '../expression.js';

/** What a value covers: a number itself only, a time all of its minute, second or day. */
export interface Interval<T> {
	readonly first: Bound<T>;
	readonly last: Bound<T>;
}

/** The interval of nothing but a value. */
export function intervalOf<T>(value: T): Interval<T> {
	const bound = {value, inclusive: true};
	return {first: bound, last: bound};
}

/** Where a range begins whose lower end is this: with the interval, or right after it. */
export function lowerBound<T>({first, last}: Interval<T>, inclusive: boolean): Bound<T> {
	return inclusive ? first : beyond(last);
}

/** Where a range ends whose upper end is this: with the interval, or right before it. */
export function upperBound<T>({first, last}: Interval<T>, inclusive: boolean): Bound<T> {
	return inclusive ? last : beyond(first);
}

function beyond<T>({value, inclusive}: Bound<T>): Bound<T> {
	return {value, inclusive: !inclusive};
}
