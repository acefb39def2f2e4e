import type {Field} from '../../fields/field.js';
import type {Span, WildcardPart} from '../expression.js';

/** A piece of a query that has a meaning of its own. */
export type Token = Term | FieldPrefix | Mark;

/** What is searched for. */
export type Term = Word | SlashPattern | Range;

/** A word, or a phrase in quotation marks. */
export interface Word {
	readonly kind: 'word';
	/** Escapes undone; no text, and no `*`, stands twice in a row. Nothing at all for `""`. */
	readonly pattern: readonly WildcardPart[];
	readonly isQuoted: boolean;
	readonly span: Span;
}

/** A regular expression between slashes. */
export interface SlashPattern {
	readonly kind: 'slashPattern';
	readonly source: string;
	readonly ignoreCase: boolean;
	/** Of what stands between the slashes. */
	readonly span: Span;
	/** Where the token ends, flag included. */
	readonly end: number;
}

/** `[FROM TO UNTIL]`, or a comparison, which is a range with one end. */
export interface Range {
	readonly kind: 'range';
	/** Undefined where the range is open. */
	readonly from: RangeEnd | undefined;
	readonly to: RangeEnd | undefined;
	readonly span: Span;
}

/** One end of a range, as it is written. */
export interface RangeEnd {
	/** Without wildcards. */
	readonly word: Word;
	readonly inclusive: boolean;
}

/** `hostname:`. */
export interface FieldPrefix {
	readonly kind: 'field';
	readonly field: Field;
	readonly span: Span;
}

/** A parenthesis, an operator, or the end of the text. */
export interface Mark {
	readonly kind: 'open' | 'close' | 'and' | 'or' | 'not' | 'end';
	readonly span: Span;
}

/** The text of a word that has no wildcards; undefined of one that has. */
export function plainText({pattern}: Word): string | undefined {
	let text = '';
	for (const part of pattern) {
		if (typeof part === 'string') return undefined;
		text += part.text;
	}
	return text;
}
