import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseQuery} from '../../src/query/parse-query.js';
import {Marker, searchedTerms} from '../../src/web/marker.js';

const NOW = new Date('2026-11-20T15:40:00Z');

/** The text with what is marked in brackets. */
function marked(text: string, ...queries: string[]): string {
	const spans = new Marker(queries).find(text);
	return spans.reduceRight((shown, [start, end]) => `${shown.slice(0, start)}[${shown.slice(start, end)}]${shown.slice(end)}`, text);
}

describe('what a query has found is marked', () => {
	test.each([
		['disk full', 'the disk is full', 'the [disk] is [full]'],
		['disk', 'Disk DISK diskette', '[Disk] [DISK] [disk]ette'],
		['Disk', 'Disk disk', '[Disk] disk'],
		['"disk full"', 'disk full, disk not full', '[disk full], disk not full'],
		['disk -full NOT memory !x', 'disk full memory x', '[disk] full memory x'],
		['app_name:sshd failed', 'sshd failed', 'sshd [failed]'],
		['message:disk raw:full sd.a.b:1', 'disk full 1', '[disk] [full] 1'],
		['(a OR b) AND c', 'abc', '[abc]'],
		['d?sk', 'disk dusk', '[disk] [dusk]'],
		['disk*full', 'a disk is full now', 'a [disk is full] now'],
		['/port \\d+/', 'from port 50112 ssh2', 'from [port 50112] ssh2'],
		['/PORT/i', 'port', '[port]'],
		['/^a|c$/', 'aac', '[a]a[c]'],
		['/x*/', 'yy', 'yy'],
		['a+b.c [x]', 'a+b.c axbxc [x]', '[a+b.c] axbxc [[x]]'],
		['größe', 'Die GRÖSSE, die GRÖßE 👍 größe', 'Die GRÖSSE, die [GRÖßE] 👍 [größe]'],
		['👍', 'a👍b', 'a[👍]b'],
		['', 'x', 'x'],
		['   ', 'x', 'x'],
		['*', 'x', 'x'],
	])('%j in %j', (query, text, expected) => {
		expect(marked(text, query)).toBe(expected);
	});

	test.each([['"open', 'an "open', 'an ["open]'], ['(', 'f(', 'f[(]'], ['appname:x', 'appname:x', '[appname:x]']])('what is no query is text: %j', (query, text, expected) => {
		expect(marked(text, query)).toBe(expected);
	});

	test('several queries mark together', () => {
		expect(marked('disk full', 'disk', 'full')).toBe('[disk] [full]');
	});

	test('a pattern that could take for ever does not', () => {
		const text = `${'a'.repeat(50_000)}!`;
		const begun = performance.now();
		expect(new Marker(['/(a*)*(a*)*(a|a)*b/']).find(text)).toEqual([]);
		expect(performance.now() - begun).toBeLessThan(1000);
	});

	test('marks lie in the text, in order, whatever the query and the text', () => {
		fc.assert(fc.property(fc.string({unit: 'binary', maxLength: 20}), fc.string({unit: 'grapheme', maxLength: 60}), (query, text) => {
			let last = -1;
			for (const [start, end] of new Marker([query]).find(text)) {
				expect(start).toBeGreaterThan(last);
				expect(end).toBeGreaterThan(start);
				expect(end).toBeLessThanOrEqual(text.length);
				last = end;
			}
		}));
	});
});

test.each(['disk full', 'd?sk*', '/port \\d+/i', 'say "a \\"b"', '"open'])('what is marked can be asked for: %j', query => {
	for (const term of searchedTerms(query)) expect(searchedTerms(term.query)).toEqual([term]);
	expect(parseQuery(searchedTerms(query).map(term => term.query).join(' OR '), 'q', NOW)).toHaveProperty('kind');
});
