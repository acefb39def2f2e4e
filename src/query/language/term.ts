import {type Field, fieldText} from '../../fields/field.js';
import {ALL, anyOf, type Expression} from '../expression.js';
import {QueryError} from '../query-error.js';
import {fieldType} from './field-type.js';
import {FACILITIES, noSuchName, numbersLike, SEVERITIES} from './numbered-names.js';
import {rangeTerm} from './range-term.js';
import {plainText, type SlashPattern, type Term, type Word} from './token.js';
import {numericValue} from './values.js';

const MESSAGE: Field = {name: 'message'};

/**
 * What one term of a query asks of a field, or of the message where none is named.
 *
 * @throws QueryError where the field cannot be asked that, or has no such value.
 */
export function term(field: Field | undefined, token: Term, now: Date): Expression {
	switch (token.kind) {
		case 'word': return isAnything(token) ? anything(field) : wordTerm(field ?? MESSAGE, token, now);
		case 'slashPattern': return patternTerm(field ?? MESSAGE, token);
		case 'range': return rangeTerm(field ?? MESSAGE, token, now);
	}
}

/** Whether text is matched in upper and lower case: where it has no upper case itself. */
export function ignoresCase(text: string): boolean {
	return text === text.toLowerCase();
}

function isAnything({pattern}: Word): boolean {
	return pattern.length === 1 && pattern[0] === '*';
}

function anything(field: Field | undefined): Expression {
	return field === undefined ? ALL : {kind: 'present', field};
}

function wordTerm(field: Field, word: Word, now: Date): Expression {
	const {pattern, span} = word;
	const text = plainText(word);
	switch (fieldType(field)) {
		case 'prose': return partOf(field, word);
		case 'text': case 'label':
			return text === undefined ? {kind: 'wildcard', field, pattern, ignoreCase: false, span} : {kind: 'equals', field, text};
		case 'severity': case 'facility':
			if (text === undefined) return namesLike(field, word);
	}
	const {first, last} = numericValue(field, word, now);
	return {kind: 'range', field, from: first, to: last};
}

/** A field that is searched may have anything before and after, so that `*` there asks for nothing. */
function partOf(field: Field, {pattern, span}: Word): Expression {
	const wanted = pattern.slice(pattern[0] === '*' ? 1 : 0, pattern.at(-1) === '*' ? -1 : undefined);
	const [part] = wanted;
	if (part === undefined) return {kind: 'present', field};
	const ignoreCase = ignoresCase(wanted.map(each => typeof each === 'string' ? '' : each.text).join(''));
	if (wanted.length === 1 && typeof part === 'object') return {kind: 'contains', field, text: part.text, ignoreCase};
	return {kind: 'wildcard', field, pattern: wanted, ignoreCase, span};
}

function namesLike(field: Field, {pattern, span}: Word): Expression {
	const known = field.name === 'severity' ? SEVERITIES : FACILITIES;
	const numbers = numbersLike(pattern, known);
	if (numbers.length === 0) throw new QueryError(span, noSuchName(span.text.slice(span.start, span.end), known));
	return anyOf(numbers.map(value => {
		const bound = {value, inclusive: true};
		return {kind: 'range', field, from: bound, to: bound};
	}));
}

function patternTerm(field: Field, {source, ignoreCase, span}: SlashPattern): Expression {
	const type = fieldType(field);
	if (type !== 'number' && type !== 'time') return {kind: 'regex', field, source, ignoreCase, span};
	throw new QueryError(span, `${fieldText(field)} is a ${type} and cannot be matched with a regular expression`);
}
