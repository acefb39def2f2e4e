import fc from 'fast-check';
import {afterAll, describe, expect, test, vi} from 'vitest';
import {createFormatter} from '../../src/formatter/index.js';
import {Chunk} from '../../src/hub/chunk.js';
import {Message} from '../../src/syslog/message.js';
import {parse} from '../../src/syslog/parse.js';
import {chunkOf} from './chunk-of.js';
import {CONTEXT} from './context.js';
import {type ExportedField, readExport} from './export-reader.js';
import {MESSAGE} from './messages.js';
import {written} from './written.js';

vi.stubEnv('TZ', 'Europe/Berlin');
afterAll(() => {
	vi.unstubAllEnvs();
});

const formatter = createFormatter('export', CONTEXT);
const BEGIN: ExportedField[] = [
	['__CURSOR', '0123456789ab:7'],
	['__REALTIME_TIMESTAMP', '1795187320123456'],
	['_BOOT_ID', '00112233445566778899aabbccddeeff'],
];

function text(message: string | Uint8Array): string {
	return Buffer.from(written(formatter, chunkOf([message]))).toString('latin1');
}

/** The fields of the entry made of a message, after those that every entry has. */
function fields(message: string | Uint8Array): ExportedField[] {
	const entries = readExport(written(formatter, chunkOf([message])));
	expect(entries).toHaveLength(1);
	const [entry = []] = entries;
	expect(entry.slice(0, BEGIN.length)).toEqual(BEGIN);
	return entry.slice(BEGIN.length);
}

const NOTICE: ExportedField[] = [['PRIORITY', '5'], ['SYSLOG_FACILITY', '1']];

describe('the export format', () => {
	test('is a field a line and an empty line', () => {
		expect(text('<13>hello')).toBe(
			'__CURSOR=0123456789ab:7\n__REALTIME_TIMESTAMP=1795187320123456\n_BOOT_ID=00112233445566778899aabbccddeeff\n'
			+ 'PRIORITY=5\nSYSLOG_FACILITY=1\n_HOSTNAME=here\nMESSAGE=hello\n\n');
	});

	test.each<[string, string, ExportedField[]]>([
		['all fields', '<134>1 2026-11-20T15:10:37.000001+01:00 vm app 42 ID7 [a@1 b="c \\"d\\""][e] hello', [
			['_SOURCE_REALTIME_TIMESTAMP', '1795183837000001'], ['PRIORITY', '6'], ['SYSLOG_FACILITY', '16'], ['_HOSTNAME', 'vm'],
			['SYSLOG_IDENTIFIER', 'app'], ['SYSLOG_PID', '42'], ['SYSLOG_MSGID', 'ID7'], ['SYSLOG_TIMESTAMP', '2026-11-20T15:10:37.000001+01:00'],
			['SYSLOG_STRUCTURED_DATA', '[a@1 b="c \\"d\\""][e]'], ['SD_A_1_B', 'c "d"'], ['MESSAGE', 'hello'],
		]],
		['no fields', '<13>1 - - - - - -', [...NOTICE, ['_HOSTNAME', 'here'], ['MESSAGE', '']]],
		['BSD', '<13>Nov 20 15:02:42 vm app[042]: hello', [
			['_SOURCE_REALTIME_TIMESTAMP', '1795183362000000'], ...NOTICE, ['_HOSTNAME', 'vm'], ['SYSLOG_IDENTIFIER', 'app'],
			['SYSLOG_PID', '042'], ['SYSLOG_TIMESTAMP', 'Nov 20 15:02:42'], ['MESSAGE', 'hello'],
		]],
		['a broken rule: the message as it came', 'hello', [...NOTICE, ['_HOSTNAME', 'here'], ['SYSLOG_RAW', 'hello'], ['MESSAGE', 'hello']]],
		['a name that repeats', '<13>1 - - - - - [a b="1" b="2"] m', [
			...NOTICE, ['_HOSTNAME', 'here'], ['SYSLOG_STRUCTURED_DATA', '[a b="1" b="2"]'], ['SD_A_B', '1'], ['SD_A_B', '2'], ['MESSAGE', 'm'],
		]],
		['no year that the journal cannot have', '<13>1 1969-12-31T23:59:59Z - - - - - m', [
			...NOTICE, ['_HOSTNAME', 'here'], ['SYSLOG_TIMESTAMP', '1969-12-31T23:59:59Z'], ['MESSAGE', 'm'],
		]],
	])('has %s', (_what, message, expected) => {
		expect(fields(message)).toEqual(expected);
	});

	test.each([
		['LF', 'a\nb'],
		['a tab', 'a\tb'],
		['another control character', 'a\x1bb'],
		['DEL', 'a\x7fb'],
	])('exports a value with %s in the binary form', (_what, message) => {
		expect(text(`<13>1 - - - - - - ${message}`)).toMatch(`MESSAGE\n\x03\0\0\0\0\0\0\0${message}\n\n`);
	});

	test('exports what is no UTF-8 in the binary form, and what is as text', () => {
		expect(text(Uint8Array.of(0x3c, 0x30, 0x3e, 0x61, 0xff))).toContain('MESSAGE\n\x02\0\0\0\0\0\0\0a\xff\n\n');
		expect(text('<0>é€😀')).toContain(`MESSAGE=${Buffer.from('é€😀').toString('latin1')}\n\n`);
	});

	test('writes lengths of more than a byte', () => {
		const message = `${'x'.repeat(0x12345)}\n`;
		expect(text(`<13>${message}`)).toContain(`MESSAGE\n\x46\x23\x01\0\0\0\0\0${message}\n\n`);
	});

	test('makes valid names of any id and name', () => {
		const names = fields(`<13>1 - - - - - [${'i'.repeat(40)} ${'n'.repeat(40)}="v"][a.b-c@1 1/2="w"] m`).map(([name]) => name);
		expect(names).toContain(`SD_${'I'.repeat(32)}_${'N'.repeat(28)}`);
		expect(names).toContain('SD_A_B_C_1_1_2');
	});

	test('leaves parameters away that are more than systemd takes', () => {
		const exported = fields(`<13>1 - - - - - [a${' n="v"'.repeat(2000)}][b c="d"] m`);
		expect(exported.filter(([name]) => name === 'SD_A_N')).toHaveLength(900);
		expect(exported.length).toBeLessThan(1024);
	});

	test('has no cursor for a message that never was in the ring, and no boot where it is not known', () => {
		const unknown = createFormatter('export', {...CONTEXT, bootId: ''});
		const [entry] = readExport(written(unknown, Chunk.of(new TextEncoder().encode('<13>a'), 5, 13)));
		expect(entry).toEqual([['__REALTIME_TIMESTAMP', '5'], ...NOTICE, ['_HOSTNAME', 'here'], ['MESSAGE', 'a']]);
	});

	test('gives back the bytes of every field, whatever they are', () => {
		const message = new Message();
		fc.assert(fc.property(MESSAGE, bytes => {
			const chunk = chunkOf(['<13>before', bytes, '<13>after']);
			const entries = readExport(written(formatter, chunk, 1));
			expect(entries).toHaveLength(1);
			const [entry = []] = entries;
			parse(bytes, 0, bytes.length, message);
			const part = (start: number, end: number): string[] => start === -1 ? [] : [Buffer.from(bytes.subarray(start, end)).toString('latin1')];
			const of = (wanted: string): string[] => entry.filter(([name]) => name === wanted).map(([, value]) => value);
			expect(of('MESSAGE')).toEqual(message.messageStart === -1 ? [''] : part(message.messageStart, message.messageEnd));
			expect(of('_HOSTNAME')).toEqual(message.hostnameStart === -1 ? ['here'] : part(message.hostnameStart, message.hostnameEnd));
			expect(of('SYSLOG_IDENTIFIER')).toEqual(part(message.appNameStart, message.appNameEnd));
			expect(of('SYSLOG_PID')).toEqual(part(message.procIdStart, message.procIdEnd));
			expect(of('SYSLOG_STRUCTURED_DATA')).toEqual(part(message.structuredDataStart, message.structuredDataEnd));
			expect(of('SYSLOG_RAW')).toEqual(message.faults === 0 ? [] : part(0, bytes.length));
		}), {numRuns: 2000});
	});
});
