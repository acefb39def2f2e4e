import {describe, expect, test} from 'vitest';
import {PatternRules} from '../../src/redact/pattern-rules.js';
import {MAX_PATTERNS, readRules, RulesError} from '../../src/redact/rules-file.js';
import {RedactingBench} from './redacted.js';

const HEADER = '<13>1 2026-11-20T15:10:37.123456+00:00';

function bench(file: string, names: readonly string[] = []): RedactingBench {
	return new RedactingBench(names, new PatternRules(readRules(file, [])));
}

function mistake(file: string): RulesError {
	try {
		readRules(file, ['ipv4']);
	} catch (error) {
		if (error instanceof RulesError) return error;
		throw error;
	}
	throw new Error('it was read');
}

describe('a file', () => {
	test('has a rule a line; empty lines and comments say nothing', () => {
		expect(readRules('# comment\n\n  one s/a/b/\r\ntwo\ts|x/y|\\|z|gi\n', [])).toEqual([
			{name: 'one', source: 'a', ignoreCase: false, replacement: 'b'},
			{name: 'two', source: 'x/y', ignoreCase: true, replacement: '|z'},
		]);
		expect(readRules(String.raw`a s/a\/b\\/\\\&\//`, [])[0]).toMatchObject({source: String.raw`a\/b\\`, replacement: '\\&/'});
		expect(readRules('empty s/a//', [])[0]).toMatchObject({replacement: ''});
	});

	test.each([
		['', 1, 1, /^no rule in the file; /],
		['# only\n', 2, 1, /^no rule in the file; /],
		['a', 1, 1, /^not a rule; a rule is a name, a blank and s\/PATTERN\/REPLACEMENT\/$/],
		['s/a/b/', 1, 1, /^not a rule/],
		['a b/c/d/', 1, 1, /^not a rule/],
		['a s/b', 1, 6, /^the pattern is not ended by '\/'/],
		['a s/b/c', 1, 8, /^the replacement is not ended by '\/'/],
		['a s/b/c/x', 1, 9, /^'x' is no flag; allowed are g and i$/],
		['a s1b1c1', 1, 4, /^'1' cannot stand between/],
		['a s\\b\\c\\', 1, 4, /cannot stand between/],
		['ok s/a/b/\n  a s/b(/c/', 2, 8, /^the pattern 'b\(': '\(' is not closed/],
		['a s//c/', 1, 5, /^the pattern is empty$/],
		['a s/b/&/', 1, 7, /write '\\&' for the character$/],
		['a s/b/x\\1/', 1, 8, /^'\\1' would be a part of what was found/],
		['a s/b/\\n/', 1, 7, /^'\\n' has no meaning in a replacement/],
		['ipv4 s/b/c/', 1, 1, /is the name of a ready-made rule/],
		['a s/b/c/\na s/d/e/', 2, 1, /^there are two rules called 'a'/],
		['a s/(b)\\1/c/', 1, 8, /linear time$/],
		['a s/a{1000}b{1000}c{40}/c/', 1, 5, /would take too long to match/],
		[Array.from({length: MAX_PATTERNS + 1}, (_, i) => `r${i} s/a/b/`).join('\n'), MAX_PATTERNS + 1, 1, /^more than 64 rules$/],
	])('%j is refused with its place', (file, line, column, message) => {
		expect(mistake(file)).toMatchObject({line, column, message: expect.stringMatching(message) as unknown});
	});
});

describe('rules of one\'s own', () => {
	test('replace all matches, the longest at each place, one rule after the other', () => {
		const {text, counts} = bench('digits s/[0-9]+/#/\nmarks s/#a|#/[&]/'.replace('&', '\\&')).redact(`${HEADER} h a p m - 12 3a 4`);
		expect(text).toBe(`${HEADER} h a p m - [&] [&] [&]`);
		expect(counts.slice(0, 3)).toEqual([1, 3, 3]);
	});

	test('may be as many as there can be, and each finds its own', () => {
		const file = Array.from({length: MAX_PATTERNS}, (_, i) => `r${i} s/${(i % 2 === 1) === (i < 32) ? String.raw`\b` : ''}k${i}=\\w+/${i}!/`).join('\n');
		const {text, counts} = bench(file).redact(`${HEADER} h a p m - k0=a k1=b k30=c k31=d k32=e k33=f k62=g k63=h k64=i xk0=j xk1=k`);
		expect(text).toBe(`${HEADER} h a p m - 0! 1! 30! 31! 32! 33! 62! 63! k64=i x0! xk1=k`);
		expect([0, 1, 2, 30, 31, 32, 33, 62, 63].map(i => counts[1 + i])).toEqual([2, 1, 0, 1, 1, 1, 1, 1, 1]);
	});

	test('leave nothing behind of what one has kept and the next has masked', () => {
		const redacting = bench('a s/x/yy/\nb s/secret[a-z]+/?/');
		expect(redacting.redact(`${HEADER} h a p m - x secretabcdefghijkl`).text).toBe(`${HEADER} h a p m - yy ?`);
		expect(redacting.leaves('ghijkl')).toBe(false);
	});

	test('come after the ready-made ones', () => {
		expect(bench('zero s/\\.0\\b/.?/', ['ipv4']).redact(`${HEADER} h a p m - 1.2.3.4`).text).toBe(`${HEADER} h a p m - 1.2.3.?`);
	});

	test('see each field by itself: ^ and $ are its ends', () => {
		const {text} = bench('whole s/^x+$/y/').redact(`${HEADER} xx x xx. x [xx x="xxx" b=" xx"] xx`);
		expect(text).toBe(`${HEADER} y y xx. y [y y="y" b=" xx"] y`);
	});

	test('leave PRI, VERSION, TIMESTAMP and absent fields alone', () => {
		const {text} = bench('all s/[-0-9T:.]+/N/').redact(`<134>1 2026-11-20T15:10:37.123456+00:00 - a - m9 - 12`);
		expect(text).toBe('<134>1 2026-11-20T15:10:37.123456+00:00 - a - mN - N');
		expect(bench('all s/[0-9]+/N/').redact('<13>Nov 20 15:10:37 host9 app[1]: 22').text).toBe('<13>Nov 20 15:10:37 hostN app[N]: N');
	});

	test('cannot break what they stand in', () => {
		const file = 'a s/A/x "]=\\\\ é/\nb s/B+//';
		const {text} = bench(file).redact(`${HEADER} hA BB p m [A@1 A="1A2" B="B"] A`);
		expect(text).toBe(`${HEADER} hx_____\\____ - p m [x_____\\____@1 x_____\\____="1x \\"\\]=\\\\ é2" -=""] x "]=\\ é`.replace(/_____\\____/g, '____\\___'));
		const escaped = bench('q s/"b//').redact(`${HEADER} h a p m [x y="a\\"bc"] t`);
		expect(escaped.text).toBe(`${HEADER} h a p m [x y="ac"] t`);
		expect(bench('s s/\\\\//').redact(`${HEADER} h a p m [x y="a\\"b\\\\c\\]"] t`).text).toBe(`${HEADER} h a p m [x y="abc"] t`);
	});

	test('find nothing in a message without a match, which stays where it is', () => {
		const {text, counts} = bench('a s/nothing/x/').redact(`${HEADER} h a p m - text`);
		expect(text).toBe(`${HEADER} h a p m - text`);
		expect(counts.slice(0, 2)).toEqual([0, 0]);
	});

	test('work on long texts too, in pieces', () => {
		const {text, counts} = bench('a s/word\\d+/w/').redact(`${HEADER} h a p m - ${'word1 '.repeat(30_000)}`);
		expect(text).toBe(`${HEADER} h a p m - ${'w '.repeat(30_000)}`);
		expect(counts.slice(0, 2)).toEqual([1, 30_000]);
	});

	test('with no room for what they write, the message is cut and says so', () => {
		const small = new RedactingBench([], new PatternRules(readRules('a s/a/aaaaaaaaaaaaaaaa/', [])), 512);
		const {text, isCut} = small.redact(`${HEADER} h x p m - ${'a '.repeat(100)}`);
		expect(isCut).toBe(true);
		expect(Buffer.byteLength(text)).toBeLessThanOrEqual(512);
		expect(text).toMatch(/^\S+ \S+ h x p m - (?:a{16} )+$/);
	});
});
