import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseField, type Field} from '../../src/fields/field.js';
import {Chunk} from '../../src/hub/chunk.js';
import {ENTRY_FLAGS, ENTRY_ORIGIN_A, ENTRY_ORIGIN_B, ENTRY_SOURCE, FLAG_ORIGIN_PROCESS} from '../../src/hub/entry.js';
import {compileFilter, MAX_WILDCARD_CHARACTERS} from '../../src/query/compile-filter.js';
import type {Bound, Expression, WildcardPart} from '../../src/query/expression.js';
import {parseQuery} from '../../src/query/parse-query.js';
import {chunkOf, RECEIVED_US} from '../formatter/chunk-of.js';
import {errorOf} from './error-of.js';
import {all, and, equals, not, or, present} from './expressions.js';

const SOURCES = ['unix:/run/log', 'udp:514'];

describe('a filter', () => {
	const bsd = '<11>Nov 20 15:02:42 web1 sshd[4242]: Failed password for root';
	const rfc5424 = '<30>1 2026-11-20T15:10:37.5Z web2 cron 17 JOB [job@1 n="5" user="a\\"b" user="root" t="-3"] Started Straße ÉTÉ';
	const text = 'no header at all: naïve Σίσυφος';
	const empty = '<13>1 - - - - - - ';
	const bare = '<165>1 - - - - -';
	const latin1 = Buffer.from('<14>Nov 20 15:02:43 web3 app: caf\xe9 closed', 'latin1');
	const chunk = chunkOf([bsd, rfc5424, text, empty, bare, latin1]);

	// What comes from the sender and the listener, of messages 0 and 1.
	const view = new DataView(chunk.bytes.buffer);
	view.setUint32(chunk.entry(0) + ENTRY_ORIGIN_A, 4242, true);
	view.setUint32(chunk.entry(0) + ENTRY_ORIGIN_B, 2 ** 32 - 1, true);
	chunk.bytes[chunk.entry(0) + ENTRY_FLAGS] = FLAG_ORIGIN_PROCESS;
	chunk.bytes[chunk.entry(1) + ENTRY_SOURCE] = 1;
	chunk.bytes[chunk.entry(2) + ENTRY_SOURCE] = 9;
	view.setFloat64(chunk.entry(3), RECEIVED_US + 1, true);

	test.each<[string, Expression, number[]]>([
		['all', all, [0, 1, 2, 3, 4, 5]],
		['no alternative at all', or(), []],
		['no condition at all', and(), [0, 1, 2, 3, 4, 5]],

		['present: message, be it empty', present('message'), [0, 1, 2, 3, 5]],
		['present: hostname', present('hostname'), [0, 1, 5]],
		['present: timestamp', present('timestamp'), [0, 1, 5]],
		['present: pid', present('pid'), [0]],
		['present: source', present('source'), [0, 1, 3, 4, 5]],
		['present: severity', present('severity'), [0, 1, 2, 3, 4, 5]],
		['present: sd', present('sd.job@1.user'), [1]],

		['contains', contains('message', 'password'), [0]],
		['contains: other case', contains('message', 'PassWord'), []],
		['contains: ignoring case', contains('message', 'PassWord', true), [0]],
		['contains: of the header, not of the message', contains('message', 'web1'), []],
		['contains: of the header, in raw', contains('raw', 'web1'), [0]],
		['contains: longer than the message', contains('message', 'x'.repeat(100)), []],
		['contains: nothing is in all', contains('message', ''), [0, 1, 2, 3, 5]],
		['contains: é is not É', contains('message', 'été'), []],
		['contains: é is É, ignoring case', contains('message', 'été', true), [1]],
		['contains: three kinds of sigma, ignoring case', contains('message', 'ΣΊΣΥΦΟΣ', true), [2]],
		['contains: a sharp s is no ss, ignoring case', contains('message', 'STRASSE', true), []],
		['contains: a capital sharp s, ignoring case', contains('message', 'STRAẞE', true), [1]],
		['contains: US-ASCII beside bytes that are none', contains('message', ' closed'), [5]],
		['contains: what is not UTF-8 is no character', contains('message', 'caf\u00e9'), []],
		['contains: an escape in structured data is undone', contains('sd.job@1.user', 'a"b'), [1]],
		['contains: a timestamp with the year that it came without', contains('timestamp', '2026-11-20T15:02'), [0, 5]],
		['contains: a name that is told by a number', contains('facility', 'user'), [0, 2, 3, 5]],

		['equals', equals('app_name', 'sshd'), [0]],
		['equals: not a part', equals('app_name', 'ssh'), []],
		['equals: not another case', equals('app_name', 'SSHD'), []],
		['equals: nothing', equals('message', ''), [3]],
		['equals: one of several values', equals('sd.job@1.user', 'root'), [1]],
		['equals: value with an escape', equals('sd.job@1.user', 'a"b'), [1]],
		['equals: source', equals('source', 'udp:514'), [1]],
		['equals: a number\'s text', equals('seq', '8'), [1]],

		['wildcard: whole name', wildcard('app_name', {text: 'ss'}, '*'), [0]],
		['wildcard: not a part of a name', wildcard('app_name', {text: 'ss'}), []],
		['wildcard: a part of the message', wildcard('message', {text: 'pass'}, '*', {text: 'root'}), [0]],
		['wildcard: one character', wildcard('message', {text: 'na'}, '?', {text: 've'}), [2]],
		['wildcard: one byte that is no character', wildcard('message', {text: 'caf'}, '?', {text: ' closed'}), [5]],
		['wildcard: any name', wildcard('hostname', '*'), [0, 1, 5]],
		['wildcard: at least two characters', wildcard('proc_id', '?', '?', '*'), [0, 1]],
		['wildcard: exactly two', wildcard('proc_id', '?', '?'), [1]],
		['wildcard: ignoring case', {...wildcard('message', {text: 'started'}, '*', {text: 'été'}), ignoreCase: true}, [1]],
		['wildcard: nothing', wildcard('message'), [0, 1, 2, 3, 5]],
		['wildcard: nothing, of a name', wildcard('hostname'), []],

		['regex', regex('message', '^Failed .* root$'), [0]],
		['regex: ignoring case', regex('message', '^failed', true), [0]],
		['regex: name', regex('hostname', '^web[12]$'), [0, 1]],
		['regex: source', regex('source', '^udp'), [1]],

		['range: severity, from error up', range('severity', undefined, 3), [0]],
		['range: facility', range('facility', 3, 3), [1]],
		['range: priority', range('priority', 13, 14), [2, 3, 5]],
		['range: seq', range('seq', 8, 9), [1, 2]],
		['range: seq, without its ends', range('seq', 8, 11, false), [2, 3]],
		['range: pid', range('pid', 4242, 4242), [0]],
		['range: uid, the largest', range('uid', 2 ** 32 - 1), [0]],
		['range: received', range('received', RECEIVED_US + 1), [3]],
		['range: timestamp', range('timestamp', Date.UTC(2026, 10, 20, 15, 10, 37) * 1e3, Date.UTC(2026, 10, 20, 15, 10, 38) * 1e3), [1]],
		['range: without bounds, of timestamp, is for those who have one', range('timestamp'), [0, 1, 5]],
		['range: proc_id', range('proc_id', 100), [0]],
		['range: structured data', range('sd.job@1.n', 5, 5), [1]],
		['range: below zero', range('sd.job@1.t', undefined, -1), [1]],
		['range: text is no number', range('sd.job@1.user'), []],

		['textRange', textRange('hostname', 'web2'), [1, 5]],
		['textRange: without its ends', textRange('hostname', 'web1', 'web3', false), [1]],
		['textRange: a text comes after what it begins with', textRange('app_name', 'app', 'appl'), [5]],
		['textRange: beyond US-ASCII', textRange('message', 'n', 'o'), [2]],
		['textRange: open', textRange('app_name'), [0, 1, 5]],

		['not', not(contains('message', 'a')), [3, 4]],
		['not: absent', not(present('hostname')), [2, 3, 4]],
		['not not', not(not(equals('app_name', 'cron'))), [1]],
		['not: source', not(equals('source', 'udp:514')), [0, 2, 3, 4, 5]],
		['and', and(contains('message', 'a'), present('hostname'), not(range('severity', undefined, 3))), [1, 5]],
		['or of what stands in the text', or(equals('app_name', 'sshd'), contains('message', 'Started')), [0, 1]],
		['or of text and index', or(range('severity', 3, 3), contains('message', 'na')), [0, 2]],
		['or of severities within and', and(or(range('severity', 3, 3), range('severity', 6, 6)), not(range('facility', 1, 1))), [1]],
		['or within or', or(or(range('seq', 7, 7), regex('message', 'Sta')), wildcard('hostname', '*', {text: '3'})), [0, 1, 5]],
		['no message is of two severities', and(range('severity', 3, 3), range('severity', 6, 6), contains('message', 'a')), []],
	])('finds by %s', (_, expression, found) => {
		expect(select(expression, chunk)).toEqual(found);
	});

	test('finds the same without regard to case as a word, as a wildcard and as a regular expression', () => {
		const cased = fc.constantFrom(...Array.from('aAkK\u212asSſßẞéÉσςΣΐ\u1fd3ΰ\u1fe3\ufb05\ufb06ıİIiΩ\u2126ωǅǄǆ𐐀𐐨'));
		const texts = fc.string({unit: cased, minLength: 1, maxLength: 3});
		fc.assert(fc.property(texts, fc.array(fc.string({unit: cased, maxLength: 6}), {minLength: 1, maxLength: 20}), (text, messages) => {
			const chunk = chunkOf(messages.map(message => `<13>${message}`));
			const found = select(contains('message', text, true), chunk);
			expect(select({...wildcard('message', {text}, '*'), ignoreCase: true}, chunk)).toEqual(found);
			expect(select(regex('message', text, true), chunk)).toEqual(found);
		}), {numRuns: 1000});
	});

	test('tells when every message matches', () => {
		const {matchesAll} = compileFilter(or(range('severity', 0, 4), range('severity', 5, 7)), {sourceNames: SOURCES});
		expect(matchesAll).toBe(true);
		expect(compileFilter(range('priority', 0, 191), {sourceNames: SOURCES}).matchesAll).toBe(true);
		expect(compileFilter(present('message'), {sourceNames: SOURCES}).matchesAll).toBe(false);
	});

	test('finds no sequence number in a message that never was in the ring', () => {
		expect(select(range('seq'), Chunk.of(Buffer.from('x'), RECEIVED_US, 13))).toEqual([]);
		expect(select(contains('message', 'x'), Chunk.of(Buffer.from('x'), RECEIVED_US, 13))).toEqual([0]);
	});

	test.each<[WildcardPart[], string, boolean]>([
		[['*', '?', '?'], '€', false], [['*', '?', '?'], '€€', true], [['?', '?', '?'], '€', false], [['*', '?', '?', {text: 'b'}, '*'], '€bcc', false], [['?'], '😀', true], [['?', '*', '?'], 'é', false],
		[[{text: '€'}, '*'], '€', true], [['*', {text: 'ab'}], 'aab', true], [['*', {text: 'ab'}], 'aabc', false], [['*', {text: 'ab'}, '?'], 'ababc', true],
		[['?', {text: 'b'}], 'b', false], [['*', '*'], 'x', true], [['*', {text: 'é'}, '*', {text: 'é'}], 'éaé', true], [['*', {text: 'é'}, '*', {text: 'é'}], 'aé', false],
	])('compares the wildcard %j with "%s" character by character', (pattern, hostname, found) => {
		expect(select(wildcard('hostname', ...pattern), chunkOf([`<13>1 - ${hostname} - - - -`]))).toEqual(found ? [0] : []);
	});

	test.each<[string, string, number[]]>([
		['0', '0', [0]], ['-', '', []], ['', '', []], ['+1', '', []], ['1.0', '', []], ['0x1', '', []], ['1 ', '', []],
		['007', '7', [0]], ['-0', '0', [0]], ['999999999999999', '999999999999999', [0]], ['1000000000000000', '', []],
	])('reads "%s" as a whole number, or not', (value, number, found) => {
		const message = chunkOf([`<13>1 - - - - - [a n="${value}"]`]);
		expect(select(number === '' ? range('sd.a.n') : range('sd.a.n', Number(number), Number(number)), message)).toEqual(found);
	});
});

describe('a search for a text that a message must have', () => {
	test('does not look beyond the end of a message', () => {
		const chunk = chunkOf(['<13>one two', '<13>three', '<13>one\ntwo', '<13>one']);
		expect(select(contains('message', 'two\n<'), chunk)).toEqual([]);
		expect(select(contains('message', 'one\ntwo'), chunk)).toEqual([2]);
		expect(select(contains('raw', 'three\n<13>one'), chunk)).toEqual([]);
	});

	test.each([0, 1, 5, 8, 9, 10])('finds the messages that have it where they are %d of 10', share => {
		const messages = Array.from({length: 400}, (_, i) => `<${i % 191}>message ${i}: ${i % 10 < share ? 'needle' : 'hay'}`);
		const having = messages.flatMap((message, i) => message.endsWith('needle') ? [i] : []);
		const chunk = chunkOf(messages);
		expect(select(contains('message', 'needle'), chunk)).toEqual(having);
		expect(select(and(range('severity', 2, 4), contains('message', 'needle')), chunk)).toEqual(having.filter(i => i % 191 % 8 >= 2 && i % 191 % 8 <= 4));
		expect(select(or(contains('message', 'needle'), contains('message', 'nowhere')), chunk)).toEqual(having);
		expect(select(not(contains('message', 'needle')), chunk)).toEqual(messages.flatMap((_, i) => having.includes(i) ? [] : [i]));
	});
});

describe('a hostile query', () => {
	const chunk = chunkOf(['<13>a', '<13>b', `<13>${'a'.repeat(8192)}`]);

	test('may be nested a thousand deep', () => {
		let expression: Expression = contains('message', 'b');
		for (let depth = 0; depth < 1000; depth++) {
			expression = depth % 2 === 0 ? not(expression) : depth % 4 === 1 ? and(all, expression) : or(expression, range('seq', 0, 0));
		}
		expect(select(expression, chunk)).toEqual([1]);
	});

	test('may have a thousand terms', () => {
		const words = Array.from({length: 1000}, (_, i) => contains('message', `word ${i}`, true));
		expect(select(or(...words, contains('message', 'b')), chunk)).toEqual([1]);
		expect(select(and(...words.map(not), contains('message', 'b')), chunk)).toEqual([1]);
	});

	test('may make a wildcard try again and again', () => {
		const stars = Array.from({length: 20}, () => ['*', {text: 'a'}] as const).flat();
		expect(select(wildcard('message', ...stars, '*', {text: 'b'}), chunk)).toEqual([]);
		expect(select(not(wildcard('message', ...stars, '*', '?', {text: 'b'})), chunk)).toEqual([0, 1, 2]);
		expect(select(wildcard('message', ...stars, '*'), chunk)).toEqual([2]);
	});

	test('may have half a character in its text', () => {
		for (const ignoreCase of [false, true]) expect(select(contains('message', '\ud800', ignoreCase), chunk)).toEqual([]);
	});

	test.each([
		['message:/a(b/', 'q, position 11: \'(\' is not closed; write \'\\(\' for the character'],
		[`a OR hostname:${'x'.repeat(256)}*`, 'q, position 15: the pattern has 257 characters; at most 256 are allowed'],
		['x?'.repeat(129), 'q, position 1: the pattern has 258 characters; at most 256 are allowed'],
	])('is told where a pattern is wrong: %s', (query, sentence) => {
		const expression = not(or(all, and(parseQuery(query, 'q', new Date(0)))));
		expect(errorOf(() => compileFilter(expression, {sourceNames: SOURCES})).split('\n')[0]).toBe(sentence);
	});

	test('may have a wildcard pattern that is as long as allowed', () => {
		expect(select(wildcard('message', {text: 'a'.repeat(MAX_WILDCARD_CHARACTERS - 2)}, '*', '?'), chunk)).toEqual([2]);
	});
});

function select(expression: Expression, chunk: Chunk): number[] {
	const into = new Uint32Array(chunk.count);
	return [...into.subarray(0, compileFilter(expression, {sourceNames: SOURCES}).select(chunk, 0, chunk.count, into))];
}

function field(text: string): Field {
	return parseField(text)!;
}

function contains(name: string, text: string, ignoreCase = false): Expression {
	return {kind: 'contains', field: field(name), text, ignoreCase};
}

function wildcard(name: string, ...pattern: WildcardPart[]): Extract<Expression, {kind: 'wildcard'}> {
	return {kind: 'wildcard', field: field(name), pattern, ignoreCase: false, span: {parameter: 'q', text: '', start: 0, end: 0}};
}

function regex(name: string, source: string, ignoreCase = false): Expression {
	return {kind: 'regex', field: field(name), source, ignoreCase, span: {parameter: 'q', text: source, start: 0, end: source.length}};
}

function range(name: string, from?: number, to?: number, inclusive = true): Expression {
	return {kind: 'range', field: field(name), from: bound(from, inclusive), to: bound(to, inclusive)};
}

function textRange(name: string, from?: string, to?: string, inclusive = true): Expression {
	return {kind: 'textRange', field: field(name), from: bound(from, inclusive), to: bound(to, inclusive)};
}

function bound<T>(value: T | undefined, inclusive: boolean): Bound<T> | undefined {
	return value === undefined ? undefined : {value, inclusive};
}
