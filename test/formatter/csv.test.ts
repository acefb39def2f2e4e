import fc from 'fast-check';
import {afterAll, describe, expect, test, vi} from 'vitest';
import {createFormatter} from '../../src/formatter/index.js';
import {Chunk} from '../../src/hub/chunk.js';
import {chunkOf} from './chunk-of.js';
import {CONTEXT} from './context.js';
import {readCsv} from './csv-reader.js';
import {escaped} from './escaped.js';
import {MESSAGE} from './messages.js';
import {writtenText} from './written.js';

vi.stubEnv('TZ', 'Europe/Berlin');
afterAll(() => {
	vi.unstubAllEnvs();
});

const formatter = createFormatter('csv', CONTEXT);
const json = createFormatter('json', CONTEXT);
const RECEIVED = '2026-11-20T15:08:40.123456Z';
const COLUMNS = [
	'seq', 'received', 'timestamp', 'hostname', 'app_name', 'proc_id', 'msg_id', 'facility', 'severity', 'priority', 'version',
	'structured_data', 'message',
];

function line(message: string | Uint8Array): string {
	return writtenText(formatter, chunkOf([message]));
}

describe('the csv format', () => {
	test('begins with the names of its columns', () => {
		expect(new TextDecoder().decode(formatter.head)).toBe(`${COLUMNS.join()}\n`);
	});

	test.each([
		[
			'all fields', '<134>1 2026-11-20T15:10:37.000001+01:00 vm app 42 ID7 [a b="c"][d] hello, world',
			'2026-11-20T15:10:37.000001+01:00,vm,app,42,ID7,16,6,134,1,"[a b=""c""][d]","hello, world"',
		],
		['no fields', '<0>1 - - - - - -', ',,,,,0,0,0,1,,'],
		['an empty message', '<191>999 - - - - - - ', ',,,,,23,7,191,999,,""'],
		['BSD', '<13>Nov 20 15:02:42 vm app[042]: hello', '2026-11-20T15:02:42+01:00,vm,app,042,,1,5,13,,,"hello"'],
		['no standard', 'hello', ',,,,,1,5,13,,,"hello"'],
		['quotes', '<13>1 - - - - - - "say" ""', ',,,,,1,5,13,1,,"""say"" """""'],
		['commas and quotes in a field', '<13>1 - a,b c"d , " - m', ',"a,b","c""d",",","""",1,5,13,1,,"m"'],
		['control characters', '<13>1 - - - - - - a\nb\r\t\0', ',,,,,1,5,13,1,,"a#012b#015#011#000"'],
	])('has %s', (_what, message, expected) => {
		expect(line(message)).toBe(`7,${RECEIVED},${expected}\n`);
	});

	test('has no number for a message that never was in the ring', () => {
		expect(writtenText(formatter, Chunk.of(new TextEncoder().encode('<13>a'), 0, 13))).toBe(',1970-01-01T00:00:00.000000Z,,,,,,1,5,13,,,"a"\n');
	});

	test('is read by a strict reader, and says what json says, whatever the bytes are', () => {
		fc.assert(fc.property(MESSAGE, message => {
			const chunk = chunkOf(['<13>before', message, '<13>after']);
			const rows = readCsv(`${new TextDecoder().decode(formatter.head)}${writtenText(formatter, chunk, 1)}`);
			expect(rows).toHaveLength(2);
			const [head = [], row = []] = rows;
			expect(row).toHaveLength(COLUMNS.length);
			const expected = JSON.parse(writtenText(json, chunk, 1)) as Partial<Record<string, string | number>>;
			for (const [i, {text}] of head.entries()) {
				const value = row[i]!;
				if (expected[text] === undefined) {
					expect([text, value]).toEqual([text, {text: '', isQuoted: false}]);
				} else if (text === 'structured_data') {
					expect(value.text).toMatch(/^\[.*\]$/s);
				} else {
					expect([text, value.text]).toEqual([text, escaped(String(expected[text]))]);
					expect(value.text !== '' || value.isQuoted).toBe(true);
				}
			}
		}), {numRuns: 2000});
	});
});
