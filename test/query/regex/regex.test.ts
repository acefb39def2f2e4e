import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {compileRegex, RegexError} from '../../../src/query/regex/regex.js';

type Text = string | number[];

function bytesOf(text: Text): Uint8Array {
	return typeof text === 'string' ? new TextEncoder().encode(text) : Uint8Array.from(text);
}

function matches(source: string, text: Text, ignoreCase = false): boolean {
	const bytes = bytesOf(text);
	return compileRegex(source, ignoreCase).test(bytes, 0, bytes.length);
}

function holds(cases: readonly (readonly [source: string, matching: readonly Text[], other: readonly Text[]])[], ignoreCase = false): void {
	test.each(cases)('%j matches %j and not %j', (source, matching, other) => {
		for (const text of matching) expect(matches(source, text, ignoreCase), String(text)).toBe(true);
		for (const text of other) expect(matches(source, text, ignoreCase), String(text)).toBe(false);
	});
}

describe('text, groups and repetitions', () => {
	holds([
		['', ['', 'a'], []],
		['abc', ['abc', 'xabcx', 'ababc'], ['', 'ab', 'abxc', 'ABC']],
		['a|b|', ['', 'c'], []],
		['fail|error', ['a fail', 'terror'], ['erro', 'fai l']],
		['(ab)+c', ['abc', 'ababc'], ['ac', 'c']],
		['^(?:ab)*c', ['c', 'abc', 'ababc'], ['abac', 'aabc']],
		['^a(?<name>b|c)d$', ['abd', 'acd'], ['ad', 'abcd']],
		['^a(?P<name>b)d$', ['abd'], ['ad']],
		['^a{2}$', ['aa'], ['a', 'aaa']],
		['^a{2,}$', ['aa', 'aaaaa'], ['a']],
		['^a{0,2}b', ['b', 'ab', 'aab'], ['aaab']],
		['^a{1,2}?b', ['ab', 'aab'], ['b', 'aaab']],
		['^a{0}b', ['b'], ['ab']],
		['^(?:a{2}){2}$', ['aaaa'], ['aa', 'aaa', 'aaaaa']],
		['^a*?$', ['', 'aaa'], ['b']],
		['^a+?b??$', ['a', 'aab'], ['', 'abb']],
		['^(?:a*)*b', ['b', 'aaab'], ['a']],
		['^(?:a*|b)+$', ['', 'abba'], ['c']],
		['(){1000}()*x', ['x'], ['']],
		['{"a": {}', ['{"a": {}'], ['"a"']],
		['a{,x}]', ['a{,x}]'], ['a']],
		[`${'('.repeat(511)}a${')'.repeat(511)}`, ['a'], ['b']],
	]);
});

describe('anchors', () => {
	holds([
		['^a', ['a', 'ab'], ['ba', '\na']],
		['a$', ['a', 'ba'], ['ab', 'a\n']],
		['^$', [''], ['a', '\n']],
		['$', ['', 'a'], []],
		['a^b|a$b', [], ['ab', 'a\nb']],
		['^(^)*a', ['a'], ['ba']],
		['(^|,)x(,|$)', ['x', 'a,x', 'x,b', 'a,x,b'], ['ax', 'a,xb']],
		['(?:$|x)*$', ['', 'a', 'x'], []],
		['\\bcat\\b', ['cat', 'a cat.', '-cat-'], ['cats', 'concat', '_cat', 'cat1']],
		['\\Bcat', ['concat'], ['cat', 'a cat']],
		['cat\\B', ['cats'], ['cat', 'cat ']],
		['^\\b', ['a'], ['', ' a']],
		['\\b$', ['a'], ['', 'a ']],
		['\\B', ['', ' ', 'ab'], ['a']],
		['^\\B$', [''], ['a', ' ']],
		['\\b\\b\\b(?:\\b|\\B)a', ['a', ' a'], ['ba_ba']],
		['é\\b', ['éa'], ['é', 'é ']],
	]);

	test('mean the ends of the range, and not of the bytes', () => {
		const bytes = bytesOf('xxabcxx');
		expect(compileRegex('^abc$', false).test(bytes, 2, 5)).toBe(true);
		expect(compileRegex('\\babc\\b', false).test(bytes, 2, 5)).toBe(true);
		expect(compileRegex('x', false).test(bytes, 2, 5)).toBe(false);
		expect(compileRegex('^$', false).test(bytes, 3, 3)).toBe(true);
	});
});

describe('sets', () => {
	holds([
		['^.$', ['a', 'é', '€', '😀', '\r'], ['', '\n', 'ab']],
		['(?s)^.$', ['\n'], ['']],
		['^[abc-e]$', ['a', 'b', 'd', 'e'], ['f', '-']],
		['^[^abc-e]$', ['f', '-', 'é', '\n'], ['a', 'd']],
		['^[-a]$', ['-', 'a'], ['b']],
		['^[a-]$', ['-', 'a'], ['b']],
		['^[\\w-.]$', ['-', 'a', '.'], ['+']],
		['^[\\]\\\\^[]$', [']', '\\', '^', '['], ['a']],
		['^[а-я€-₭]$', ['б', '€', '₭'], ['a', 'Б']],
		['^\\d$', ['0', '9'], ['a', '٣']],
		['^\\w$', ['a', 'Z', '0', '_'], ['-', 'é']],
		['^\\s$', [' ', '\t', '\n', '\v', '\f', '\r'], ['a', '\u00a0']],
		['^\\D\\W\\S$', ['a-a', 'é-é', '€€€'], ['1-a', 'aaa', 'a- ']],
		['^[^\\D]$', ['1'], ['a']],
		['[^\\d\\D]', [], ['a', '', '1']],
		['^[\\d\\D]$', ['a', '\n', '😀'], ['']],
		['^[[:alpha:][:digit:]_]$', ['a', 'Z', '5', '_'], ['-', ':']],
		['^[[:^space:]]$', ['a'], [' ']],
		['^[[:punct:]]$', ['!', '/', '`', '~'], ['a', ' ']],
		['^[[:xdigit:]]+$', ['09afAF'], ['g']],
		['^\\x41\\x{e9}\\u00e9\\u{1F600}\\uD83D\\uDE00$', ['Aéé😀😀'], ['A']],
		['^[\\x41-\\u0043\\t]$', ['B', '\t'], ['D']],
		['^\\t\\n\\v\\f\\r\\0$', ['\t\n\v\f\r\0'], ['tnvfr0']],
		['^\\.\\*\\-\\"\\/\\<\\ \\{$', ['.*-"/< {'], ['a']],
		['^\\p{L}\\p{Lu}\\pN\\P{L}$', ['éÉ1-', '字Ω٣ '], ['1É1-', 'éé1-', 'éÉ1a']],
	]);
});

describe('where case is ignored', () => {
	holds([
		['straße', ['STRAßE', 'Straße', 'STRAẞE'], ['STRASSE']],
		['é[à-ö]', ['ÉÀ', 'éÖ'], ['eA']],
		['σ', ['Σ', 'ς', 'σ'], ['s']],
		['привет', ['ПРИВЕТ', 'Привет'], ['привеt']],
		['ǆ', ['Ǆ', 'ǅ', 'ǆ'], ['dž']],
		['[^a-c]', ['d', 'D'], ['A', 'b', 'C']],
		['^\\x41\\u0062$', ['ab', 'AB'], ['b']],
		['^\\p{Lu}$', ['a', 'A', 'é'], ['1']],
		['^[k\\u212a]$', ['k', 'K', 'K'], ['x']],
		// The Kelvin sign and the long s: text in US-ASCII is searched for by its bytes.
		['[ks]', ['K', 'S'], ['\u212a', '\u017f']],
		['[ıi]', ['I', 'ı', 'i'], ['İ']],
	], true);

	test('a leading (?i) is the same', () => {
		expect(matches('(?i)a', 'A')).toBe(true);
		expect(matches('(?is)a.', 'A\n')).toBe(true);
		expect(matches('(?si)a.', 'A\n')).toBe(true);
		expect(matches('a', 'A')).toBe(false);
	});
});

describe('what is not UTF-8', () => {
	holds([
		['^a.b$', [[0x61, 0xff, 0x62], [0x61, 0xe4, 0xbd, 0x62], [0x61, 0xc3, 0x62]], [[0x61, 0xff, 0xff, 0x62]]],
		['^a[^x]b$', [[0x61, 0xff, 0x62]], []],
		['^a[\\u{80}-\\u{10FFFF}]b$', ['aéb'], [[0x61, 0xff, 0x62]]],
		['ÿ', ['ÿ'], [[0xff]]],
		['\\u{FFFD}', ['\ufffd'], [[0xff]]],
		['^.{3}$', [[0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80].slice(0, 3), [0xc0, 0xaf, 0xff]], [[0xe2, 0x82, 0xac]]],
		['x\\b', [[0x78, 0xff]], [[0xff]]],
		['user=[^ ]+ ok', [[...bytesOf('user=J'), 0xfc, ...bytesOf('rgen ok')]], []],
	]);

	test('is not completed from beyond the range', () => {
		expect(compileRegex('é', false).test(bytesOf('é'), 0, 1)).toBe(false);
		expect(compileRegex('^.$', false).test(bytesOf('€'), 0, 2)).toBe(true);
	});
});

describe('the text that every match has', () => {
	test.each([
		['error', 'error', true], ['^error$', 'error', false], ['x', undefined, false], ['a.b', undefined, false], ['', undefined, false],
		['(fa)(?:il)', 'fail', true], ['user=\\w+ .* port \\d+', ' port ', false], ['[e]rror', 'error', true], ['(?:ab){3}c', 'abababc', true],
		['ab+c', 'ab', false], ['ab?cd', 'cd', false], ['a(?:bc)+d', 'abc', false], ['(?:a.bc){3}d', 'bc', false],
		['fail|error', undefined, false], ['(?:x|y)error', 'error', false], ['größe', 'größe', true], ['\\bfoo\\b', 'foo', false],
		['foo\\.bar', 'foo.bar', true], ['(?:ab){0}cd', 'cd', true], ['(?:ab)*', undefined, false],
	])('%j: %j, is all: %s', (source, text, isLiteral) => {
		const regex = compileRegex(source, false);
		expect(regex.required && new TextDecoder().decode(regex.required.text)).toBe(text);
		expect(regex.required?.ignoreCase ?? false).toBe(false);
		expect(regex.isLiteral).toBe(isLiteral);
	});

	test.each([
		['ERROR k', 'error k', true, true], ['[Ee]rror', 'error', true, true], ['größe', 'gr', true, false], ['10\\.0', '10.0', false, true],
		['éà', undefined, false, false],
	])('%j with case ignored: %j', (source, text, ignoreCase, isLiteral) => {
		const regex = compileRegex(source, true);
		expect(regex.required && new TextDecoder().decode(regex.required.text)).toBe(text);
		expect(regex.required?.ignoreCase ?? false).toBe(ignoreCase);
		expect(regex.isLiteral).toBe(isLiteral);
	});

	test('is not longer than what repetitions need', () => {
		expect(compileRegex('(?:a{1000}){1}', false).required?.text.length).toBeLessThanOrEqual(64);
	});
});

describe('patterns that are refused', () => {
	const wrong: readonly (readonly [source: string, at: number, sentence: string])[] = [
		['a(?=b)', 1, 'lookahead and lookbehind are not supported, because they cannot be matched in linear time'],
		['(?!b)', 0, 'lookahead and lookbehind'],
		['(?<=b)', 0, 'lookahead and lookbehind'],
		['(?<!b)', 0, 'lookahead and lookbehind'],
		['(a)\\1', 3, 'back-references are not supported, because they cannot be matched in linear time'],
		['(?<n>a)\\k<n>', 7, 'back-references are not supported'],
		['(?>a)', 0, 'not a known kind of group; allowed are (…), (?:…), (?<name>…), and (?i), (?s) or (?is) at the beginning'],
		['a(?i)b', 1, 'not a known kind of group'],
		['(?m)a', 0, 'not a known kind of group'],
		['(?<1>a)', 0, 'not a known kind of group'],
		['x(a', 1, '\'(\' is not closed; write \'\\(\' for the character'],
		['a)', 1, '\')\' closes nothing; write \'\\)\' for the character'],
		['*a', 0, 'there is nothing to repeat before \'*\'; write \'\\*\' for the character'],
		['a|+', 2, 'there is nothing to repeat before \'+\''],
		['({2})', 1, 'there is nothing to repeat before \'{2}\''],
		['^*', 1, 'an anchor cannot be repeated; repetitions follow a character or a group'],
		['\\b+', 2, 'an anchor cannot be repeated'],
		['a**', 2, '\'*\' follows a repetition; put what it repeats into \'(…)\', possessive repetitions are not supported'],
		['a++', 2, '\'+\' follows a repetition'],
		['a???', 3, '\'?\' follows a repetition'],
		['x{1000}{1000}', 7, '\'{1000}\' follows a repetition'],
		['a{1001}', 1, '\'{1001}\' repeats too often; at most 1000 are allowed'],
		['a{0,5000}', 1, '\'{0,5000}\' repeats too often'],
		['a{99999999999999999999,}', 1, 'repeats too often'],
		['a{5,2}', 1, '\'{5,2}\' has its bounds in the wrong order'],
		['a{,3}', 1, '\'{,3}\' has no lower bound; write \'{0,…}\''],
		['x[a', 1, '\'[\' is not closed; write \'\\[\' for the character'],
		['[a-', 0, '\'[\' is not closed'],
		['[]', 1, 'brackets need a member; write \'\\]\' for the character, and \'[\\d\\D]\' for any character'],
		['[^]a]', 2, 'brackets need a member'],
		['[b-a]', 1, 'the range \'b-a\' ends before it begins; write \'\\-\' for the character'],
		['[a-\\d]', 1, 'a range goes from character to character; write \'\\-\' for the character'],
		['[:alpha:]', 0, 'a named set stands in brackets of its own: write \'[[:alpha:]]\''],
		['[[:name:]]', 1, 'there is no set \'name\'; allowed are alnum, alpha, blank, cntrl, digit, graph, lower, print, punct, space, upper, xdigit'],
		['a\\', 1, 'the pattern ends with a backslash; write \'\\\\\' for the character'],
		['\\q', 0, '\'\\q\' has no meaning; allowed are \\d \\w \\s \\b and \\D \\W \\S \\B, \\t \\n \\v \\f \\r \\0, \\xHH, \\uHHHH, \\u{H…}, \\p{…},'
			+ ' and a backslash before punctuation'],
		['\\é', 0, '\'\\é\' has no meaning'],
		['[\\b]', 1, '\'\\b\' has no meaning'],
		['\\01', 0, '\'\\0\' has no meaning'],
		['\\xg', 0, 'expected hexadecimal digits: \\xHH, \\uHHHH or \\u{H…}'],
		['\\u12', 0, 'expected hexadecimal digits'],
		['\\u{110000}', 0, 'the highest character is \\u{10FFFF}'],
		['\\uD83D', 0, 'half of a surrogate pair is not a character; write \\u{H…}'],
		['\\uDE00', 0, 'half of a surrogate pair'],
		['\\p{Foo}', 0, 'not a known property; allowed are the general categories L, M, N, P, S and Z and their parts, as in \\p{L} or \\p{Lu}'],
		['\\p', 0, 'not a known property'],
		['a'.repeat(1_025), 1_024, 'the pattern has 1025 characters; at most 1024 are allowed'],
		['('.repeat(10_000) + ')'.repeat(10_000), 1_024, 'the pattern has 20000 characters; at most 1024 are allowed'],
		['b(a{1000}){1000}', 10, 'the pattern is too large with its repetitions written out; at most 2048 steps are allowed'],
		['(?:(?:(?:(?:^|){1000}){1000}){1000}){1000}', 36, 'the pattern is too large'],
		['(a?b){1000}', 5, 'the pattern is too large'],
		['(a?){500}', 0, 'the pattern would take too long to match: it has too many alternatives and optional parts next to each other'],
	];
	test.each(wrong)('%j at %i: %s', (source, at, sentence) => {
		let error: unknown;
		try {
			compileRegex(source, false);
		} catch (thrown) {
			error = thrown;
		}
		expect(error).toBeInstanceOf(RegexError);
		expect(error).toMatchObject({at});
		expect((error as RegexError).message).toContain(sentence);
	});
});

describe('real log lines', () => {
	const lines = ['Linux', 'Mac', 'OpenSSH'].flatMap(name =>
		readFileSync(new URL(`../../data/${name}.log`, import.meta.url), 'utf8').split('\n').filter(line => line !== ''));

	test.each([
		'\\d+\\.\\d+\\.\\d+\\.\\d+', '(?:fail|error|denied)', '[0-9]{3,}ms', 'for (?:invalid user )?\\w+ from .* port \\d+', '\\b\\d{5}\\b',
		'\\[\\d+\\]: [^ ]+ [A-Z]', '^\\w{3} +\\d+ (?:\\d\\d:){2}\\d\\d \\S+ sshd\\[', '[^ -~]', '(?:[a-z]+\\.){3,}\\w+$',
	])('are found as JavaScript finds them by %j', source => {
		for (const ignoreCase of [false, true]) {
			const regex = compileRegex(source, ignoreCase);
			const model = new RegExp(source, ignoreCase ? 'i' : '');
			const found = lines.filter(line => {
				const bytes = bytesOf(line);
				return regex.test(bytes, 0, bytes.length);
			});
			expect(found).toEqual(lines.filter(line => model.test(line)));
		}
	});
});
