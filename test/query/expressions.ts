import type {Field} from '../../src/fields/field.js';
import {parseField} from '../../src/fields/field.js';
import type {Bound, Expression, WildcardPart} from '../../src/query/expression.js';

/** Shorter ways to write what a query is expected to be. */
export const all: Expression = {kind: 'all'};

export function and(...operands: Expression[]): Expression {
	return {kind: 'and', operands};
}

export function or(...operands: Expression[]): Expression {
	return {kind: 'or', operands};
}

export function not(operand: Expression): Expression {
	return {kind: 'not', operand};
}

export function present(name: string): Expression {
	return {kind: 'present', field: field(name)};
}

/** Text in the message, in upper or lower case. */
export function text(wanted: string, name = 'message'): Expression {
	return {kind: 'contains', field: field(name), text: wanted, ignoreCase: true};
}

/** Text in the message, exactly. */
export function exactText(wanted: string, name = 'message'): Expression {
	return {kind: 'contains', field: field(name), text: wanted, ignoreCase: false};
}

export function equals(name: string, wanted: string): Expression {
	return {kind: 'equals', field: field(name), text: wanted};
}

/** The wildcard pattern `word` in the parameter `q`. Each of its pieces that is neither `*` nor `?` is text. */
export function wildcard(query: string, word: string, name: string, ignoreCase: boolean, ...pieces: string[]): Expression {
	const start = query.indexOf(word);
	const pattern: WildcardPart[] = pieces.map(piece => piece === '*' || piece === '?' ? piece : {text: piece});
	return {kind: 'wildcard', field: field(name), pattern, ignoreCase, span: {parameter: 'q', text: query, start, end: start + word.length}};
}

/** A regular expression in the parameter `q`, whose source begins at `start`. */
export function regex(query: string, name: string, source: string, start: number, ignoreCase = false): Expression {
	return {kind: 'regex', field: field(name), source, ignoreCase, span: {parameter: 'q', text: query, start, end: start + source.length}};
}

/** A range as mathematics writes it: `range('severity', '[', 2, 4, ')')`; undefined where it is open. */
export function range(name: string, open: '[' | '(', from: number | undefined, to: number | undefined, close: ']' | ')'): Expression {
	return {kind: 'range', field: field(name), from: bound(from, open === '['), to: bound(to, close === ']')};
}

export function is(name: string, value: number): Expression {
	return range(name, '[', value, value, ']');
}

export function textRange(name: string, open: '[' | '(', from: string | undefined, to: string | undefined, close: ']' | ')'): Expression {
	return {kind: 'textRange', field: field(name), from: bound(from, open === '['), to: bound(to, close === ']')};
}

function bound<T>(value: T | undefined, inclusive: boolean): Bound<T> | undefined {
	return value === undefined ? undefined : {value, inclusive};
}

function field(name: string): Field {
	const parsed = parseField(name);
	if (parsed === undefined) throw new Error(`${name} is no field`);
	return parsed;
}
