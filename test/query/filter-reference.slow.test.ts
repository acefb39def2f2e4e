import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Field, FieldName} from '../../src/fields/field.js';
import {FIELD_NAMES} from '../../src/fields/field.js';
import {Chunk} from '../../src/hub/chunk.js';
import {ENTRY_FLAGS, ENTRY_ORIGIN_A, ENTRY_ORIGIN_B, ENTRY_SOURCE, FLAG_ORIGIN_IPV4, FLAG_ORIGIN_PROCESS} from '../../src/hub/entry.js';
import {compileFilter} from '../../src/query/compile-filter.js';
import type {Bound, Expression, WildcardPart} from '../../src/query/expression.js';
import {chunkOf, RECEIVED_US} from '../formatter/chunk-of.js';
import {MESSAGE} from '../formatter/messages.js';
import {isMatch} from './reference.js';

const SOURCES = ['unix:/run/log', 'udp:514', 'tcp:601'];
const LINES = ['Linux', 'Mac', 'OpenSSH'].flatMap(name =>
	readFileSync(new URL(`../data/${name}.log`, import.meta.url), 'utf8').trimEnd().split('\n'));

/** Lines as programs would have sent them: half of them as BSD messages, half by RFC 5424. */
const SENT_LINES = LINES.map((line, i) => {
	const priority = (i * 7) % 192;
	if (i % 2 === 0) return `<${priority}>${line}`;
	const [, hostname = '-', tag = '-', text = ''] = /^.{15} (\S+) (\S+?)(?:\[\d+\])?: (.*)$/.exec(line) ?? [];
	return `<${priority}>1 2026-11-20T15:0${i % 10}:37.12345${i % 10}Z ${hostname} ${tag} ${i} ID${i % 5} [app n="${i - 90}"] ${text}`;
});

describe('a filter selects what a plain look at the fields does', () => {
	const sent = vary(chunkOf(SENT_LINES));

	test('among lines of real logs', () => {
		fc.assert(fc.property(expressions(), expression => {
			expect(select(expression, sent)).toEqual(expected(expression, sent));
		}), {numRuns: 1000});
	});

	test('among messages of any bytes', () => {
		fc.assert(fc.property(expressions(), fc.array(fc.oneof(MESSAGE, structured()), {maxLength: 20}), (expression, messages) => {
			const chunk = vary(chunkOf(messages));
			expect(select(expression, chunk)).toEqual(expected(expression, chunk));
		}), {numRuns: 5000});
	});

	test('in a message that never was in the ring', () => {
		fc.assert(fc.property(expressions(), MESSAGE, (expression, message) => {
			const chunk = Chunk.of(message, RECEIVED_US, 13);
			expect(select(expression, chunk)).toEqual(expected(expression, chunk));
		}), {numRuns: 500});
	});

	test('in any part of a chunk, whatever it was asked before', () => {
		const place = fc.integer({min: 0, max: SENT_LINES.length});
		fc.assert(fc.property(expressions(), fc.array(fc.tuple(place, place), {minLength: 1, maxLength: 5}), (expression, parts) => {
			const filter = compileFilter(expression, {sourceNames: SOURCES});
			const all = expected(expression, sent);
			const into = new Uint32Array(SENT_LINES.length);
			for (const [a, b] of parts) {
				const from = Math.min(a, b);
				const to = Math.max(a, b);
				const count = filter.select(sent, from, to, into);
				expect([...into.subarray(0, count)]).toEqual(all.filter(i => from <= i && i < to));
			}
		}), {numRuns: 300});
	});
});

function select(expression: Expression, chunk: Chunk): number[] {
	const into = new Uint32Array(chunk.count);
	return [...into.subarray(0, compileFilter(expression, {sourceNames: SOURCES}).select(chunk, 0, chunk.count, into))];
}

function expected(expression: Expression, chunk: Chunk): number[] {
	return Array.from({length: chunk.count}, (_, i) => i).filter(i => isMatch(expression, chunk, i, SOURCES));
}

/** Gives messages different senders and times. The last source has no name. */
function vary(chunk: Chunk): Chunk {
	const view = new DataView(chunk.bytes.buffer);
	for (let i = 0; i < chunk.count; i++) {
		const entry = chunk.entry(i);
		view.setFloat64(entry, RECEIVED_US + i * 1e6, true);
		view.setUint32(entry + ENTRY_ORIGIN_A, i % 4 === 3 ? 2 ** 32 - 1 : i, true);
		view.setUint32(entry + ENTRY_ORIGIN_B, i % 3 * 1000, true);
		chunk.bytes[entry + ENTRY_SOURCE] = i % (SOURCES.length + 1);
		chunk.bytes[entry + ENTRY_FLAGS] = i % 3 === 0 ? FLAG_ORIGIN_IPV4 : FLAG_ORIGIN_PROCESS;
	}
	return chunk;
}

/** Messages with structured data of which the queries know the names. */
function structured(): fc.Arbitrary<Uint8Array> {
	const value = fc.array(fc.constantFrom('a', 'É', 'é', '7', '-12', '\\"', '\\]', '\\\\', '\\x', ']', ' ', 'sshd')).map(parts => parts.join(''));
	const param = fc.tuple(fc.constantFrom('n', 'm', 'user'), value).map(([name, text]) => ` ${name}="${text}"`);
	const element = fc.tuple(fc.constantFrom('app', 'x@1', 'x.y'), fc.array(param, {maxLength: 4})).map(([id, params]) => `[${id}${params.join('')}]`);
	return fc.tuple(fc.array(element, {minLength: 1, maxLength: 3}), fc.constantFrom('', ' ', ' text', ' Sshd É'))
		.map(([elements, text]) => new TextEncoder().encode(`<14>1 2026-11-20T15:10:37Z vm sshd 42 - ${elements.join('')}${text}`));
}

function expressions(): fc.Arbitrary<Expression> {
	return fc.letrec<{tree: Expression}>(tie => ({
		tree: fc.oneof(
			{maxDepth: 5, withCrossShrink: true},
			{weight: 4, arbitrary: condition()},
			{weight: 2, arbitrary: fc.record({kind: fc.constantFrom('and' as const, 'or' as const), operands: fc.array(tie('tree'), {maxLength: 5})})},
			{weight: 1, arbitrary: fc.record({kind: fc.constant('not' as const), operand: tie('tree')})},
		),
	})).tree;
}

/** Conditions of which many hold for some messages and not for others. */
function condition(): fc.Arbitrary<Expression> {
	const name = fc.constantFrom<FieldName>(...FIELD_NAMES, 'message', 'message', 'app_name', 'hostname');
	const path = fc.constantFrom('app.n', 'app.m', 'x@1.user', 'x.y.n', 'id.a');
	const field = fc.oneof({weight: 5, arbitrary: name.map(name => ({name}))}, {weight: 1, arbitrary: path.map(path => ({name: 'sd' as const, path}))});
	const text = fc.oneof(
		fc.constantFrom(
			'e', 'user', 'USER', 'sshd', 'Sshd', 'authentication failure', 'LabSZ', 'kernel', 'combo', 'root', 'vm', 'app', '42', '12', 'a"]', '\\', 'é',
			'É', 'sshd É', '€', '😀', '\uFEFF', '\n', 'a\\"b', 'warning', 'err', 'auth', 'udp:514', '2026', '', '20', 'ID3', 'port 22',
		),
		fc.nat(LINES.length - 1).chain(i => fc.nat(60).chain(at => fc.integer({min: 1, max: 12}).map(length => LINES[i]!.slice(at, at + length)))),
	);
	const part = fc.oneof<fc.Arbitrary<WildcardPart>[]>(fc.constant('?'), fc.constant('*'), fc.constant('*'), text.map(text => ({text})));
	const source = fc.constantFrom('user|root', '^a', 'e$', '[0-9]{3,}', '[A-Z][a-z]+', 'f.*e', 'é', '^$', 's+h', 'port [0-9]+', 'ses(s)ion', '€');
	const number = fc.oneof(
		fc.integer({min: -100, max: 200}), fc.constantFrom(3, 4, 6, 7, 13, 42, 1000, 2 ** 32 - 1, 24200),
		fc.integer({min: 0, max: 200}).map(seconds => RECEIVED_US + seconds * 1e6),
		fc.integer({min: 0, max: 600}).map(seconds => Date.UTC(2026, 10, 20, 15, 0, seconds) * 1e3),
	);
	const ignoreCase = fc.boolean();
	const span = fc.constant({parameter: 'q', text: '', start: 0, end: 0});
	return fc.oneof(
		fc.constant<Expression>({kind: 'all'}),
		fc.record({kind: fc.constant('present' as const), field}),
		fc.record({kind: fc.constant('contains' as const), field, text, ignoreCase}),
		fc.record({kind: fc.constant('equals' as const), field, text}),
		fc.record({kind: fc.constant('wildcard' as const), field, pattern: fc.array(part, {maxLength: 6}), ignoreCase, span}),
		fc.record({kind: fc.constant('regex' as const), field, source, ignoreCase, span}),
		fc.record({kind: fc.constant('range' as const), field, from: bound(number), to: bound(number)}),
		fc.record({kind: fc.constant('range' as const), field: numberField(), from: bound(number), to: bound(number)}),
		fc.record({kind: fc.constant('textRange' as const), field, from: bound(text), to: bound(text)}),
	);
}

function numberField(): fc.Arbitrary<Field> {
	return fc.constantFrom<FieldName>('severity', 'facility', 'priority', 'seq', 'pid', 'uid', 'received', 'timestamp', 'proc_id').map(name => ({name}));
}

function bound<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Bound<T> | undefined> {
	return fc.option(fc.record({value, inclusive: fc.boolean()}), {nil: undefined});
}
