import {type Field, fieldText} from '../../fields/field.js';
import {QueryError} from '../query-error.js';
import {checkFieldPrefix, quotesHint, readFieldPrefix} from './field-prefix.js';
import {fieldType} from './field-type.js';
import {isBlank, type QueryText} from './query-text.js';
import {isRange, readComparison, readRange} from './range.js';
import {readSlashPattern} from './slash-pattern.js';
import type {FieldPrefix, Mark, Term, Token} from './token.js';
import {readPhrase, readWord} from './word.js';

const OPERATOR = /(?:AND|OR|NOT|&&|\|\|)(?=[\s()"]|$)/y;
const OPERATOR_KINDS: Readonly<Record<string, Mark['kind']>> = {'AND': 'and', '&&': 'and', 'OR': 'or', '||': 'or', 'NOT': 'not'};
/** Before one of these a sign is none: `->`, `--verbose`, `!=` and `+=` are the text that they look like. */
const NO_OPERAND: Readonly<Record<string, string>> = {'-': '-=>', '!': '!=', '+': '+='};

/**
 * Takes a query apart into tokens. What a character means depends on where it stands, so tokens are read one by one,
 * as the parser asks for them.
 */
export class Lexer {
	readonly #source: QueryText;
	#at = 0;

	constructor(source: QueryText) {
		this.#source = source;
	}

	/**
	 * Reads the next token.
	 *
	 * @param scope The field whose value is being read, within `field:( … )`.
	 * @throws QueryError for what is not closed, what is no field but looks like one, and a field within a field.
	 */
	next(scope: Field | undefined): Token {
		this.#skipBlanks();
		let sign = this.#sign();
		if (sign === '+') {
			this.#at++;
			sign = this.#sign();
		}
		return this.#take(this.#mark(sign) ?? this.#fieldPrefix(scope) ?? this.#value(scope));
	}

	/**
	 * Reads the term after `field:`, where there are neither signs nor operators.
	 *
	 * @returns Undefined where there is a parenthesis instead, which then is the next token.
	 * @throws QueryError where there is neither.
	 */
	afterField({field, span}: FieldPrefix): Term | undefined {
		this.#skipBlanks();
		const mark = this.#mark(undefined);
		if (mark?.kind === 'open') return undefined;
		if (mark === undefined) return this.#take(this.#value(field));
		if (mark.kind === 'end' || mark.kind === 'close') {
			throw new QueryError(span, `${fieldText(field)} needs a value after the colon. ${quotesHint(this.#source, span.start)}`);
		}
		throw new QueryError(mark.span, `an operator cannot be a value. ${quotesHint(this.#source, this.#at)}`);
	}

	#skipBlanks(): void {
		this.#at = this.#source.blankEnd(this.#at);
	}

	#take<T extends Token>(token: T): T {
		this.#at = token.kind === 'slashPattern' ? token.end : token.span.end;
		return token;
	}

	/** The sign before the next term; undefined where there is none, and the character belongs to a word. */
	#sign(): string | undefined {
		const {text} = this.#source;
		const sign = text[this.#at] ?? '';
		const next = text[this.#at + 1] ?? ' ';
		if (!Object.hasOwn(NO_OPERAND, sign) || NO_OPERAND[sign]!.includes(next)) return undefined;
		return sign !== '!' && (isBlank(next) || next === ')') ? undefined : sign;
	}

	#mark(sign: string | undefined): Mark | undefined {
		const character = this.#source.text[this.#at];
		if (character === undefined) return this.#marked('end', 0);
		if (sign !== undefined) return this.#marked('not', 1);
		if (character === '(') return this.#marked('open', 1);
		if (character === ')') return this.#marked('close', 1);
		return this.#operator();
	}

	#operator(): Mark | undefined {
		const operator = this.#source.match(OPERATOR, this.#at)?.[0];
		return operator === undefined ? undefined : this.#marked(OPERATOR_KINDS[operator]!, operator.length);
	}

	#marked(kind: Mark['kind'], length: number): Mark {
		return {kind, span: this.#source.span(this.#at, this.#at + length)};
	}

	#fieldPrefix(scope: Field | undefined): FieldPrefix | undefined {
		const prefix = readFieldPrefix(this.#source, this.#at);
		if (scope === undefined) {
			if (prefix === undefined) checkFieldPrefix(this.#source, this.#at);
		} else if (prefix !== undefined) {
			throw new QueryError(prefix.span, `a field within the value of a field. ${quotesHint(this.#source, this.#at)}`);
		}
		return prefix;
	}

	#value(field: Field | undefined): Term {
		const source = this.#source;
		const at = this.#at;
		const character = source.text[at]!;
		if (character === '"') return readPhrase(source, at);
		if (character === '/') return readSlashPattern(source, at) ?? readWord(source, at);
		if (field !== undefined) {
			const isProse = fieldType(field) === 'prose';
			if ('[{'.includes(character) && (!isProse || isRange(source, at))) return readRange(source, at);
			const comparison = readComparison(source, at);
			if (comparison !== undefined) return comparison;
		}
		return readWord(source, at);
	}
}
