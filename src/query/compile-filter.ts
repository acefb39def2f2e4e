import type {FieldContext} from '../fields/field-reader.js';
import type {Field} from '../fields/field.js';
import type {Expression, Span} from './expression.js';
import type {Filter} from './filter.js';
import {conjunction, disjunction, negation} from './filters/combination.js';
import {decidingByte, tabulate} from './filters/entry-byte-in.js';
import {FieldMatches} from './filters/field-matches.js';
import {FoldedText} from './filters/folded-text.js';
import {isNumberField, NumberInRange} from './filters/number-in-range.js';
import {NumberRange} from './filters/number-range.js';
import {Constant, type Predicate} from './filters/predicate.js';
import {StagedFilter} from './filters/staged-filter.js';
import {TextInRange} from './filters/text-in-range.js';
import {ContainedText, EqualText, MatchedText} from './filters/text-matchers.js';
import {AnyValue, type ValueMatcher} from './filters/value-matcher.js';
import {WholeNumberInRange} from './filters/whole-number.js';
import {Wildcard} from './filters/wildcard.js';
import {QueryError} from './query-error.js';
import {type ByteRegex, compileRegex, RegexError} from './regex/regex.js';
import {hasOnlyAsciiCases} from './search/case-folding.js';

/** Most characters (UTF-16 units) of a pattern with wildcards: what a message costs grows with them. */
export const MAX_WILDCARD_CHARACTERS = 256;
/** Most regular expressions of a query: nobody else has a turn while they are compiled, half a millisecond each. */
export const MAX_REGULAR_EXPRESSIONS = 64;

/**
 * Makes a query ready to be asked of messages.
 *
 * @throws QueryError for a regular expression that is none, or too large, for too many of them, and for a wildcard
 * pattern that is too long.
 */
export function compileFilter(expression: Expression, context: FieldContext): Filter {
	const excess = regularExpressions(expression)[MAX_REGULAR_EXPRESSIONS];
	if (excess !== undefined) throw new QueryError(excess, `more than ${MAX_REGULAR_EXPRESSIONS} regular expressions`);
	return new StagedFilter(toPredicate(expression, context));
}

function toPredicate(expression: Expression, context: FieldContext): Predicate {
	switch (expression.kind) {
		case 'all': return new Constant(true);
		case 'and': return conjunction(expression.operands.map(operand => toPredicate(operand, context)));
		case 'or': return disjunction(expression.operands.map(operand => toPredicate(operand, context)));
		case 'not': return negation(toPredicate(expression.operand, context));
		default: {
			const condition = toCondition(expression, context);
			const offset = decidingByte(expression.field);
			return offset === undefined ? condition : tabulate(condition, offset);
		}
	}
}

/** Where the regular expressions of a query stand, in their order. */
function regularExpressions(expression: Expression): readonly Span[] {
	switch (expression.kind) {
		case 'and':
		case 'or': return expression.operands.flatMap(regularExpressions);
		case 'not': return regularExpressions(expression.operand);
		case 'regex': return [expression.span];
		default: return [];
	}
}

/** An expression that asks something of a field. */
type Condition = Extract<Expression, {readonly field: Field}>;

function toCondition(expression: Condition, context: FieldContext): Predicate {
	const {field} = expression;
	if (expression.kind === 'range' && isNumberField(field)) return new NumberInRange(field, new NumberRange(expression.from, expression.to));
	return new FieldMatches(field, toMatcher(expression), context);
}

function toMatcher(condition: Condition): ValueMatcher {
	switch (condition.kind) {
		case 'present': return new AnyValue();
		case 'contains': return toContained(condition.text, condition.ignoreCase);
		case 'equals': return new EqualText(condition.text);
		case 'wildcard': return toWildcard(condition);
		case 'regex': return toMatched(condition);
		case 'range': return new WholeNumberInRange(new NumberRange(condition.from, condition.to));
		case 'textRange': return new TextInRange(condition.from, condition.to);
	}
}

function toWildcard({field, pattern, ignoreCase, span}: Extract<Expression, {readonly kind: 'wildcard'}>): ValueMatcher {
	const length = pattern.reduce((sum, part) => sum + (typeof part === 'string' ? 1 : part.text.length), 0);
	if (length > MAX_WILDCARD_CHARACTERS) {
		throw new QueryError(span, `the pattern has ${length} characters; at most ${MAX_WILDCARD_CHARACTERS} are allowed`);
	}
	return new Wildcard(pattern, ignoreCase, !isSearchedInPart(field));
}

/** Whether a pattern may match a part of the field: what people wrote, and not a name. */
function isSearchedInPart({name}: Field): boolean {
	return name === 'message' || name === 'raw';
}

function toContained(text: string, ignoreCase: boolean): ValueMatcher {
	if (text === '') return new AnyValue();
	if (ignoreCase && !hasOnlyAsciiCases(text)) return new FoldedText(text);
	return new ContainedText(Buffer.from(text), ignoreCase);
}

type RegexCondition = Extract<Expression, {readonly kind: 'regex'}>;

function toMatched(condition: RegexCondition): ValueMatcher {
	const regex = toRegex(condition);
	const {required, isLiteral} = regex;
	return isLiteral && required ? new ContainedText(required.text, required.ignoreCase) : new MatchedText(regex);
}

function toRegex({source, ignoreCase, span}: RegexCondition): ByteRegex {
	try {
		return compileRegex(source, ignoreCase);
	} catch (error) {
		throw error instanceof RegexError ? new QueryError(spanAt(span, error.at), error.message) : error;
	}
}

/** The place within a regular expression's span that stands `at` characters behind its beginning. */
function spanAt(span: Span, at: number): Span {
	const start = Math.min(span.start + at, span.end);
	return {...span, start, end: Math.min(start + 1, span.end)};
}
