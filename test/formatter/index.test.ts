import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {createFormatter, FORMAT_NAMES, type FormatName, type FormatOptions, isFormatName, TemplateError} from '../../src/formatter/index.js';
import {Chunk} from '../../src/hub/chunk.js';
import {chunkOf} from './chunk-of.js';
import {CONTEXT} from './context.js';
import {MESSAGE} from './messages.js';
import {written, writtenText} from './written.js';

/** Every format, with a template that has all kinds of fields. */
const ALL: readonly FormatOptions[] = FORMAT_NAMES.map(name => ({
	name, template: '{{seq}} {{source}} {{timestamp}} {{raw}}|{{sd.id.a}}|{{message}}|{{severity}}',
}));
/** Those that put their own control characters among the text, or the message's. */
const WITH_CONTROLS: readonly FormatName[] = ['rfc5424', 'json-seq', 'verbose', 'export'];
const TEXT = 'text/plain; charset=utf-8';

describe('formats', () => {
	test.each(ALL)('$name can be made', options => {
		const formatter = createFormatter(options, CONTEXT);
		expect(isFormatName(options.name)).toBe(true);
		expect(formatter.bound(0)).toBeGreaterThan(0);
	});

	test.each(['', 'JSON', 'xml', 'constructor', '__proto__', 'toString'])('%j is none', name => {
		expect(isFormatName(name)).toBe(false);
	});

	test('can be named without options, but for template', () => {
		expect(createFormatter('cat', CONTEXT).contentType).toBe(TEXT);
		expect(() => createFormatter('template', CONTEXT)).toThrow(TemplateError);
	});

	test('name what their output is', () => {
		const made = ALL.map(options => [options.name, createFormatter(options, CONTEXT)] as const);
		expect(made.map(([name, {contentType, alwaysUtf8}]) => [name, contentType, alwaysUtf8])).toEqual([
			['syslog', TEXT, true],
			['short-precise', TEXT, true],
			['short-iso', TEXT, true],
			['short-iso-precise', TEXT, true],
			['short-unix', TEXT, true],
			['verbose', TEXT, true],
			['cat', TEXT, true],
			['template', TEXT, true],
			['rfc5424', TEXT, false],
			['json', 'application/x-ndjson', true],
			['json-seq', 'application/json-seq', true],
			['logfmt', TEXT, true],
			['csv', 'text/csv; charset=utf-8; header=present', true],
			['export', 'application/vnd.fdo.journal', false],
		]);
	});

	test('have a separator where people read, and a head where a table needs one', () => {
		const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
		for (const options of ALL) {
			const {head, separator} = createFormatter(options, CONTEXT);
			const isForEyes = /^(?:syslog|short-.*|verbose|cat|template)$/.test(options.name);
			expect([options.name, decode(separator)]).toEqual([options.name, isForEyes ? '--\n' : '']);
			expect([options.name, head.length > 0]).toEqual([options.name, options.name === 'csv']);
		}
	});

	describe.each(ALL.filter(({name}) => !WITH_CONTROLS.includes(name)))('$name, whatever the bytes are,', options => {
		const formatter = createFormatter(options, CONTEXT);

		test('is one line of valid UTF-8 without control characters', () => {
			fc.assert(fc.property(MESSAGE, message => {
				expect(writtenText(formatter, chunkOf(['<13>before', message, '<13>after']), 1)).toMatch(/^[^\0-\x1f\x7f]*\n$/);
			}), {numRuns: 1000});
		});
	});

	describe.each(ALL)('$name, whatever the bytes are,', options => {
		const formatter = createFormatter(options, CONTEXT);

		test('stays within its bound, and ends with LF', () => {
			fc.assert(fc.property(MESSAGE, message => {
				expect(written(formatter, chunkOf(['<13>before', message, '<13>after']), 1).at(-1)).toBe(0x0a);
			}), {numRuns: 1000});
		});

		test('stays within its bound for a message that never was in the ring', () => {
			fc.assert(fc.property(MESSAGE, message => {
				expect(written(formatter, Chunk.of(message, 0, 13)).at(-1)).toBe(0x0a);
			}));
		});

		test.each<[string, string | Uint8Array]>([
			['NUL', new Uint8Array(3000)],
			['0xff', new Uint8Array(3000).fill(0xff)],
			['NUL in a message', `<13>1 - - - - - - ${'\0'.repeat(3000)}`],
			['NUL in a host', `<13>1 - ${'\0'.repeat(3000)} - - - -`],
			['quotes', `<13>1 - - - - - - ${'"'.repeat(3000)}`],
			['NUL in a value', `<13>1 - - - - - [a b="${'\0'.repeat(3000)}"]`],
			['elements', `<13>1 - - - - - ${'[a]'.repeat(1000)}`],
			['parameters of a long id', `<13>1 - - - - - [${'i'.repeat(32)}${' n=""'.repeat(1000)}]`],
			['parameters of a much too long id', `<13>1 - - - - - [${'i'.repeat(3000)}${' n=""'.repeat(3000)}]`],
			['parameters that need the binary form', `<13>1 - - - - - [${'i'.repeat(32)}${' n="\n"'.repeat(1000)}]`],
			['escaped quotes', `<13>1 - - - - - [i a="${'\\"'.repeat(3000)}"]`],
		])('stays within its bound where all is %s', (_what, message) => {
			expect(written(formatter, chunkOf([message])).at(-1)).toBe(0x0a);
		});

		test('takes a message of a megabyte', () => {
			expect(written(formatter, chunkOf([`<13>1 - - - - - - ${'long message '.repeat(80_000)}`])).length).toBeGreaterThan(1_000_000);
		});
	});
});
