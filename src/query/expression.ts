import type {Field} from '../fields/field.js';

/** Where a part of a query stands in what the user wrote: for errors. */
export interface Span {
	/** The parameter it was given in: `q`, `grep`, `severity`, … */
	readonly parameter: string;
	/** The parameter's whole text. */
	readonly text: string;
	/** First character, and the one after the last, in UTF-16 units of `text`. */
	readonly start: number;
	readonly end: number;
}

/** One end of a range. */
export interface Bound<T> {
	readonly value: T;
	readonly inclusive: boolean;
}

/** A part of a wildcard pattern: text, `?` for one character, `*` for any number of them. */
export type WildcardPart = {readonly text: string} | '?' | '*';

/**
 * What a query asks of a message, as a tree. Fields that a message does not have match nothing, so `not` matches
 * where they are absent. A parameter of structured data that stands several times matches if one of its values does.
 */
export type Expression =
	/** Every message. */
	| {readonly kind: 'all'}
	| {readonly kind: 'and' | 'or'; readonly operands: readonly Expression[]}
	| {readonly kind: 'not'; readonly operand: Expression}
	/** The field is there, be it empty. */
	| {readonly kind: 'present'; readonly field: Field}
	/** The field has `text` in it, anywhere. */
	| {readonly kind: 'contains'; readonly field: Field; readonly text: string; readonly ignoreCase: boolean}
	/** The field is `text`, exactly. For fields that are text. */
	| {readonly kind: 'equals'; readonly field: Field; readonly text: string}
	/** The whole field looks like that; of `message` and `raw`, a part of it. */
	| {
		readonly kind: 'wildcard'; readonly field: Field; readonly pattern: readonly WildcardPart[];
		readonly ignoreCase: boolean; readonly span: Span;
	}
	/** A part of the field matches the regular expression, unless it is anchored. */
	| {readonly kind: 'regex'; readonly field: Field; readonly source: string; readonly ignoreCase: boolean; readonly span: Span}
	/**
	 * The field's number is within the range: severity, facility, priority, seq, pid, uid; received and timestamp in
	 * microseconds since 1970 UTC; proc_id and sd where they are whole numbers. Equality is a range of one number.
	 */
	| {readonly kind: 'range'; readonly field: Field; readonly from: Bound<number> | undefined; readonly to: Bound<number> | undefined}
	/** The field's bytes lie within the range, compared as unsigned bytes. For fields that are text. */
	| {readonly kind: 'textRange'; readonly field: Field; readonly from: Bound<string> | undefined; readonly to: Bound<string> | undefined};

/** Matches every message. */
export const ALL: Expression = {kind: 'all'};

/** What matches where each of the expressions does; everything where there are none. */
export function allOf(expressions: readonly Expression[]): Expression {
	const operands = flatten('and', expressions).filter(({kind}) => kind !== 'all');
	if (operands.length === 0) return ALL;
	return operands.length === 1 ? operands[0]! : {kind: 'and', operands};
}

/** What matches where one of the expressions does. There has to be one. */
export function anyOf(expressions: readonly Expression[]): Expression {
	const operands = flatten('or', expressions);
	return operands.length === 1 ? operands[0]! : {kind: 'or', operands};
}

function flatten(kind: 'and' | 'or', expressions: readonly Expression[]): Expression[] {
	return expressions.flatMap(expression => expression.kind === kind ? expression.operands : [expression]);
}
