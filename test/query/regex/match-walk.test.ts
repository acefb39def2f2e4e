import fc from 'fast-check';
import {expect, test} from 'vitest';
import {compileMarkingRegex, compileWalkingRegex} from '../../../src/query/regex/regex.js';
import {FEW, FEW_TEXT} from './few-characters.js';

type Matches = (readonly [start: number, end: number])[];

function walked(source: string, bytes: Uint8Array, from: number): Matches {
	const {walk} = compileWalkingRegex(source, false);
	const matches: Matches = [];
	walk.open(bytes, from, bytes.length);
	while (walk.next()) matches.push([walk.matchStart, walk.matchEnd]);
	return matches;
}

function found(source: string, bytes: Uint8Array, from: number): Matches {
	const {finder} = compileMarkingRegex(source, false);
	const matches: Matches = [];
	finder.open(bytes, from, bytes.length, bytes.length + 1);
	while (finder.next()) matches.push([finder.matchStart, finder.matchEnd]);
	return matches;
}

test('goes to the same matches as the finder', () => {
	fc.assert(fc.property(FEW, FEW_TEXT, fc.nat(3), (source, bytes, from) => {
		fc.pre(from <= bytes.length);
		expect(walked(source, bytes, from)).toEqual(found(source, bytes, from));
	}), {numRuns: 2500});
});

test.each([
	['a|a*b', 'aaaa aab', [[0, 1], [1, 2], [2, 3], [3, 4], [5, 8]]],
	['^a', 'aa', [[0, 1]]],
	['a$', 'aa', [[1, 2]]],
	['a*', 'baab', [[1, 3]]],
	[String.raw`\ba`, 'a aa ba', [[0, 1], [2, 3]]],
	['é+', 'xééy', [[1, 5]]],
])('%j in %j', (source, input, matches) => {
	expect(walked(source, Buffer.from(input), 0)).toEqual(matches);
});

test('goes to the same matches where it leaves the rest to the finder', () => {
	const bytes = Buffer.from(`${'a'.repeat(5000)} aab`);
	expect(walked('a|a*b', bytes, 0)).toEqual(found('a|a*b', bytes, 0));
});
