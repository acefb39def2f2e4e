import {describe, expect, test} from 'vitest';
import {readStructuredData, scanStructuredData, StructuredDataCursor} from '../../src/syslog/structured-data.js';

function bytesOf(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}

describe('scanStructuredData', () => {
	test.each([
		['[a]', 3],
		['[a] [b]', 3],
		['[a][b c="d"] m', 12],
		['[a b="\\]"]', 10],
		['[a b="]"]', ~9],
		[`[${'n'.repeat(33)}] m`, ~35],
		['[a', -1],
		['[a]b', -1],
	])('%j ends at %i', (text, expected) => {
		const bytes = bytesOf(text);
		expect(scanStructuredData(bytes, 0, bytes.length)).toBe(expected);
	});

	test('an escape at the very end does not lead beyond it', () => {
		const bytes = bytesOf('[a b="\\""]');
		expect(scanStructuredData(bytes, 0, 7)).toBe(-1);
		expect(scanStructuredData(bytes, 0, 8)).toBe(-1);
		expect(scanStructuredData(bytes, 0, 9)).toBe(-1);
		expect(scanStructuredData(bytes, 0, 10)).toBe(10);
	});
});

describe('readStructuredData', () => {
	test('undoes the three escapes and leaves any other backslash', () => {
		const bytes = bytesOf('[a b="\\"\\\\\\]\\n\\\\n"]');
		expect(readStructuredData(bytes, 0, bytes.length)).toEqual([{id: 'a', params: [{name: 'b', value: '"\\]\\n\\n'}]}]);
	});

	test('keeps repeated ids and names, in their order, and elements without parameters', () => {
		const bytes = bytesOf('[a x="1" x="2"][b][a x=""][__proto__ constructor="é"]');
		expect(readStructuredData(bytes, 0, bytes.length)).toEqual([
			{id: 'a', params: [{name: 'x', value: '1'}, {name: 'x', value: '2'}]},
			{id: 'b', params: []},
			{id: 'a', params: [{name: 'x', value: ''}]},
			{id: '__proto__', params: [{name: 'constructor', value: 'é'}]},
		]);
	});
});

describe('StructuredDataCursor', () => {
	test('goes over the parameters nobody asked for', () => {
		const bytes = bytesOf('[a x="1" y="2"][b z="3"]');
		const cursor = new StructuredDataCursor();
		cursor.open(bytes, 0, bytes.length);
		const ids: string[] = [];
		while (cursor.nextElement()) ids.push(new TextDecoder().decode(bytes.subarray(cursor.idStart, cursor.idEnd)));
		expect(ids).toEqual(['a', 'b']);
		expect(cursor.nextElement()).toBe(false);
		expect(cursor.nextParam()).toBe(false);
	});
});
