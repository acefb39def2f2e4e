import {type Field, fieldText} from '../../fields/field.js';
import type {Bound, Expression} from '../expression.js';
import {QueryError} from '../query-error.js';
import {fieldType} from './field-type.js';
import {type Interval, intervalOf, lowerBound, upperBound} from './interval.js';
import {plainText, type Range, type RangeEnd, type Word} from './token.js';
import {numericValue} from './values.js';

/** What labels are compared by as numbers; the values compared are whole numbers, too. */
const WHOLE = /^-?\d{1,15}$/;
const NUMBER = /^[-+]?\d*\.?\d+$/;

/**
 * What a range or comparison asks of a field.
 *
 * @throws QueryError where the field has no order or no such value, or where nothing lies within the range.
 */
export function rangeTerm(field: Field, range: Range, now: Date): Expression {
	if (range.from === undefined && range.to === undefined) return {kind: 'present', field};
	switch (fieldType(field)) {
		case 'prose': throw new QueryError(range.span, `${fieldText(field)} cannot be compared, only searched; to search for the text itself, put it in quotes`);
		case 'label': return areNumbers(range) ? numericRange(field, range, labelNumber) : textRange(field, range);
		case 'text': return textRange(field, range);
		default: return numericRange(field, range, word => numericValue(field, word, now));
	}
}

function numericRange(field: Field, range: Range, valueOf: (word: Word) => Interval<number>): Expression {
	return {kind: 'range', field, ...bounds(field, range, valueOf, (a, b) => a - b)};
}

function textRange(field: Field, range: Range): Expression {
	return {kind: 'textRange', field, ...bounds(field, range, word => intervalOf(textOf(word)), compareBytes)};
}

function bounds<T>(field: Field, range: Range, valueOf: (word: Word) => Interval<T>, compare: (a: T, b: T) => number) {
	const from: Bound<T> | undefined = range.from && lowerBound(valueOf(range.from.word), range.from.inclusive);
	const to: Bound<T> | undefined = range.to && upperBound(valueOf(range.to.word), range.to.inclusive);
	if (from && to) {
		const order = compare(from.value, to.value);
		if (order > 0 || (order === 0 && !(from.inclusive && to.inclusive))) {
			const smallest = field.name === 'severity' ? ', and emerg is the smallest' : '';
			throw new QueryError(range.span, `nothing lies within this range; the smaller value comes first${smallest}`);
		}
	}
	return {from, to};
}

/** Whether the ends are numbers; in quotation marks they are text. */
function areNumbers({from, to}: Range): boolean {
	const words = [from, to].filter((end): end is RangeEnd => end !== undefined).map(({word}) => word);
	if (words.some(word => word.isQuoted || !NUMBER.test(textOf(word)))) return false;
	const unfit = words.find(word => !WHOLE.test(textOf(word)));
	if (unfit === undefined) return true;
	throw new QueryError(unfit.span, 'only whole numbers of up to 15 digits are compared as numbers; in quotes it is compared as text');
}

function labelNumber(word: Word): Interval<number> {
	return intervalOf(Number(textOf(word)));
}

function textOf(word: Word): string {
	return plainText(word) ?? '';
}

/** As `Buffer.compare` would, which browsers do not have. */
function compareBytes(a: string, b: string): number {
	const encoder = new TextEncoder();
	const first = encoder.encode(a);
	const second = encoder.encode(b);
	const at = first.findIndex((byte, i) => byte !== second[i]);
	return at === -1 ? first.length - second.length : first[at]! - (second[at] ?? -1);
}
