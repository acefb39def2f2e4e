import {expect, test} from 'vitest';
import {rangesOf} from '../../../src/query/regex/code-point-set.js';
import {propertySet} from '../../../src/query/regex/named-sets.js';

test.each(['L', 'Lu', 'M', 'Nd', 'P', 'Sc', 'Zs'])('the category %s has the characters that it has in JavaScript', name => {
	const set = propertySet(name)!;
	const property = new RegExp(`\\p{${name}}`, 'u');
	// Every seventh character reaches into each range of some length; all of them would take seconds.
	const different = Array.from({length: Math.floor(0x11_0000 / 7)}, (_, index) => index * 7)
		.filter(codePoint => codePoint < 0xd800 || codePoint > 0xdfff);
	const flags = new Uint8Array(0x11_0000);
	for (const [first, last] of rangesOf(set)) flags.fill(1, first, last + 1);
	expect(different.filter(codePoint => property.test(String.fromCodePoint(codePoint)) !== (flags[codePoint] === 1))).toEqual([]);
});
