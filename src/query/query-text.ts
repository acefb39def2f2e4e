import type {Span} from './expression.js';

const SPACE = 0x20;
const BEYOND_ASCII = 0x80;
const BLANK = /\s/;
/** No more of a value is repeated in an error. */
const MAX_CITED_CHARACTERS = 60;

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

/** A value as an error repeats it: in quotation marks, and not at any length. */
export function cited(text: string): string {
	return text.length > MAX_CITED_CHARACTERS ? `"${text.slice(0, MAX_CITED_CHARACTERS)}…"` : `"${text}"`;
}

/** Text in quotation marks, as a query would have it to mean the text itself. */
export function quoted(text: string): string {
	return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
