import {expect, test} from 'vitest';
import {lessOptions} from '../../src/client/less-options.js';

test.each<[string | undefined, 'chop' | 'wrap' | undefined, string]>([
	[undefined, undefined, 'FRSX'],
	[undefined, 'chop', 'FRSX'],
	[undefined, 'wrap', 'FRX'],
	['-i -M', undefined, '-i -M$ -R'],
	['-Psmine', 'chop', '-Psmine$ -R -S'],
	['FRSX', 'wrap', 'FRSX$ -R -+S'],
	['', undefined, '$ -R'],
])('LESS=%j with %j is %j', (own, longLines, expected) => {
	expect(lessOptions(own, longLines)).toBe(expected);
});
