import fc from 'fast-check';
import {afterAll, describe, expect, test, vi} from 'vitest';
import {FIELD_NAMES} from '../../src/fields/field.js';
import {createFormatter, TemplateError} from '../../src/formatter/index.js';
import {chunkOf} from './chunk-of.js';
import {CONTEXT} from './context.js';
import {escaped} from './escaped.js';
import {MESSAGE} from './messages.js';
import {withOrigin} from './origin.js';
import {writtenText} from './written.js';

vi.stubEnv('TZ', 'Europe/Berlin');
afterAll(() => {
	vi.unstubAllEnvs();
});

const FULL = '<134>1 2026-11-20T15:10:37.000001+01:00 vm app 42 ID7 [a@1 b="c" b="\\"d\\"" b=""][x.y z="1"] hello\nworld';

function line(template: string, message: string | Uint8Array = FULL): string {
	const formatter = createFormatter({name: 'template', template}, CONTEXT);
	return writtenText(formatter, withOrigin(chunkOf([message]), {source: 1, pid: 12, uid: 1000}));
}

describe('the template format', () => {
	test.each([
		['text alone', 'text', 'text'],
		['a field', '{{message}}', 'hello#012world'],
		['fields among text', '{{hostname}}: {{app_name}}[{{proc_id}}]!', 'vm: app[42]!'],
		['fields side by side', '{{msg_id}}{{msg_id}}', 'ID7ID7'],
		['space around a name', '{{ severity }}.{{  facility }}', 'info.local0'],
		['numbers', '{{seq}} {{priority}} {{pid}} {{uid}}', '7 134 12 1000'],
		['times', '{{timestamp}} {{received}}', '2026-11-20T15:10:37.000001+01:00 2026-11-20T15:08:40.123456Z'],
		['the source', '{{source}}', 'udp:127.0.0.1:514'],
		['structured data, all values of a name', '{{sd.a@1.b}}|{{sd.x.y.z}}|{{sd.a@1.c}}|', 'c,"d",|1||'],
		['the message as it came', '{{raw}}', FULL.replace('\n', '#012')],
		['escapes', 'a\\nb\\tc\\\\n', 'a\nb\tc\\n'],
		['single braces', '{a} {"b":"{{hostname}}"}} }', '{a} {"b":"vm"}} }'],
		['text that is not US-ASCII', 'é€😀{{hostname}}', 'é€😀vm'],
	])('has %s', (_what, template, expected) => {
		expect(line(template)).toBe(`${expected}\n`);
	});

	test('completes a BSD timestamp', () => {
		expect(line('{{timestamp}} {{app_name}}', '<13>Nov 20 15:02:42 vm app: a')).toBe('2026-11-20T15:02:42+01:00 app\n');
	});

	test('leaves empty what is absent', () => {
		const template = FIELD_NAMES.filter(name => !['seq', 'received', 'severity', 'facility', 'priority', 'source', 'pid', 'uid', 'raw'].includes(name))
			.map(name => `{{${name}}}`).join('|');
		expect(line(template, '<13>1 - - - - - -')).toBe('|||||\n');
	});

	test('undoes no escape that a message brings', () => {
		expect(line('{{message}}', '<13>\\n{{hostname}}')).toBe('\\n{{hostname}}\n');
	});

	test.each([
		['nothing', '', 'must not be empty'],
		['an unknown field', '{{host}}', '"host" is not a field; allowed are message, hostname, '],
		['an unknown field of structured data', '{{sd.a}}', '"sd.a" is not a field; allowed are '],
		['a field of Object', '{{__proto__}}', '"__proto__" is not a field'],
		['a field without a name', '{{}}', '"" is not a field'],
		['a field that does not end', 'a {{hostname', '"{{" at position 3 has no "}}"'],
		['an unknown escape', 'a\\x41', '"\\\\x" is not an escape; allowed are \\n, \\t and \\\\'],
		['an escape of nothing', 'a\\', '"\\\\" is not an escape'],
		['an escape of Object', '\\constructor', '"\\\\c" is not an escape'],
		['too many fields', '{{seq}}'.repeat(33), 'more than 32 fields'],
		['too many characters', 'x'.repeat(4097), 'has 4097 characters; allowed are 4096'],
		['a long name', `{{${'x'.repeat(1000)}}}`, `"${'x'.repeat(40)}…" is not a field`],
	])('refuses %s, and says what is allowed', (_what, template, sentence) => {
		expect(() => line(template)).toThrow(TemplateError);
		expect(() => line(template)).toThrow(sentence);
	});

	test('names all fields where one is wrong', () => {
		for (const name of [...FIELD_NAMES, 'sd.ID.NAME']) expect(() => line('{{x}}')).toThrow(name);
	});

	test('shows each field by its own rules, whatever the bytes are', () => {
		const json = createFormatter('json', CONTEXT);
		const formatter = createFormatter({name: 'template', template: '{{hostname}}\\n{{app_name}}\\n{{timestamp}}\\n{{sd.id.a}}\\n{{message}}'}, CONTEXT);
		fc.assert(fc.property(MESSAGE, message => {
			const chunk = chunkOf(['<13>before', message, '<13>after']);
			const {hostname = '', app_name = '', timestamp = '', structured_data, message: text = ''}
				= JSON.parse(writtenText(json, chunk, 1)) as Partial<Record<string, string>> & {structured_data?: Record<string, Record<string, string[]>>};
			const values = structured_data?.['id']?.['a'] ?? [];
			expect(writtenText(formatter, chunk, 1)).toBe([hostname, app_name, timestamp, values.join(), text].map(value => `${escaped(value)}\n`).join(''));
		}), {numRuns: 2000});
	});
});
