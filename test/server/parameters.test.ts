import {describe, expect, it} from 'vitest';
import {BadRequest} from '../../src/server/bad-request.js';
import {noParameters, readParameters} from '../../src/server/parameters.js';

describe('the parameters of a read', () => {
	it.each([
		[{}, {lines: Infinity, format: 'syslog', cursor: undefined}],
		[{l: '-1'}, {lines: Infinity}],
		[{l: '0'}, {lines: 0}],
		[{l: '100', fmt: 'json'}, {lines: 100, format: 'json'}],
		[{cursor: '0123456789ab:42'}, {cursor: {epoch: '0123456789ab', seq: 42}}],
	])('%j are understood', (query, expected) => {
		expect(readParameters(query)).toMatchObject(expected);
	});

	it.each([
		[{l: 'ten'}, 'l: "ten"'],
		[{l: '-2'}, 'l: "-2"'],
		[{l: '1.5'}, 'l: "1.5"'],
		[{l: '1e3'}, 'l: "1e3"'],
		[{l: ' 1'}, 'l: " 1"'],
		[{l: ''}, 'l: ""'],
		[{l: '9'.repeat(16)}, 'l: "9999999999999999"'],
		[{l: ['1', '2']}, 'l: given more than once'],
		[{fmt: 'xml'}, 'fmt: "xml" is not a format; allowed are syslog, short-precise, '],
		[{fmt: 'template'}, 'fmt: the format "template" cannot be asked for without a template'],
		[{fmt: ''}, 'fmt: ""'],
		[{fmt: '__proto__'}, 'fmt: "__proto__"'],
		[{cursor: 'yesterday'}, 'cursor: "yesterday"'],
		[{cursor: '0123456789AB:42'}, 'cursor: "0123456789AB:42"'],
		[{lines: '5'}, 'unknown parameter "lines"; allowed are l, fmt, cursor'],
		[{constructor: '5'}, 'unknown parameter "constructor"'],
	])('%j are refused with a sentence that names what was wrong', (query, sentence) => {
		expect(() => readParameters(query)).toThrow(BadRequest);
		expect(() => readParameters(query)).toThrow(sentence);
	});

	it('are refused where there are none', () => {
		expect(() => {
			noParameters({});
		}).not.toThrow();
		expect(() => {
			noParameters({l: '1'});
		}).toThrow('unknown parameter "l"');
	});
});
