import {RegexError} from './regex-error.js';

/** A place in a pattern that moves on as it is read. */
export class PatternReader {
	readonly source: string;
	/** The next character's offset, in UTF-16 units. */
	at = 0;

	constructor(source: string) {
		this.source = source;
	}

	get atEnd(): boolean {
		return this.at >= this.source.length;
	}

	/** Whether `text` comes next. */
	sees(text: string): boolean {
		return this.source.startsWith(text, this.at);
	}

	/** Takes `text`, if it comes next. */
	take(text: string): boolean {
		const seen = this.sees(text);
		if (seen) this.at += text.length;
		return seen;
	}

	/** Takes what the expression, which is sticky, matches here. */
	match(expression: RegExp): RegExpExecArray | undefined {
		expression.lastIndex = this.at;
		const match = expression.exec(this.source);
		if (match === null) return undefined;
		this.at += match[0].length;
		return match;
	}

	/** Takes the next character, which must exist. */
	next(): number {
		const codePoint = this.source.codePointAt(this.at)!;
		this.at += codePoint > 0xffff ? 2 : 1;
		return codePoint;
	}

	/** @param at Where it is wrong, if not here. */
	fail(message: string, at = this.at): never {
		throw new RegexError(at, message);
	}
}
