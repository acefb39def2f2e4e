import type {Span} from './expression.js';

/** What of a long query is shown on each side of an error. */
const MAX_CONTEXT_CHARACTERS = 60;
/** No more of a value is repeated in an error. */
const MAX_CITED_CHARACTERS = 60;

/** A query that cannot be understood. The message is three lines: a sentence, the text, and carets under what is wrong. */
export class QueryError extends Error {
	readonly span: Span;

	/** @param sentence What is wrong, and what is allowed, without a full stop. */
	constructor(span: Span, sentence: string) {
		super(`${span.parameter}, position ${span.start + 1}: ${sentence}\n${excerpt(span)}`);
		this.name = 'QueryError';
		this.span = span;
	}
}

/** A value as an error repeats it: in quotation marks, and not at any length. */
export function cited(text: string): string {
	return text.length > MAX_CITED_CHARACTERS ? `"${text.slice(0, MAX_CITED_CHARACTERS)}…"` : `"${text}"`;
}

/** Text in quotation marks, as a query would have it to mean the text itself. */
export function quoted(text: string): string {
	return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** The text around the span with carets beneath; control characters become spaces, so that carets stay in place. */
function excerpt({text, start, end}: Span): string {
	const from = Math.max(0, start - MAX_CONTEXT_CHARACTERS);
	const to = Math.min(text.length, Math.max(end, start + 1) + MAX_CONTEXT_CHARACTERS, start + 2 * MAX_CONTEXT_CHARACTERS);
	const before = `${from > 0 ? '…' : ''}${text.slice(from, start)}`;
	const line = `${before}${text.slice(start, to)}${to < text.length ? '…' : ''}`;
	const carets = '^'.repeat(Math.max(1, Math.min(end, to) - start));
	return `${line.replace(/\p{C}/gu, ' ')}\n${' '.repeat(before.length)}${carets}`;
}
