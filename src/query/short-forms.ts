import type {FieldName} from '../fields/field.js';
import {allOf, anyOf, type Expression} from './expression.js';
import {FACILITIES, noSuchName, type NumberedNames, numberOf, SEVERITIES} from './language/numbered-names.js';
import {MAX_TERMS} from './language/parser.js';
import {QueryText} from './language/query-text.js';
import {ignoresCase} from './language/term.js';
import {QueryError} from './query-error.js';

/** Parameters that say in short what a query often says, each as often as it was given. */
export interface ShortForms {
	/** A name or number: that severity and worse; `A..B`: these and all between. */
	readonly severity?: readonly string[] | undefined;
	/** Names or numbers, with commas between. */
	readonly facility?: readonly string[] | undefined;
	readonly app_name?: readonly string[] | undefined;
	readonly hostname?: readonly string[] | undefined;
	/** Regular expressions for the message. Where they have no upper-case letters, upper and lower case are the same. */
	readonly grep?: readonly string[] | undefined;
	/** The same, for messages that are not wanted. */
	readonly exclude?: readonly string[] | undefined;
}

/** How `A..B` is written. */
const RANGE = /^(.*?)\.\.(.*)$/s;
/** In these upper-case letters are none of the text's: `\S`, `\x4F`, `\p{Lu}`, `(?<Name>`. */
const ESCAPE_OR_NAME = /\\(?:[pPux]\{[^}]{0,64}\}|[pP][A-Z]|x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|.)|\(\?P?<\w{1,64}>/gs;

/**
 * What the short forms ask: all of the parameters, but of several values of one parameter any. Of `grep` it is all, and
 * of `exclude` none.
 *
 * @throws QueryError for a value that is not allowed, with the parameter's name.
 */
export function shortForms(forms: ShortForms): Expression {
	checkCount(forms);
	return allOf([
		...alternatives('severity', forms.severity, severity),
		...alternatives('facility', forms.facility, facility),
		...alternatives('app_name', forms.app_name, value => equals('app_name', value)),
		...alternatives('hostname', forms.hostname, value => equals('hostname', value)),
		...texts('grep', forms.grep).map(grep),
		...texts('exclude', forms.exclude).map((value): Expression => ({kind: 'not', operand: grep(value)})),
	]);
}

/** Whether a regular expression is matched in upper and lower case: where its text has no upper case itself. */
export function patternIgnoresCase(source: string): boolean {
	return ignoresCase(source.replace(ESCAPE_OR_NAME, ''));
}

function alternatives(parameter: string, values: readonly string[] | undefined, read: (value: QueryText) => Expression): Expression[] {
	const operands = texts(parameter, values).map(read);
	return operands.length === 0 ? [] : [anyOf(operands)];
}

function texts(parameter: string, values: readonly string[] = []): QueryText[] {
	return values.map(value => {
		const text = new QueryText(value, parameter);
		if (value === '') throw new QueryError(text.span(0, 0), 'a value is missing');
		text.checkLength('value');
		return text;
	});
}

function severity(value: QueryText): Expression {
	const [, worst, mildest] = RANGE.exec(value.text) ?? [];
	if (worst === undefined || mildest === undefined) return range('severity', undefined, numberAt(value, 0, value.text.length, SEVERITIES));
	const first = numberAt(value, 0, worst.length, SEVERITIES);
	const second = numberAt(value, worst.length + 2, value.text.length, SEVERITIES);
	return range('severity', Math.min(first, second), Math.max(first, second));
}

function facility(value: QueryText): Expression {
	const numbers = new Set<number>();
	let start = 0;
	for (const name of value.text.split(',')) {
		numbers.add(numberAt(value, start, start + name.length, FACILITIES));
		start += name.length + 1;
	}
	return anyOf([...numbers].map(number => range('facility', number, number)));
}

function numberAt(value: QueryText, start: number, end: number, known: NumberedNames): number {
	const text = value.text.slice(start, end);
	const number = numberOf(text, known);
	if (number === undefined) throw new QueryError(value.span(start, end), noSuchName(text, known));
	return number;
}

function range(name: FieldName, from: number | undefined, to: number): Expression {
	const lower = from === undefined ? undefined : {value: from, inclusive: true};
	return {kind: 'range', field: {name}, from: lower, to: {value: to, inclusive: true}};
}

function equals(name: FieldName, {text}: QueryText): Expression {
	return {kind: 'equals', field: {name}, text};
}

function grep(value: QueryText): Expression {
	const {text} = value;
	return {kind: 'regex', field: {name: 'message'}, source: text, ignoreCase: patternIgnoresCase(text), span: value.span(0, text.length)};
}

function checkCount(forms: ShortForms): void {
	let count = 0;
	for (const [parameter, values = []] of Object.entries(forms) as [string, readonly string[] | undefined][]) {
		count += values.length;
		if (count > MAX_TERMS) throw new QueryError(new QueryText('', parameter).span(0, 0), `more than ${MAX_TERMS} values`);
	}
}
