import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {NOT_UTF8, parseQueryString} from '../../src/server/query-string.js';

describe('the parameters of an address', () => {
	test.each([
		['', {}],
		['q=disk', {q: ['disk']}],
		['q=disk+full&l=10', {q: ['disk full'], l: ['10']}],
		['q=disk%20full%2B', {q: ['disk full+']}],
		['q=a&q=b&q=', {q: ['a', 'b', '']}],
		['q=a=b&c', {q: ['a=b'], c: ['']}],
		['=x', {'': ['x']}],
		['&&q=a&', {q: ['a']}],
		['q=%C3%BCber', {q: ['über']}],
		['q=%c3%bcber', {q: ['über']}],
		['%71=a', {q: ['a']}],
	])('%j are understood', (text, query) => {
		expect(parseQueryString(text)).toEqual(query);
	});

	test.each([
		['q=50%', {q: ['50%']}],
		['q=disk%2050%', {q: ['disk 50%']}],
		['q=%', {q: ['%']}],
		['q=%4', {q: ['%4']}],
		['q=%zz%41', {q: ['%zzA']}],
		['q=%%41', {q: ['%A']}],
	])('%j: what begins no escape is itself, and the rest is read still', (text, query) => {
		expect(parseQueryString(text)).toEqual(query);
	});

	test.each(['%ff', '%c3', '%c3%28', '%ed%a0%80', '%f8%88%80%80%80', 'a%ffb', '\xff'])('%j is known not to be UTF-8', value => {
		expect(parseQueryString(`q=${value}&l=1`)).toEqual({q: [NOT_UTF8], l: ['1']});
	});

	test.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString'])('%s is a name like any other', name => {
		const query = parseQueryString(`${name}=1&q=a`);
		expect(Object.keys(query)).toEqual([name, 'q']);
		expect(Object.getPrototypeOf(query)).toBe(Object.prototype);
	});

	test('are what a form or curl --data-urlencode has encoded', () => {
		const text = fc.string({unit: 'grapheme'});
		fc.assert(fc.property(fc.array(fc.tuple(text.filter(name => name !== ''), text)), pairs => {
			const expected = new Map<string, string[]>();
			for (const [name, value] of pairs) expected.set(name, [...expected.get(name) ?? [], value]);
			for (const encoded of [
				new URLSearchParams(pairs).toString(),
				pairs.map(pair => pair.map(encodeURIComponent).join('=')).join('&'),
			]) {
				expect(new Map(Object.entries(parseQueryString(encoded)))).toEqual(expected);
			}
		}));
	});

	test('are read whatever they are', () => {
		fc.assert(fc.property(fc.string({unit: fc.constantFrom('q', '=', '&', '+', '%', '%', '4', 'f', 'F', 'c', '3', 'z', 'é', '\0', '\xff')}), text => {
			expect(Object.values(parseQueryString(text)).flat().every(value => value === NOT_UTF8 || typeof value === 'string')).toBe(true);
		}));
	});
});
