import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Top} from '../../src/analysis/top.js';
import {type Field, parseField} from '../../src/fields/field.js';
import {FieldReader} from '../../src/fields/field-reader.js';
import type {Chunk} from '../../src/hub/chunk.js';
import {ENTRY_BYTES} from '../../src/hub/entry.js';
import {Message} from '../../src/syslog/message.js';
import {parse} from '../../src/syslog/parse.js';
import {chunkOf} from '../formatter/chunk-of.js';
import {MESSAGE} from '../formatter/messages.js';
import {CONTEXT, fed} from './fed.js';

const from = (app: string, text = ''): string => `<13>1 - - ${app} - - - ${text}`;
const topOf = (field: Field, chunk: Chunk): Top => fed(new Top(field, CONTEXT), chunk);

/** Counts and bytes by value, in a Map of strings. */
function reference(field: Field, chunk: Chunk): {absent: number; values: Map<string, {count: number; bytes: number}>} {
	const reader = new FieldReader(field, CONTEXT);
	const message = new Message();
	const values = new Map<string, {count: number; bytes: number}>();
	let absent = 0;
	for (let i = 0; i < chunk.count; i++) {
		parse(chunk.bytes, chunk.start(i), chunk.end(i), message);
		if (!reader.read(chunk, i, message)) {
			absent++;
			continue;
		}
		const key = Buffer.from(reader.bytes.subarray(reader.start, reader.end)).toString('latin1');
		const {count = 0, bytes = 0} = values.get(key) ?? {};
		values.set(key, {count: count + 1, bytes: bytes + chunk.end(i) - chunk.start(i) + 1 + ENTRY_BYTES});
	}
	return {absent, values};
}

describe('the top values', () => {
	test('have counts, bytes and shares', () => {
		expect(topOf({name: 'app_name'}, chunkOf([from('sshd', 'x'.repeat(10)), from('cron'), from('-'), from('cron')])).result()).toEqual({
			field: 'app_name',
			messages: 4,
			// 21 bytes of text (18 without a name, 31 with ten more), a line end, an entry of 24 bytes.
			bytes: 2 * 46 + 56 + 43,
			distinct: 2,
			absent: {count: 1, bytes: 43, share: 0.25, bytes_share: 0.225131},
			exact: true,
			max_error: 0,
			method: 'exact',
			values: [
				{value: 'cron', count: 2, bytes: 92, share: 0.5, bytes_share: 0.481675},
				{value: 'sshd', count: 1, bytes: 56, share: 0.25, bytes_share: 0.293194},
			],
		});
	});

	test.each<[string, readonly string[], readonly [string, number][]]>([
		['severity', ['<11>a', '<3>b', 'no priority'], [['err', 2], ['notice', 1]]],
		['facility', ['<11>a', '<3>b', '<14>c'], [['user', 2], ['kern', 1]]],
		['priority', ['<11>a', '<3>b', '<11>c'], [['11', 2], ['3', 1]]],
		['source', ['a', 'b'], [['unix', 2]]],
		['seq', ['a', 'b'], [['7', 1], ['8', 1]]],
		['pid', ['a'], []],
		['message', ['<13>same', '<14>same', '<13>1 - - - - - - same', '<13>1 - - - - - -'], [['same', 3]]],
		['raw', ['<13>same', '<14>same'], [['<13>same', 1], ['<14>same', 1]]],
		['sd.a.b', ['<13>1 - - - - - [a b="first" b="second"]', '<13>1 - - - - - [a b="fi\\"rst"]', '<13>1 - - - - - [a c="first"]'], [['first', 1], ['fi"rst', 1]]],
		['app_name', [from('__proto__'), from('constructor'), from('__proto__')], [['__proto__', 2], ['constructor', 1]]],
	])('of %s', (name, messages, expected) => {
		const {values, absent} = topOf(parseField(name)!, chunkOf(messages)).result();
		expect(values.map(({value, count}) => [value, count])).toEqual(expected);
		expect(absent.count).toBe(messages.length - expected.reduce((sum, [, count]) => sum + count, 0));
	});

	test('are sorted by bytes on request, and no more than asked for', () => {
		const top = topOf({name: 'app_name'}, chunkOf([from('many'), from('many'), from('long', 'x'.repeat(100)), from('third')]));
		expect(top.result(2).values.map(({value}) => value)).toEqual(['many', 'long']);
		expect(top.result(2, 'bytes').values.map(({value}) => value)).toEqual(['long', 'many']);
	});

	test('of no messages are none', () => {
		expect(new Top({name: 'app_name'}, CONTEXT).result()).toMatchObject({messages: 0, bytes: 0, absent: {count: 0, share: 0}, values: []});
	});

	test('count only the messages selected', () => {
		const top = new Top({name: 'app_name'}, CONTEXT);
		top.add(chunkOf([from('a'), from('b'), from('c')]), Uint32Array.of(0, 2, 1), 2);
		expect(top.result().values.map(({value}) => value)).toEqual(['a', 'c']);
	});

	test('agree with a plain Map, for every field and whatever the messages', () => {
		const field = fc.constantFrom(
			'message', 'hostname', 'app_name', 'proc_id', 'msg_id', 'severity', 'facility', 'priority', 'timestamp', 'received', 'seq', 'source', 'raw', 'sd.id.a',
		).map(name => parseField(name)!);
		fc.assert(fc.property(field, fc.array(MESSAGE, {minLength: 1, maxLength: 30}), (asked, messages) => {
			const chunk = chunkOf(messages);
			const {absent, values} = reference(asked, chunk);
			const result = topOf(asked, chunk).result(100);
			expect(result).toMatchObject({messages: messages.length, distinct: values.size, exact: true, absent: {count: absent}});
			const sums = (each: {count: number; bytes: number}): string => `${each.count} ${each.bytes}`;
			expect(result.values.map(sums).sort()).toEqual([...values.values()].map(sums).sort());
			const counts = result.values.map(({count}) => count);
			expect(counts).toEqual(counts.toSorted((a, b) => b - a));
		}));
	});
});

describe('hostile values', () => {
	test('that are too many still leave the frequent ones, within the error that is told', () => {
		const top = new Top({name: 'app_name'}, CONTEXT);
		for (let part = 0; part < 100; part++) {
			fed(top, chunkOf(Array.from({length: 1000}, (_, i) => from(i % 10 === 0 ? 'often' : `x${part * 1000 + i}`))));
		}
		const {exact, method, max_error: maxError, distinct, values, messages} = top.result(1);
		expect({exact, method, messages}).toEqual({exact: false, method: 'Misra and Gries, 1982', messages: 100_000});
		expect(distinct).toBeGreaterThan(65_536);
		expect(maxError).toBeLessThanOrEqual(4);
		expect(values[0]).toMatchObject({value: 'often', count: 10_000});
	});

	test('that are too long are cut between characters, and marked', () => {
		const {values} = topOf({name: 'message'}, chunkOf([`<13>${'é'.repeat(400)}`, `<13>x${'é'.repeat(128)}`, `<13>${'a'.repeat(256)}`, `<13>${'a'.repeat(257)}`])).result();
		expect(values.map(({value, truncated}) => [value, truncated])).toEqual([
			['é'.repeat(128), true], [`x${'é'.repeat(127)}`, true], ['a'.repeat(256), undefined], ['a'.repeat(256), true],
		]);
	});

	test('that are no UTF-8 are shown with U+FFFD', () => {
		const {values} = topOf({name: 'message'}, chunkOf([Uint8Array.of(0x3c, 0x31, 0x33, 0x3e, 0xff, 0x41, 0xc3)])).result();
		expect(values[0]?.value).toBe('\uFFFDA\uFFFD');
	});
});
