import type {Field} from '../../fields/field.js';
import {ALL, allOf, anyOf, type Expression, type Span} from '../expression.js';
import {QueryError, quoted} from '../query-error.js';
import {Lexer} from './lexer.js';
import type {QueryText} from './query-text.js';
import {term} from './term.js';
import type {FieldPrefix, Term, Token} from './token.js';

/** Most parentheses within one another. */
export const MAX_DEPTH = 200;
/** Most terms: words, phrases, values. */
export const MAX_TERMS = 1000;

/** Reads one query, by recursive descent: OR binds less than AND, AND less than NOT. */
export class Parser {
	readonly #lexer: Lexer;
	readonly #now: Date;
	#token: Token;
	#previous: Token | undefined;
	/** The field whose value is being read, within `field:( … )`. */
	#scope: Field | undefined;
	#depth = 0;
	#terms = 0;

	/** @param now What times like `today` and `-1h` are reckoned from. */
	constructor(source: QueryText, now: Date) {
		this.#lexer = new Lexer(source);
		this.#now = now;
		this.#token = this.#lexer.next(undefined);
	}

	/** @throws QueryError naming what is wrong and where. */
	parse(): Expression {
		if (this.#token.kind === 'end') return ALL;
		const expression = this.#alternatives();
		if (this.#token.kind === 'close') throw neverOpened(this.#token.span);
		return expression;
	}

	#alternatives(): Expression {
		const operands = [this.#conjunction()];
		while (this.#token.kind === 'or') {
			this.#advance();
			operands.push(this.#conjunction());
		}
		return anyOf(operands);
	}

	#conjunction(): Expression {
		const operands = [this.#negation()];
		while (this.#token.kind !== 'or' && this.#token.kind !== 'close' && this.#token.kind !== 'end') {
			if (this.#token.kind === 'and') this.#advance();
			operands.push(this.#negation());
		}
		return allOf(operands);
	}

	/** However many NOTs there are, they make one or none: a chain of them needs no stack. */
	#negation(): Expression {
		let isNegated = false;
		while (this.#token.kind === 'not') {
			isNegated = !isNegated;
			this.#advance();
		}
		const operand = this.#operand();
		return isNegated ? {kind: 'not', operand} : operand;
	}

	#operand(): Expression {
		const token = this.#token;
		switch (token.kind) {
			case 'open': return this.#group(this.#scope);
			case 'field': return this.#fieldValue(token);
			case 'word': case 'slashPattern': case 'range': return this.#term(this.#scope, token);
			default: throw this.#missingOperand();
		}
	}

	#fieldValue(prefix: FieldPrefix): Expression {
		const token = this.#lexer.afterField(prefix);
		if (token !== undefined) return this.#term(prefix.field, token);
		this.#advance();
		return this.#group(prefix.field);
	}

	#group(scope: Field | undefined): Expression {
		const {span} = this.#token;
		if (++this.#depth > MAX_DEPTH) throw new QueryError(span, `more than ${MAX_DEPTH} parentheses within one another`);
		const outer = this.#scope;
		this.#scope = scope;
		this.#advance();
		const expression = this.#alternatives();
		if (this.#token.kind !== 'close') throw neverClosed(span);
		this.#depth--;
		this.#scope = outer;
		this.#advance();
		return expression;
	}

	#term(field: Field | undefined, token: Term): Expression {
		if (++this.#terms > MAX_TERMS) throw new QueryError(token.span, `more than ${MAX_TERMS} terms`);
		const expression = term(field, token, this.#now);
		this.#advance();
		return expression;
	}

	#advance(): void {
		this.#previous = this.#token;
		this.#token = this.#lexer.next(this.#scope);
	}

	#missingOperand(): QueryError {
		const {kind, span} = this.#token;
		const previous = this.#previous;
		if (kind === 'and' || kind === 'or') return lacksTerm(span, 'before', span);
		if (previous?.kind === 'and' || previous?.kind === 'or' || previous?.kind === 'not') return lacksTerm(span, 'after', previous.span);
		if (kind !== 'close') return neverClosed(previous?.span ?? span);
		if (previous === undefined) return neverOpened(span);
		return new QueryError({...span, start: previous.span.start}, 'nothing stands between the parentheses; to search for parentheses, put them in quotes');
	}
}

function lacksTerm(at: Span, where: 'before' | 'after', {text, start, end}: Span): QueryError {
	const operator = text.slice(start, end);
	return new QueryError(at, `${operator} needs a term ${where} it; to search for it as text, put it in quotes: ${quoted(operator)}`);
}

function neverOpened(span: Span): QueryError {
	return new QueryError(span, 'this parenthesis was never opened; to search for one, put it in quotes: ")"');
}

function neverClosed(span: Span): QueryError {
	return new QueryError(span, 'this parenthesis is never closed; to search for one, put it in quotes: "("');
}
