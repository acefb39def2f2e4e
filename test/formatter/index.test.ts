import {describe, expect, test} from 'vitest';
import {createFormatter, FORMAT_NAMES, isFormatName} from '../../src/formatter/index.js';
import {CONTEXT} from './context.js';

describe('formats', () => {
	test.each(FORMAT_NAMES)('%s can be made', name => {
		const formatter = createFormatter(name, CONTEXT);
		expect(isFormatName(name)).toBe(true);
		expect(formatter.bound(0)).toBeGreaterThan(0);
	});

	test.each(['', 'JSON', 'xml', 'constructor', '__proto__', 'toString'])('%j is none', name => {
		expect(isFormatName(name)).toBe(false);
	});

	test('name what their output is', () => {
		const context = CONTEXT;
		expect(FORMAT_NAMES.map(name => createFormatter(name, context)).map(({contentType, alwaysUtf8}) => [contentType, alwaysUtf8])).toEqual([
			['text/plain; charset=utf-8', true],
			['text/plain; charset=utf-8', false],
			['application/x-ndjson', true],
		]);
	});
});
