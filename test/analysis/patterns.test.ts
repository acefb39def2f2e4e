import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {MAX_EXAMPLE_BYTES, MAX_PATTERNS, Patterns, type PatternsResult} from '../../src/analysis/patterns.js';
import {chunkOf} from '../formatter/chunk-of.js';
import {MESSAGE} from '../formatter/messages.js';
import {fed} from './fed.js';

const ALL = 1e6;
const linesOf = (name: string): string[] => readFileSync(new URL(`../data/${name}.log`, import.meta.url), 'utf8').trimEnd().split('\n');
const patternsOf = (messages: readonly (string | Uint8Array)[]): PatternsResult => fed(new Patterns(), chunkOf(messages)).result(ALL);
const from = (text: string, app = 'app', priority = 13): string => `<${priority}>1 - - ${app} - - - ${text}`;
const summary = ({patterns}: PatternsResult): [string, number][] => patterns.map(({pattern, count}) => [pattern, count]);
const counted = ({patterns}: PatternsResult): number => patterns.reduce((sum, {count}) => sum + count, 0);

describe('patterns', () => {
	test('have what is known of their messages', () => {
		expect(patternsOf([
			from('login of alice from 10.0.0.1', 'sshd', 14), from('login of bob from 10.0.0.2', 'sshd', 12), from('link up'),
			from('login of carol from 10.0.0.3', 'login', 14), from('login of dave from fe80::1', 'sshd', 14), '<13>1 - - - - - -',
		])).toEqual({
			method: 'Drain (He et al., 2017)',
			depth: 4,
			similarity: 0.65,
			messages: 6,
			empty: 1,
			distinct: 2,
			forgotten: 0,
			patterns: [
				{
					pattern: 'login of <*> from <*>', count: 4, share: 0.666667, severity_worst: 'warning', app_name: 'sshd',
					first_seq: 7, last_seq: 11, example: 'login of alice from 10.0.0.1',
				},
				{pattern: 'link up', count: 1, share: 0.166667, severity_worst: 'notice', app_name: 'app', first_seq: 9, last_seq: 9, example: 'link up'},
			],
		});
	});

	test.each<[string, readonly string[], [string, number][]]>([
		['by their number of tokens', ['a b c', 'a b c d'], [['a b c', 1], ['a b c d', 1]]],
		['by their first words', ['open the door', 'close the door'], [['open the door', 1], ['close the door', 1]]],
		['by most of their words', ['disk a is full', 'disk a is empty', 'disk a was removed'], [['disk a is <*>', 2], ['disk a was removed', 1]]],
		['whatever the values of keys', ['login user=root uid=0', 'login user=bob uid=17'], [['login user=<*> uid=<*>', 2]]],
		['but for white space', ['a  b', 'a\tb', ' a b '], [['a b', 3]]],
		['by words that have few values', ['none failed for a', 'password failed for b'], [['none failed for a', 1], ['password failed for b', 1]]],
		['but for first words with many values', ['ann', 'bob', 'cid', 'dan', 'eve'].flatMap(name => [`user ${name} is in`, `${name} has left us`]), [
			['user <*> is in', 5], ['<*> has left us', 5],
		]],
		['that have become alike, as one', ['x a1 is 1', 'y b1 is 2', 'x a2 is 3'], [['x <*> is <*>', 2], ['y b1 is <*>', 1]]],
	])('tell messages apart %s', (_name, texts, expected) => {
		expect(summary(patternsOf(texts.map(text => from(text))))).toEqual(expected);
	});

	test('are no more than asked for, the most frequent first', () => {
		const patterns = fed(new Patterns(), chunkOf([from('rare thing'), from('frequent event'), from('frequent event')]));
		expect(summary(patterns.result(1))).toEqual([['frequent event', 2]]);
		expect(patterns.result(1).distinct).toBe(2);
	});

	test('take messages from chunk to chunk, and only those selected', () => {
		const patterns = new Patterns();
		patterns.add(chunkOf([from('a 1'), from('b 1'), from('a 2')]), Uint32Array.of(0, 2, 1), 2);
		patterns.add(chunkOf([from('a 3')]), Uint32Array.of(0), 1);
		expect(summary(patterns.result())).toEqual([['a <*>', 3]]);
	});

	test('show examples that are too long cut, and what is no UTF-8 with U+FFFD', () => {
		const {patterns} = patternsOf([Uint8Array.from([...Buffer.from('<13>\xff ', 'latin1'), ...Buffer.from('é'.repeat(MAX_EXAMPLE_BYTES))])]);
		expect(patterns[0]?.example).toBe(`\uFFFD ${'é'.repeat(MAX_EXAMPLE_BYTES / 2 - 1)}…`);
		expect(patterns[0]?.pattern).toBe('\uFFFD …');
	});
});

describe('lines of real logs', () => {
	test.each<[string, readonly string[]]>([
		['OpenSSH', [
			'Failed password for root from <*> port <*> ssh2',
			'Failed password for invalid user <*> from <*> port <*> ssh2',
			'Received disconnect from <*>: <*>: Bye Bye [preauth]',
			'Connection closed by <*> [preauth]',
			'pam_unix(sshd:auth): check pass; user unknown',
			'pam_unix(sshd:auth): authentication failure; logname= uid=<*> euid=<*> tty=ssh ruser= rhost=<*> user=root',
		]],
		['Linux', [
			'session closed for user <*>',
			'check pass; user unknown',
			'removing device node <*>',
			'Authentication failed from <*> (<*>): Permission denied in replay cache code',
		]],
		['Mac', ['Thermal pressure state: <*> Memory pressure state: <*>']],
	])('of %s have the patterns that a person would find', (name, expected) => {
		const lines = linesOf(name);
		const result = patternsOf(lines);
		const patterns = result.patterns.map(({pattern}) => pattern);
		expect(patterns).toEqual(expect.arrayContaining([...expected]));
		expect(counted(result) + result.empty).toBe(lines.length);
	});

	test('show as a variable what differs', () => {
		const another = 'Dec 10 11:04:45 LabSZ sshd[25539]: Failed password for uucp from 103.99.0.122 port 57331 ssh2';
		const patterns = patternsOf([...linesOf('OpenSSH'), another]).patterns.map(({pattern}) => pattern);
		expect(patterns).toContain('Failed password for <*> from <*> port <*> ssh2');
		expect(patterns).not.toContain('Failed password for root from <*> port <*> ssh2');
	});

	test('have as many patterns when they come again', () => {
		const lines = ['OpenSSH', 'Linux', 'Mac'].flatMap(linesOf);
		const once = patternsOf(lines);
		expect(patternsOf([...lines, ...lines, ...lines]).distinct).toBeLessThanOrEqual(once.distinct);
	});
});

describe('hostile messages', () => {
	/** Words that are never the same twice, and have no digits. */
	const word = (n: number): string => n.toString().replace(/\d/g, digit => 'abcdefghij'[Number(digit)]!);

	test('that are all different are bounded, counted, and do not push out the frequent one', () => {
		const patterns = new Patterns();
		for (let part = 0; part < 20; part++) {
			const texts = Array.from({length: 500}, (_, i) => {
				const n = part * 500 + i;
				return from(n % 10 === 0 ? 'link is up' : Array.from({length: 3 + (n % 60)}, (_each, k) => word(n * 100 + k)).join(' '));
			});
			fed(patterns, chunkOf(texts));
		}
		const result = patterns.result(ALL);
		expect(result.distinct).toBeLessThanOrEqual(MAX_PATTERNS);
		expect(result.forgotten).toBeGreaterThan(0);
		expect(counted(result) + result.forgotten).toBe(10_000);
		expect(result.patterns.find(({pattern}) => pattern === 'link is up')?.count).toBe(1000);
	});

	test('that begin alike and are too many for a leaf become one pattern', () => {
		const result = patternsOf(Array.from({length: 2000}, (_, n) => from(`user login ${word(n * 3)} ${word(n * 3 + 1)} ${word(n * 3 + 2)}`)));
		expect(result.patterns[0]).toMatchObject({pattern: 'user login <*> <*> <*>', count: 1901});
		expect(result.distinct).toBe(100);
	});

	test('whatever they are, are counted in one pattern each, in text that JSON can hold', () => {
		fc.assert(fc.property(fc.array(MESSAGE, {minLength: 1, maxLength: 60}), messages => {
			const result = patternsOf(messages);
			expect(counted(result) + result.empty).toBe(messages.length);
			expect(JSON.parse(JSON.stringify(result))).toEqual(result);
			for (const {first_seq: first, last_seq: last, count} of result.patterns) expect(last - first + 1).toBeGreaterThanOrEqual(count);
		}));
	});
});
