import {type Field, fieldText} from '../../fields/field.js';
import {cited, QueryError, quoted} from '../query-error.js';
import {momentAt} from '../time/time.js';
import {fieldType} from './field-type.js';
import {type Interval, intervalOf} from './interval.js';
import {FACILITIES, noSuchName, numberOf, SEVERITIES} from './numbered-names.js';
import {plainText, type Word} from './token.js';

const MAX_PRIORITY = 191;
const DAY = /^(?:\d{4}-\d{2}-\d{2}|today|yesterday|tomorrow)$/i;
const CLOCK_AFTER_BLANK = /^\s+\d{1,2}:\d{2}(?::\d{2})?/;
const WHOLE = /^\d{1,15}$/;

/**
 * What a word covers as the value of a field that is a number, a time, a severity or a facility.
 *
 * @throws QueryError where it is no value of that field, saying what is.
 */
export function numericValue(field: Field, word: Word, now: Date): Interval<number> {
	const written = word.span.text.slice(word.span.start, word.span.end);
	const text = plainText(word) ?? written;
	switch (fieldType(field)) {
		case 'time': {
			checkBlank(word);
			const {fromUs, untilUs} = momentAt(text, word.span, now);
			return {first: {value: fromUs, inclusive: true}, last: {value: untilUs, inclusive: false}};
		}
		case 'severity': return intervalOf(numberOf(text, SEVERITIES) ?? fail(word, noSuchName(text, SEVERITIES)));
		case 'facility': return intervalOf(numberOf(text, FACILITIES) ?? fail(word, noSuchName(text, FACILITIES)));
		default: return intervalOf(wholeNumber(field, text) ?? fail(word, notWhole(field, text)));
	}
}

/** `received:2026-11-20 15:00` would ask for messages of that day that have 15:00 in them. */
function checkBlank({isQuoted, span: {parameter, text, start, end}}: Word): void {
	if (isQuoted || !DAY.test(text.slice(start, end))) return;
	const clock = CLOCK_AFTER_BLANK.exec(text.slice(end))?.[0];
	if (clock === undefined) return;
	const span = {parameter, text, start, end: end + clock.length};
	throw new QueryError(span, `a time with a blank in it needs quotes: ${quoted(text.slice(start, span.end))}. So does text: ${quoted(clock.trim())}`);
}

function wholeNumber(field: Field, text: string): number | undefined {
	return WHOLE.test(text) && (field.name !== 'priority' || Number(text) <= MAX_PRIORITY) ? Number(text) : undefined;
}

function notWhole(field: Field, text: string): string {
	const allowed = field.name === 'priority' ? `whole numbers from 0 to ${MAX_PRIORITY}` : 'whole numbers of up to 15 digits';
	return `${cited(text)} is no ${fieldText(field)}; allowed are ${allowed}`;
}

function fail(word: Word, sentence: string): never {
	throw new QueryError(word.span, sentence);
}
