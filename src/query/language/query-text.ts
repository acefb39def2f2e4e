import type {Span} from '../expression.js';
import {QueryError} from '../query-error.js';

/** Most characters (UTF-16 units) of a query, or of a parameter that says in short what a query says. */
export const MAX_QUERY_CHARACTERS = 16384;

const SPACE = 0x20;
const BEYOND_ASCII = 0x80;
const BLANK = /\s/;

/** What the user wrote, and the name of the parameter it was given in. */
export class QueryText {
	readonly text: string;
	readonly parameter: string;

	constructor(text: string, parameter: string) {
		this.text = text;
		this.parameter = parameter;
	}

	/** The part from `start` to before `end`, in UTF-16 units. */
	span(start: number, end: number): Span {
		return {parameter: this.parameter, text: this.text, start, end};
	}

	/**
	 * Refuses text that is too long to be read.
	 *
	 * @param noun What the text is, for the error.
	 * @throws QueryError above `MAX_QUERY_CHARACTERS`.
	 */
	checkLength(noun: string): void {
		const {length} = this.text;
		if (length <= MAX_QUERY_CHARACTERS) return;
		throw new QueryError(this.span(MAX_QUERY_CHARACTERS, length), `the ${noun} has ${length} characters; ${MAX_QUERY_CHARACTERS} are allowed`);
	}

	/** Where the blanks end that begin at `at`; `at` where there are none. */
	blankEnd(at: number): number {
		let i = at;
		while (i < this.text.length && isBlank(this.text[i]!)) i++;
		return i;
	}

	/** What a sticky regular expression matches at `at`. */
	match(sticky: RegExp, at: number): RegExpExecArray | undefined {
		sticky.lastIndex = at;
		return sticky.exec(this.text) ?? undefined;
	}
}

/** Whether a character separates words. */
export function isBlank(character: string): boolean {
	const code = character.charCodeAt(0);
	return code === SPACE || ((code < SPACE || code >= BEYOND_ASCII) && BLANK.test(character));
}
