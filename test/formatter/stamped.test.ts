import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {createFormatter, FORMAT_NAMES, type FormatOptions} from '../../src/formatter/index.js';
import {Chunk} from '../../src/hub/chunk.js';
import {chunkOf, RECEIVED_US} from './chunk-of.js';
import {CONTEXT} from './context.js';
import {MESSAGE} from './messages.js';
import {written, writtenText} from './written.js';

const TEMPLATE = '{{seq}} {{message}}';
const ALL: readonly FormatOptions[] = FORMAT_NAMES.map(name => ({name, template: TEMPLATE}));
const stamped = (options: FormatOptions): ReturnType<typeof createFormatter> => createFormatter({...options, stamp: true}, CONTEXT);

describe('records with stamps', () => {
	test('begin with time of receipt and length', () => {
		const line = writtenText(stamped({name: 'cat'}), chunkOf(['<13>1 - - - - - - héllo']));
		expect(line).toBe(`${RECEIVED_US} 7 héllo\n`);
	});

	test.each(ALL)('are what $name writes, byte for byte', options => {
		fc.assert(fc.property(MESSAGE, fc.integer({min: 0, max: 2 ** 52}), (message, receivedUs) => {
			const chunk = chunkOf([message], receivedUs);
			const plain = written(createFormatter(options, CONTEXT), chunk);
			expect(Buffer.from(written(stamped(options), chunk))).toEqual(Buffer.concat([Buffer.from(`${receivedUs} ${plain.length} `), plain]));
		}), {numRuns: 50});
	});

	test('have whole microseconds', () => {
		expect(writtenText(stamped({name: 'cat'}), chunkOf(['m'], 1234.75))).toBe('1234 2 m\n');
	});

	test('have the time 0 where no message of the ring stands', () => {
		const decode = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
		const csv = createFormatter('csv', CONTEXT);
		expect(decode(stamped({name: 'csv'}).head)).toBe(`0 ${csv.head.length} ${decode(csv.head)}`);
		expect(decode(stamped({name: 'csv'}).separator)).toBe('');
		expect(decode(stamped({name: 'cat'}).head)).toBe('');
		expect(decode(stamped({name: 'cat'}).separator)).toBe('0 3 --\n');
		expect(writtenText(stamped({name: 'cat'}), Chunk.of(Buffer.from('<13>1 - - - - - - gap'), RECEIVED_US, 13))).toBe('0 4 gap\n');
	});

	test('are no text of their own kind', () => {
		for (const options of ALL) {
			const {contentType, alwaysUtf8, isVerbatim} = stamped(options);
			expect({contentType, alwaysUtf8, isVerbatim}).toEqual({
				contentType: 'text/plain; charset=utf-8', alwaysUtf8: createFormatter(options, CONTEXT).alwaysUtf8, isVerbatim: false,
			});
		}
	});
});
