import {describe, expect, test} from 'vitest';
import {Highlight, MAX_HIGHLIGHTS} from '../../src/query/highlight.js';
import {QueryError} from '../../src/query/query-error.js';

/** The bytes that stand out, each as `^`; others as `.`. */
function found(highlight: Highlight, text: string, before = ''): string | undefined {
	const bytes = Buffer.from(before + text);
	const marks = highlight.find(bytes, Buffer.byteLength(before), bytes.length);
	return marks && Array.from(marks.subarray(0, Buffer.byteLength(text)), mark => mark === 1 ? '^' : '.').join('');
}

function find(patterns: readonly string[], text: string, before?: string): string | undefined {
	return found(new Highlight(patterns, 'highlight'), text, before);
}

describe('what stands out', () => {
	test.each<[string[], string, string | undefined]>([
		[['disk'], 'a disk, a Disk', '..^^^^....^^^^'],
		[['Disk'], 'a disk, a Disk', '..........^^^^'],
		[['aa'], 'aaaaa', '^^^^.'],
		[['d.sk'], 'a disk, a Disk', '..^^^^....^^^^'],
		[['\\S+k$'], 'a disk, a Disk', '..........^^^^'],
		[['é'], 'É e', '^^..'],
		[['disk', 'a'], 'a disk', '^.^^^^'],
		[['isk', 'di'], 'a disk', '..^^^^'],
		[['a d', 'none', 'k'], 'a disk', '^^^..^'],
		[['none'], 'a disk', undefined],
		[['n?'], 'a disk', undefined],
		[['x*'], '', undefined],
		[['^a'], 'a a', '^..'],
	])('%j in %j', (patterns, text, expected) => {
		expect(find(patterns, text)).toBe(expected);
		expect(find(patterns, text, 'aé disk')).toBe(expected);
	});

	test('does not depend on the text before', () => {
		const highlight = new Highlight(['[ab]+', 'word'], 'highlight');
		expect(found(highlight, `${'ab'.repeat(4000)} word`)).toBe(`${'^'.repeat(8000)}.^^^^`);
		expect(found(highlight, '-a word -b')).toBe('.^.^^^^..^');
		expect(found(highlight, 'none')).toBe(undefined);
	});

	test('is found in the beginning of a text that is very long for a large pattern', () => {
		const highlight = new Highlight(['[ab]{900}|x'], 'highlight');
		const marks = found(highlight, 'x-'.repeat(32_768))!;
		expect(marks.slice(0, 2000)).toBe('^.'.repeat(1000));
		expect(marks.slice(-2000)).toBe('.'.repeat(2000));
		expect(found(highlight, '-x'.repeat(1000))).toBe('.^'.repeat(1000));
	});
});

describe('what is refused', () => {
	test.each<[string, string[], string]>([
		['no pattern', ['a', 'b('], "highlight, position 2: '(' is not closed"],
		['what takes more than linear time', ['(?=a)'], 'highlight, position 1: lookahead and lookbehind are not supported'],
		['references', ['(a)\\1'], 'highlight, position 4: back-references are not supported'],
		['too many repetitions', ['(?:a{1000}){3}'], 'highlight, position 12: the pattern is too large'],
		['nothing', ['a', ''], 'highlight, position 1: a value is missing'],
		['very much', ['a'.repeat(20_000)], 'highlight, position 1025: the pattern has 20000 characters; at most 1024 are allowed'],
		['very many', Array.from({length: MAX_HIGHLIGHTS + 1}, () => 'a'), 'highlight, position 1: more than 16 regular expressions'],
	])('%s', (_what, patterns, sentence) => {
		const make = (): Highlight => new Highlight(patterns, 'highlight');
		expect(make).toThrow(QueryError);
		expect(make).toThrow(sentence);
	});
});
