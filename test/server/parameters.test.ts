import {describe, expect, it} from 'vitest';
import {BadRequest} from '../../src/server/bad-request.js';
import {isOn, noParameters, type Query, readFollowing, readReading, readSelection, refuseReverse} from '../../src/server/parameters.js';
import {NOT_UTF8} from '../../src/server/query-string.js';

const CONTEXT = {sourceNames: []};

describe('the parameters of a read', () => {
	it.each([
		[{}, {lines: Infinity, format: {name: 'syslog', utc: false}, cursor: undefined, before: 0, after: 0, count: Infinity, filter: {matchesAll: true}}],
		[{l: '-1'}, {lines: Infinity}],
		[{l: '0'}, {lines: 0}],
		[{l: '100', fmt: 'json'}, {lines: 100, format: {name: 'json'}}],
		[{cursor: '0123456789ab:42'}, {cursor: {epoch: '0123456789ab', seq: 42}}],
		[{C: '3'}, {before: 3, after: 3}],
		[{C: '3', A: '0'}, {before: 3, after: 0}],
		[{B: '10000'}, {before: 10_000, after: 0}],
		[{count: '5'}, {count: 5}],
		[{template: '{{message}}'}, {format: {name: 'template', template: '{{message}}'}}],
		[{fmt: 'short-iso', utc: '1'}, {format: {name: 'short-iso', utc: true}}],
		[{no_hostname: '1', raw: '1', color: '1'}, {format: {name: 'syslog', noHostname: true, raw: true, color: true}}],
		[{fmt: 'template', template: '{{message}}', raw: '1'}, {format: {name: 'template', raw: true}}],
		[{stamp: '1', fmt: 'csv'}, {format: {name: 'csv', stamp: true}}],
		[{fmt: 'json', no_hostname: '0', raw: '0', color: '0'}, {format: {name: 'json', noHostname: false, raw: false, color: false}}],
		[{highlight: ['a', 'B+']}, {format: {name: 'syslog', highlight: {patterns: ['a', 'B+']}}}],
		[{exclude: ['a', 'b']}, {filter: {matchesAll: false}}],
		[{q: 'sshd'}, {filter: {matchesAll: false}}],
		[{q: ''}, {filter: {matchesAll: true}}],
		[{since: '@1700000000', until: '@1700000060'}, {sinceUs: 1.7e15, untilUs: 1.70000006e15, filter: {matchesAll: false}}],
		[{since: '@1700000000', time: 'timestamp'}, {sinceUs: -Infinity, untilUs: Infinity, filter: {matchesAll: false}}],
	] as [Query, object][])('%j are understood', (query, expected) => {
		expect(readReading(query, CONTEXT)).toMatchObject(expected);
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
		[{fmt: ''}, 'fmt: ""'],
		[{fmt: '__proto__'}, 'fmt: "__proto__"'],
		[{cursor: 'yesterday'}, 'cursor: "yesterday"'],
		[{cursor: '0123456789AB:42'}, 'cursor: "0123456789AB:42"'],
		[{lines: '5'}, 'unknown parameter "lines"; allowed are q, severity, '],
		[{constructor: '5'}, 'unknown parameter "constructor"'],
		[{C: '10001'}, 'C: "10001" is not allowed; allowed are whole numbers from 0 to 10000'],
		[{A: '1.5'}, 'A: "1.5"'],
		[{B: ''}, 'B: ""'],
		[{count: '0'}, 'count: "0"'],
		[{utc: 'yes'}, 'utc: "yes" is not allowed; allowed are 1 and 0'],
		[{stamp: 'yes'}, 'stamp: "yes" is not allowed; allowed are 1 and 0'],
		[{color: 'yes'}, 'color: "yes" is not allowed; allowed are 1 and 0'],
		[{fmt: 'json', color: '1'}, 'color: the format json does not have it; allowed are syslog, short-precise, short-iso, short-iso-precise, short-unix'],
		[{fmt: 'cat', highlight: 'a'}, 'highlight: the format cat does not have it; allowed are syslog, '],
		[{highlight: ['a', '(']}, "highlight, position 1: '(' is not closed"],
		[{fmt: 'cat', color: '1'}, 'color: the format cat does not have it; allowed are syslog, '],
		[{fmt: 'verbose', no_hostname: '1'}, 'no_hostname: the format verbose does not have it; allowed are syslog, '],
		[{template: 'a', no_hostname: '1'}, 'no_hostname: the format template does not have it; allowed are syslog, '],
		[{fmt: 'rfc5424', raw: '1'}, 'raw: the format rfc5424 does not have it; allowed are syslog, short-precise, short-iso, short-iso-precise, short-unix, verbose, cat, template'],
		[{reverse: '1'}, 'unknown parameter "reverse"'],
		[{time: 'noon'}, 'time: "noon"'],
		[{since: ['-1h', '-2h']}, 'since: given more than once'],
		[{since: 'whenever'}, 'since, position 1: '],
		[{until: ''}, 'until, position 1: '],
		[{since: '15:30', until: '15:00'}, 'until: "15:00" is before since=15:30'],
		[{q: [NOT_UTF8]}, 'q: its bytes are no UTF-8'],
		[{l: NOT_UTF8}, 'l: its bytes are no UTF-8'],
		[{q: 'a AND'}, 'q, position '],
		[{q: ['fine', 'severity:loud']}, 'q, position 10: '],
		[{grep: '('}, 'grep, position 1: '],
		[{exclude: '('}, 'exclude, position 1: '],
		[{severity: 'loud'}, 'severity, position 1: '],
		[{facility: 'loud'}, 'facility, position 1: '],
	] as [Query, string][])('%j are refused with a sentence that names what was wrong', (query, sentence) => {
		expect(() => readReading(query, CONTEXT)).toThrow(BadRequest);
		expect(() => readReading(query, CONTEXT)).toThrow(sentence);
	});

	it('may have the newest message first, where the path says so and there is no context', () => {
		const read = (query: Query): boolean => readReading(query, CONTEXT, ['reverse']).reverse;
		expect([read({}), read({reverse: '0', C: '1'}), read({reverse: '1', C: '0'})]).toEqual([false, false, true]);
		for (const query of [{A: '1'}, {B: '1'}, {C: '1'}]) {
			expect(() => read({...query, reverse: '1'})).toThrow('reverse: not allowed with A, B and C');
		}
	});

	it('have nothing first where there is no newest', () => {
		expect(() => {
			refuseReverse({reverse: '0'});
		}).not.toThrow();
		expect(() => {
			refuseReverse({reverse: '1'});
		}).toThrow('reverse: not allowed where the answer goes on with what comes; allowed on / without follow=1');
	});

	it('that select are the same where messages are counted, and nothing else is allowed there', () => {
		expect(readSelection({q: 'sshd', severity: ['err', 'crit']}, CONTEXT).filter.matchesAll).toBe(false);
		expect(() => readSelection({l: '5'}, CONTEXT)).toThrow('unknown parameter "l"');
		expect(() => readSelection({buckets: '5'}, CONTEXT, ['buckets'])).not.toThrow();
	});

	it.each([['500ms', 500], ['30s', 30_000], ['1.5m', 90_000], ['2h', 7_200_000], ['7', 7000], ['0', 0], ['1h30m', 5_400_000], ['24h', 86_400_000]])('timeout %s is understood', (timeout, ms) => {
		expect(readFollowing({timeout}, CONTEXT).timeoutMs).toBe(ms);
	});

	it.each(['', 's', '-1s', '25h', '1x', 'forever', '1e3'])('timeout %j is refused', timeout => {
		expect(() => readFollowing({timeout}, CONTEXT)).toThrow(`timeout: ${JSON.stringify(timeout)} is no time span; allowed are `);
	});

	it('are on or off', () => {
		expect([isOn({}, 'batch'), isOn({batch: '0'}, 'batch'), isOn({batch: '1'}, 'batch')]).toEqual([false, false, true]);
		expect(() => isOn({batch: 'true'}, 'batch')).toThrow('batch: "true"');
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
