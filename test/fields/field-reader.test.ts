import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type Field, FIELD_NAMES, isInText, parseField} from '../../src/fields/field.js';
import {FieldReader} from '../../src/fields/field-reader.js';
import {Chunk} from '../../src/hub/chunk.js';
import {ENTRY_FLAGS, ENTRY_ORIGIN_A, ENTRY_ORIGIN_B, ENTRY_SOURCE, FLAG_ORIGIN_IPV4, FLAG_ORIGIN_PROCESS} from '../../src/hub/entry.js';
import {Message} from '../../src/syslog/message.js';
import {parse} from '../../src/syslog/parse.js';
import {readStructuredData} from '../../src/syslog/structured-data.js';
import {chunkOf, RECEIVED_US} from '../formatter/chunk-of.js';
import {MESSAGE} from '../formatter/messages.js';

const SOURCES = ['unix:/run/log', 'udp:514'];

interface Origin {
	readonly flags: number;
	readonly a: number;
	readonly b: number;
	readonly source: number;
}

const PROCESS: Origin = {flags: FLAG_ORIGIN_PROCESS, a: 4242, b: 1000, source: 1};

/** A chunk of one message that came from there. */
function chunkFrom(message: string | Uint8Array, {flags, a, b, source}: Origin): Chunk {
	const chunk = chunkOf([message]);
	const view = new DataView(chunk.bytes.buffer);
	const entry = chunk.entry(0);
	view.setUint32(entry + ENTRY_ORIGIN_A, a, true);
	view.setUint32(entry + ENTRY_ORIGIN_B, b, true);
	chunk.bytes[entry + ENTRY_FLAGS] = flags;
	chunk.bytes[entry + ENTRY_SOURCE] = source;
	return chunk;
}

/** All values of a field in message `i`, one after the other. */
function valuesOf(reader: FieldReader, chunk: Chunk, i: number): string[] {
	const message = new Message();
	parse(chunk.bytes, chunk.start(i), chunk.end(i), message);
	const values: string[] = [];
	for (let found = reader.read(chunk, i, message); found; found = reader.next()) {
		values.push(Buffer.from(reader.bytes.subarray(reader.start, reader.end)).toString());
	}
	return values;
}

function readerOf(name: string): FieldReader {
	return new FieldReader(parseField(name)!, {sourceNames: SOURCES});
}

function read(name: string, message: string, origin = PROCESS): string[] {
	return valuesOf(readerOf(name), chunkFrom(message, origin), 0);
}

describe('the value of a field', () => {
	const rfc5424 = '<165>1 2026-11-20T15:10:37.5+02:00 web2 cron 17 JOB [job@1 n="5"] Started: ÉTÉ';
	const bsd = '<11>Nov 20 15:02:42 web1 sshd[4242]: Failed password';

	test.each([
		['message', rfc5424, 'Started: ÉTÉ'],
		['hostname', rfc5424, 'web2'],
		['app_name', rfc5424, 'cron'],
		['proc_id', rfc5424, '17'],
		['msg_id', rfc5424, 'JOB'],
		['timestamp', rfc5424, '2026-11-20T15:10:37.5+02:00'],
		['severity', rfc5424, 'notice'],
		['facility', rfc5424, 'local4'],
		['priority', rfc5424, '165'],
		['received', rfc5424, '2026-11-20T15:08:40.123456Z'],
		['seq', rfc5424, '7'],
		['source', rfc5424, 'udp:514'],
		['pid', rfc5424, '4242'],
		['uid', rfc5424, '1000'],
		['raw', rfc5424, rfc5424],
		['sd.job@1.n', rfc5424, '5'],
		['message', bsd, 'Failed password'],
		['hostname', bsd, 'web1'],
		['app_name', bsd, 'sshd'],
		['proc_id', bsd, '4242'],
		['severity', bsd, 'err'],
		['facility', bsd, 'user'],
		['raw', bsd, bsd],
		['message', 'no header', 'no header'],
		['message', '<13>1 - - - - - - ', ''],
		['priority', '<0>1 - - - - -', '0'],
		['severity', '<0>1 - - - - -', 'emerg'],
		['facility', '<0>1 - - - - -', 'kern'],
	])('%s is found in %j', (name, message, value) => {
		expect(read(name, message)).toEqual([value]);
	});

	test('of a BSD timestamp has the year and the offset that it came without', () => {
		expect(read('timestamp', bsd)).toEqual([expect.stringMatching(/^2026-11-20T15:02:42[-+]\d\d:\d\d$/)]);
	});

	test('of the largest numbers has all their digits', () => {
		const origin = {...PROCESS, a: 2 ** 32 - 1, b: 2 ** 32 - 1};
		expect([read('pid', 'x', origin), read('uid', 'x', origin)]).toEqual([['4294967295'], ['4294967295']]);
		const chunk = chunkOf(['x', 'y']);
		chunk.firstSeq = Number.MAX_SAFE_INTEGER - 1;
		expect(valuesOf(readerOf('seq'), chunk, 1)).toEqual([String(Number.MAX_SAFE_INTEGER)]);
	});

	test.each([
		['message', '<13>1 - - - - -'],
		['hostname', '<13>1 - - cron 17 JOB - x'],
		['hostname', 'no header'],
		['app_name', '<13>1 - web - 17 JOB - x'],
		['proc_id', '<13>1 - web cron - JOB - x'],
		['proc_id', '<13>Nov 20 15:02:42 web1 sshd: x'],
		['msg_id', '<13>1 - web cron 17 - - x'],
		['msg_id', bsd],
		['timestamp', '<13>1 - web cron 17 JOB - x'],
		['timestamp', 'no header'],
		['sd.job@1.n', '<13>1 - - - - - -'],
		['sd.job@1.n', '<13>1 - - - - - [job@1]'],
		['sd.job@1.n', '<13>1 - - - - - [job n="5"]'],
		['sd.job@1.n', '<13>1 - - - - - [job@1 m="5"]'],
		['sd.job@1.n', bsd],
		// Hostile
		['sd.job@1.n', '<13>1 - - - - - [job@1 nn="5"][job@12 n="5"][ob@1 n="5"][JOB@1 N="5"]'],
		['sd.job@1.n', '<13>1 - - - - - [x y="[job@1 n=\\"5\\"\\]"]'],
		['sd.job@1.n', '<13>1 - - - - - [job@1 n="5'],
		['sd.job@1.n', '<13>1 - - - - - - [job@1 n="5"]'],
	])('%s is absent in %j', (name, message) => {
		expect(read(name, message)).toEqual([]);
	});

	test.each([
		['pid', {...PROCESS, flags: FLAG_ORIGIN_IPV4}],
		['uid', {...PROCESS, flags: FLAG_ORIGIN_IPV4}],
		['pid', {...PROCESS, flags: 0}],
		['source', {...PROCESS, source: SOURCES.length}],
	])('%s is absent where nobody knows it: %j', (name, origin) => {
		expect(read(name, rfc5424, origin)).toEqual([]);
	});

	test('seq is absent where the message never was in the ring', () => {
		expect(valuesOf(readerOf('seq'), Chunk.of(Buffer.from('x'), RECEIVED_US, 13), 0)).toEqual([]);
	});
});

describe('parameters of structured data', () => {
	test.each([
		// Valid
		['sd.a.n', '[a n="1" m="2" n="3"]', ['1', '3']],
		['sd.a.n', '[a n="1"][b n="2"][a n="3"]', ['1', '3']],
		['sd.a.n', '[b n="2"][a m="4" n="3"]', ['3']],
		['sd.a.n', '[a n=""]', ['']],
		['sd.a.n', '[a n="é"]', ['é']],
		// Dots in names
		['sd.a.b.c', '[a.b c="1"][a b.c="2"][a.b.c x="3"][a b="4"]', ['1', '2']],
		['sd.a..b', '[a. b="1"][a .b="2"]', ['1', '2']],
		['sd.x@1.2.n', '[x@1.2 n="1"][x@1 2.n="2"][x@1 n="3"]', ['1', '2']],
		// Escapes
		['sd.a.n', '[a n="say \\"hello\\""]', ['say "hello"']],
		['sd.a.n', '[a n="\\\\"]', ['\\']],
		['sd.a.n', '[a n="\\]"]', [']']],
		['sd.a.n', '[a n="\\\\\\""]', ['\\"']],
		['sd.a.n', '[a n="C:\\temp \\n"]', ['C:\\temp \\n']],
		['sd.a.n', '[a n="\\"" n="plain" n="\\]\\]"]', ['"', 'plain', ']]']],
		// Hostile
		['sd.a.n', `[a n="${'\\"'.repeat(5000)}" n="\\\\"]`, ['"'.repeat(5000), '\\']],
		['sd.a.n', `[a${' n="x"'.repeat(1000)}]`, Array<string>(1000).fill('x')],
		['sd.__proto__.n', '[__proto__ n="1"]', ['1']],
	])('%s has all of its values in %j, one after the other', (name, structuredData, values) => {
		expect(read(name, `<13>1 - - - - - ${structuredData}`)).toEqual(values);
		expect(read(name, `<13>1 - - - - - ${structuredData} text`)).toEqual(values);
	});

	test('are those that reading all elements gives', () => {
		const name = fc.constantFrom('a', 'b', 'a.b', '.', 'x@1.2');
		const value = fc.array(fc.constantFrom('a', 'é', '\\"', '\\]', '\\\\', '\\x', ' ', '[')).map(parts => parts.join(''));
		const param = fc.tuple(name, value).map(([param, text]) => ` ${param}="${text}"`);
		const element = fc.tuple(name, fc.array(param, {maxLength: 4})).map(([id, params]) => `[${id}${params.join('')}]`);
		fc.assert(fc.property(fc.array(element, {minLength: 1, maxLength: 4}), name, name, (elements, id, param) => {
			const bytes = Buffer.from(elements.join(''));
			const path = `${id}.${param}`;
			const expected = readStructuredData(bytes, 0, bytes.length).flatMap(element =>
				element.params.filter(each => `${element.id}.${each.name}` === path).map(each => each.value));
			const reader = new FieldReader({name: 'sd', path}, {sourceNames: SOURCES});
			expect(valuesOf(reader, chunkOf([`<13>1 - - - - - ${bytes.toString()}`]), 0)).toEqual(expected);
		}), {numRuns: 1000});
	});
});

describe('any message', () => {
	const fields: Field[] = [...FIELD_NAMES.map(name => ({name})), {name: 'sd', path: 'id.a'}, {name: 'sd', path: 'exampleSDID@32473.iut'}];

	test('is read the same whatever the reader read before, and never beyond its end', () => {
		fc.assert(fc.property(MESSAGE, MESSAGE, (before, bytes) => {
			const alone = chunkOf([bytes]);
			alone.firstSeq = 8;
			const both = chunkOf([before, bytes]);
			for (const field of fields) {
				const used = new FieldReader(field, {sourceNames: SOURCES});
				valuesOf(used, both, 0);
				expect(valuesOf(used, both, 1)).toEqual(valuesOf(new FieldReader(field, {sourceNames: SOURCES}), alone, 0));
			}
		}), {numRuns: 300});
	});

	test('has a value that is at most one, except parameters', () => {
		fc.assert(fc.property(MESSAGE, bytes => {
			const chunk = chunkOf([bytes]);
			for (const name of FIELD_NAMES) expect(valuesOf(readerOf(name), chunk, 0).length).toBeLessThan(2);
		}), {numRuns: 200});
	});

	test('is not looked at for a field that its index entry tells', () => {
		const chunk = chunkFrom('<165>1 2026-11-20T15:10:37Z web2 cron 17 JOB - x', PROCESS);
		for (const name of FIELD_NAMES.filter(name => !isInText({name}))) {
			expect(readerOf(name).read(chunk, 0, new Message()), name).toBe(true);
		}
	});
});
