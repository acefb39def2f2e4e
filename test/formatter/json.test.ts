import fc from 'fast-check';
import {afterAll, describe, expect, test, vi} from 'vitest';
import {createFormatter} from '../../src/formatter/index.js';
import {Chunk} from '../../src/hub/chunk.js';
import {readStructuredData, scanStructuredData} from '../../src/syslog/structured-data.js';
import {chunkOf} from './chunk-of.js';
import {CONTEXT} from './context.js';
import {MESSAGE} from './messages.js';
import {written, writtenText} from './written.js';

// The minute completed last is kept with its zone: the zone has to be there before it.
vi.stubEnv('TZ', 'Europe/Berlin');
afterAll(() => {
	vi.unstubAllEnvs();
});

const formatter = createFormatter('json', CONTEXT);
const RECEIVED = '2026-11-20T15:08:40.123456Z';
const USER_NOTICE = {facility: 1, severity: 5, priority: 13};

function line(message: string | Uint8Array): string {
	return writtenText(formatter, chunkOf([message]));
}

function read(message: string | Uint8Array): unknown {
	return JSON.parse(line(message));
}

function structuredDataOf(elements: string): unknown {
	const bytes = new TextEncoder().encode(elements);
	expect(scanStructuredData(bytes, 0, bytes.length)).not.toBe(-1);
	const parsed: unknown = read(`<13>1 - - - - - ${elements} m`);
	expect(parsed).toHaveProperty('message', 'm');
	return parsed !== null && typeof parsed === 'object' && 'structured_data' in parsed ? parsed.structured_data : undefined;
}

describe('the json format', () => {
	test('has its keys in a fixed order', () => {
		expect(line('<134>1 2026-11-20T15:10:37.000001+01:00 vm app 42 ID7 [a b="c"] hello')).toBe(
			`{"seq":7,"cursor":"0123456789ab:7","received":"${RECEIVED}","timestamp":"2026-11-20T15:10:37.000001+01:00","hostname":"vm","app_name":"app","proc_id":"42",`
			+ '"msg_id":"ID7","facility":16,"severity":6,"priority":134,"version":1,"structured_data":{"a":{"b":["c"]}},"message":"hello"}\n',
		);
	});

	test.each<[string, string, object]>([
		['nothing but what every message has', '<0>1 - - - - - -', {facility: 0, severity: 0, priority: 0, version: 1}],
		['an empty message', '<191>999 - - - - - - ', {facility: 23, severity: 7, priority: 191, version: 999, message: ''}],
		['BSD, with year and zone', '<13>Nov 20 15:02:42 vm app[042]: hello', {
			timestamp: '2026-11-20T15:02:42+01:00', hostname: 'vm', app_name: 'app', proc_id: '042', ...USER_NOTICE, message: 'hello',
		}],
		['BSD of last year', '<13>Dec 31 15:02:42 vm hello', {
			timestamp: '2025-12-31T15:02:42+01:00', hostname: 'vm', ...USER_NOTICE, message: 'hello',
		}],
		['BSD with RFC 3339', '<13>2026-07-01T00:00:00.5Z app: hello', {
			timestamp: '2026-07-01T00:00:00.5Z', app_name: 'app', ...USER_NOTICE, message: 'hello',
		}],
		['no standard', '<13>hello', {...USER_NOTICE, message: 'hello'}],
		['no PRI', 'hello', {...USER_NOTICE, message: 'hello'}],
		['nothing', '', {...USER_NOTICE, message: ''}],
	])('leaves out what is absent: %s', (_what, message, expected) => {
		expect(read(message)).toEqual({seq: 7, cursor: '0123456789ab:7', received: RECEIVED, ...expected});
	});

	test('numbers messages on within a chunk, up to the largest number there can be', () => {
		const chunk = chunkOf(['<13>a', '<13>b']);
		expect(JSON.parse(writtenText(formatter, chunk, 1))).toMatchObject({seq: 8, cursor: '0123456789ab:8', message: 'b'});
		for (const seq of [0, 9, 10, 4_294_967_296, 9_007_199_254_740_989, Number.MAX_SAFE_INTEGER]) {
			chunk.firstSeq = seq;
			expect(writtenText(formatter, chunk)).toMatch(`{"seq":${seq},"cursor":"0123456789ab:${seq}","received":`);
		}
	});

	test('has neither seq nor cursor for a message that never was in the ring', () => {
		const chunk = Chunk.of(new TextEncoder().encode('<13>a'), 0, 13);
		expect(writtenText(formatter, chunk)).toBe('{"received":"1970-01-01T00:00:00.000000Z","facility":1,"severity":5,"priority":13,"message":"a"}\n');
	});

	test('is valid JSON and UTF-8, within its bound, whatever the bytes are, and says what a decoder says', () => {
		fc.assert(fc.property(MESSAGE, message => {
			const text = writtenText(formatter, chunkOf(['<13>before', message, '<13>after']), 1);
			expect(text).toMatch(/^\{[^\n]*\}\n$/);
			const parsed: unknown = JSON.parse(text);
			expect(parsed).toMatchObject({seq: 8, received: RECEIVED});
		}), {numRuns: 2000});
	});

	test('gives text back as a decoder reads it', () => {
		const text = fc.oneof(fc.uint8Array(), fc.string({unit: 'binary'}).map(string => new TextEncoder().encode(string)));
		fc.assert(fc.property(text, bytes => {
			const message = Uint8Array.from([...new TextEncoder().encode('<13>1 - - - - - - .'), ...bytes]);
			const decoded = new TextDecoder('utf-8', {ignoreBOM: true}).decode(bytes);
			expect(read(message)).toHaveProperty('message', `.${decoded}`);
		}), {numRuns: 2000});
	});

	test('escapes what needs it wherever it stands among other text, and nothing else', () => {
		for (const [character, escaped] of [['"', '\\"'], ['\\', '\\\\'], ['\n', '\\n'], ['\x1b', '\\u001b'], ['\x7f', '\\u007f'], ['~', '~'], [' ', ' ']] as const) {
			for (let i = 0; i < 24; i++) {
				const [before, after] = ['x'.repeat(i), 'y'.repeat(23 - i)];
				expect(line(`<13>${before}${character}${after}`)).toContain(`"message":"${before}${escaped}${after}"}`);
			}
		}
	});

	test('stays within its bound where every byte has to be escaped', () => {
		for (const begin of ['', '<13>1 - - - - - - ', '<13>1 - - - - - [a b="']) {
			const message = new Uint8Array(1000);
			message.set(new TextEncoder().encode(begin));
			expect(written(formatter, chunkOf([message])).length).toBeGreaterThan(5900);
		}
		expect(written(formatter, chunkOf([`<13>1 - - - - - ${'[a]'.repeat(400)}`])).length).toBeGreaterThan(100);
	});
});

describe('structured data in json', () => {
	test.each<[string, string, unknown]>([
		['elements without parameters', '[a][b]', {a: {}, b: {}}],
		['values in a list, in their order', '[a x="1" y="2" x="3" x="1"]', {a: {x: ['1', '3', '1'], y: ['2']}}],
		['elements of the same id as one', '[a x="1"][b][a x="2" y="3"]', {a: {x: ['1', '2'], y: ['3']}, b: {}}],
		['escapes undone', '[a x="\\"\\\\\\]\\n"]', {a: {x: ['"\\]\\n']}}],
		['escapes undone where names repeat', '[a x="\\"" x="\\\\\\]\\n"]', {a: {x: ['"', '\\]\\n']}}],
		['empty values', '[a x=""]', {a: {x: ['']}}],
		['names with a backslash', '[a\\b c\\d="1"]', {'a\\b': {'c\\d': ['1']}}],
		['repeated names with a backslash', '[a\\b c\\d="1" c\\d="2"]', {'a\\b': {'c\\d': ['1', '2']}}],
	])('has %s', (_what, elements, expected) => {
		expect(structuredDataOf(elements)).toEqual(expected);
	});

	test('takes __proto__ and the like for ordinary names', () => {
		expect(line('<13>1 - - - - - [__proto__ constructor="1"]')).toContain('"structured_data":{"__proto__":{"constructor":["1"]}}');
		expect(line('<13>1 - - - - - [__proto__ x="1"][__proto__ __proto__="1"]')).toContain('{"__proto__":{"x":["1"],"__proto__":["1"]}}');
	});

	test('is the same as grouping by hand, for few elements and for many', () => {
		const name = fc.constantFrom('a', 'b', 'c', '__proto__', 'x1', 'x2');
		const many = fc.nat(40).map(n => `n${n}`);
		const elements = fc.array(fc.tuple(fc.oneof(name, many), fc.array(fc.tuple(fc.oneof(name, many), fc.constantFrom('', '1', '\\"', '\\n', 'é')), {maxLength: 24})), {
			minLength: 1, maxLength: 24,
		});
		fc.assert(fc.property(elements, list => {
			const text = list.map(([id, params]) => `[${id}${params.map(([key, value]) => ` ${key}="${value}"`).join('')}]`).join('');
			const bytes = new TextEncoder().encode(text);
			const grouped = new Map<string, Map<string, string[]>>();
			for (const {id, params} of readStructuredData(bytes, 0, bytes.length)) {
				const into = grouped.get(id) ?? new Map<string, string[]>();
				grouped.set(id, into);
				for (const {name: key, value} of params) into.set(key, [...into.get(key) ?? [], value]);
			}
			const entries = [...grouped].map(([id, params]) =>
				`${JSON.stringify(id)}:{${[...params].map(([key, values]) => `${JSON.stringify(key)}:${JSON.stringify(values)}`).join()}}`);
			expect(line(`<13>1 - - - - - ${text}`)).toContain(`"structured_data":{${entries.join()}}}\n`);
		}), {numRuns: 500});
	});

	test('takes no time that grows with the square of its length, however names repeat or differ', () => {
		const same = `[a${' x=""'.repeat(100_000)}]`;
		const different = Array.from({length: 100_000}, (_, i) => `[n${i}]`).join('');
		const began = performance.now();
		for (const elements of [same, different]) {
			expect(line(`<13>1 - - - - - ${elements}`).length).toBeGreaterThan(300_000);
		}
		expect(performance.now() - began).toBeLessThan(3000);
	});
});
