import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseQuery} from '../../src/query/parse-query.js';
import {joined, patternQuery, withCondition} from '../../src/web/query-text.js';
import {faultOf} from '../../src/web/query-error.js';
import {errorOf} from '../query/error-of.js';

const NOW = new Date('2026-11-20T15:40:00Z');
const read = (query: string): unknown => parseQuery(query, 'q', NOW);

describe('a condition', () => {
	test.each([
		['', 'app_name', 'sshd', true, 'app_name:sshd'],
		['disk', 'app_name', 'my app', true, 'disk app_name:"my app"'],
		['disk', 'hostname', 'a"b\\', false, 'disk NOT hostname:"a\\"b\\\\"'],
		['a OR b', 'app_name', 'x', true, '(a OR b) app_name:x'],
		['', 'sd.req@32473.status', '502', true, 'sd.req@32473.status:502'],
		['', 'sd.a:b.c', '1', true, 'sd.a\\:b.c:1'],
	])('is added to %j', (query, field, value, isWanted, expected) => {
		expect(withCondition(query, field, value, isWanted)).toBe(expected);
	});

	test('can be read, whatever the value', () => {
		fc.assert(fc.property(fc.string({minLength: 1, unit: 'grapheme'}), fc.boolean(), (value, isWanted) => {
			expect(read(withCondition('disk OR memory', 'app_name', value, isWanted))).toHaveProperty('kind');
		}));
	});

	test.each(['Failed password for <*> from <*>', '"quoted" \\ <*>', '(<*>) AND OR NOT', 'a:b <*>', '/x/ -y'])('of a pattern can be read: %s', pattern => {
		expect(read(joined('', patternQuery(pattern)))).toHaveProperty('kind');
	});
});

describe('an error', () => {
	test.each(['appname:sshd', 'disk "open', 'a AND (b', 'x severity:bad y', 'received:>nonsense'])('is placed where it is: %s', query => {
		const fault = faultOf(errorOf(() => read(query)));
		expect(fault.span).toBeDefined();
		expect(fault.span!.start).toBeLessThanOrEqual(query.length);
		expect(fault.span!.end).toBeGreaterThan(fault.span!.start);
		expect(fault.sentence).not.toContain('position');
	});

	test('about another parameter has no place in the query', () => {
		expect(faultOf('until: "x" is before since=y')).toEqual({parameter: 'until', sentence: 'until: "x" is before since=y'});
	});
});
