import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Expression} from '../../src/query/expression.js';
import {MAX_DEPTH, MAX_TERMS} from '../../src/query/language/parser.js';
import {MAX_QUERY_CHARACTERS} from '../../src/query/language/query-text.js';
import {parseQuery} from '../../src/query/parse-query.js';
import {QueryError} from '../../src/query/query-error.js';
import {errorOf} from './error-of.js';
import {not, or, text} from './expressions.js';

/** Also halves of surrogate pairs. */
const anyText = fc.array(fc.integer({min: 0, max: 0xffff}), {minLength: 1, maxLength: 60}).map(units => String.fromCharCode(...units));

const NOW = new Date('2026-11-20T15:08:40.198Z');

function parse(query: string): Expression {
	return parseQuery(query, 'q', NOW);
}

function firstLineOf(query: string): string | undefined {
	return errorOf(() => parse(query)).split('\n')[0];
}

function depthOf(expression: Expression): number {
	switch (expression.kind) {
		case 'and': case 'or': return 1 + Math.max(...expression.operands.map(depthOf));
		case 'not': return 1 + depthOf(expression.operand);
		default: return 1;
	}
}

describe('limits', () => {
	test('a query may be as long as allowed, and not longer', () => {
		expect(parse('a'.repeat(MAX_QUERY_CHARACTERS))).toEqual(text('a'.repeat(MAX_QUERY_CHARACTERS)));
		expect(firstLineOf('a'.repeat(MAX_QUERY_CHARACTERS + 1)))
			.toBe('q, position 16385: the query has 16385 characters; 16384 are allowed');
	});

	test('parentheses may be as deep as allowed, and not deeper', () => {
		expect(parse('('.repeat(MAX_DEPTH) + 'a' + ')'.repeat(MAX_DEPTH))).toEqual(text('a'));
		expect(firstLineOf('('.repeat(MAX_DEPTH + 1) + 'a' + ')'.repeat(MAX_DEPTH + 1)))
			.toBe('q, position 201: more than 200 parentheses within one another');
	});

	test('parentheses beside one another are no deeper than one', () => {
		expect(parse(Array(MAX_DEPTH + 1).fill('(a)').join(' OR '))).toEqual(or(...Array<Expression>(MAX_DEPTH + 1).fill(text('a'))));
	});

	test('terms may be as many as allowed, and not more', () => {
		const terms = Array<string>(MAX_TERMS).fill('a');
		expect(parse(terms.join(' '))).toHaveProperty('operands.length', MAX_TERMS);
		expect(firstLineOf([...terms, 'b'].join(' '))).toBe('q, position 2001: more than 1000 terms');
	});

	test('a regular expression may be longer than any that is compiled, but not without end', () => {
		expect(parse(`/${'a'.repeat(2048)}/`)).toHaveProperty('kind', 'regex');
		expect(parse(`/${'a'.repeat(2049)}/`)).toHaveProperty('kind', 'contains');
	});

	test('a chain of NOTs is one or none, however long', () => {
		expect(parse(`${'NOT '.repeat(4095)}a`)).toEqual(not(text('a')));
		expect(parse(`${'! '.repeat(8190)}a`)).toEqual(text('a'));
		expect(parse(`${'+-'.repeat(8191)}a`)).toEqual(not(text('a')));
	});

	test('no query is read as an expression deeper than a few times the parentheses allowed', () => {
		const query = `${'NOT (a b OR '.repeat(MAX_DEPTH)}c${')'.repeat(MAX_DEPTH)}`;
		expect(depthOf(parse(query))).toBeLessThanOrEqual(3 * MAX_DEPTH + 1);
	});
});

describe('hostile', () => {
	const shapes = [
		'(', ')', '()', '(a', 'a(', 'a(b', '((a) ', '"', '""', 'a"', '"a" ', '\\', '\\"', '/', '/[', '/[ ', '/a ', '/\\/ ', '/[]', '//', '-', '- ', '!', '! ',
		'+', '+-', 'NOT ', 'NOT(', 'a AND ', 'a OR ', 'AND ', '*', '?', '*?', 'a*', '* ', '[', 'message:[', 'message:[a TO ', 'message:["', 'message:[a ',
		'hostname:[a TO b] ', 'hostname:', 'hostname:(', 'hostname:(a ', 'sd.', 'sd.a.b:', 'sd.a.b:x ', 'a:', 'a:[', 'a:[a TO', ':', 'severity:* ', 'severity:e*',
		'severity ', '> ', 'message ', '{', '{"', '\u0000', '\ud800', '𝄞', ' ', 'received:', 'received:-1h ', '@', 'a.', '@.-', 'x'.repeat(100), '\\ ',
	];

	test.each(shapes)('100 kB of %j are refused', shape => {
		const query = shape.repeat(Math.ceil(1e5 / shape.length));
		expect(firstLineOf(query)).toMatch(/^q, position 16385: the query has \d+ characters; 16384 are allowed$/);
	});

	test.each(shapes)('as much of %j as is allowed, at the end or before another character, is read or refused', shape => {
		const many = shape.repeat(Math.floor((MAX_QUERY_CHARACTERS - 2) / shape.length));
		for (const end of ['', ')', '"', ']', '/', '\\', 'a']) readOrRefuse(many + end);
	});

	test('any text is read, or refused with a position within it', () => {
		fc.assert(fc.property(anyText, readOrRefuse));
	});

	test('so is any sequence of what queries are made of', () => {
		const pieces = fc.constantFrom(
			'(', ')', '"', '[', ']', '{', '}', '*', '?', '/', '\\', '-', '+', '!', ':', '<', '>=', ' ', ' ', ' ', 'AND', 'OR', 'NOT', 'TO', '&&', '||', 'a', 'B', 'é',
			'severity:', 'err', '3', 'hostname:', 'message:', 'proc_id:', 'seq:', 'received:', '15:00', '-1h', 'sd.a.b:', 'sd.', 'raw:', '/i', 'level:', 'a:',
		);
		fc.assert(fc.property(fc.array(pieces, {maxLength: 25}), list => {
			readOrRefuse(list.join(''));
		}), {numRuns: 2000});
	});

	test('text in quotes is the text, whatever it is', () => {
		fc.assert(fc.property(anyText, value => {
			const query = `"${value.replace(/["\\]/g, '\\$&')}"`;
			expect(parse(query)).toEqual({...text(value), ignoreCase: value === value.toLowerCase()});
		}));
	});

	test('a word is the text it looks like when each character but letters and digits has a backslash', () => {
		fc.assert(fc.property(fc.string({unit: fc.constantFrom(...' !"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~ab01'.split(/(?:)/)), minLength: 1, maxLength: 30}), value => {
			expect(parse(value.replace(/[^ab01]/g, '\\$&'))).toEqual(text(value));
		}));
	});
});

function readOrRefuse(query: string): void {
	try {
		parse(query);
	} catch (error) {
		if (!(error instanceof QueryError)) throw error;
		const {parameter, text: written, start, end} = error.span;
		expect({parameter, written}).toEqual({parameter: 'q', written: query});
		expect(start).toBeGreaterThanOrEqual(0);
		expect(end).toBeGreaterThanOrEqual(start);
		expect(end).toBeLessThanOrEqual(query.length);
		expect(error.message.split('\n')).toHaveLength(3);
	}
}
