import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {parseQuery} from '../../src/query/parse-query.js';
import {QueryError} from '../../src/query/query-error.js';

const NOW = new Date('2026-11-20T15:40:00Z');
const DATA = new URL('../data/', import.meta.url);
/** What cannot be pasted without quotation marks: signs, and what is not closed within the word. */
const SPECIAL = /^[-+!]|[()"*?]/;

/** The text that a word asks for if it is nothing but text; undefined where it is refused. */
function textOf(word: string): string | undefined {
	try {
		const expression = parseQuery(word, 'q', NOW);
		return expression.kind === 'contains' && expression.field.name === 'message' ? expression.text : '';
	} catch (error) {
		if (error instanceof QueryError) return undefined;
		throw error;
	}
}

describe.each(readdirSync(DATA).filter(name => name.endsWith('.log')))('in %s', name => {
	const words = new Set(readFileSync(new URL(name, DATA), 'utf8').split(/\s+/).filter(word => word !== ''));

	test('a word without signs, wildcards and punctuation marks in pairs is the text that it is', () => {
		const plain = [...words].filter(word => !SPECIAL.test(word));
		expect(plain.length).toBeGreaterThan(100);
		for (const word of plain) expect(textOf(word)).toBe(word);
	});

	test('so is nearly every word that is not refused', () => {
		const read = [...words].map(word => [word, textOf(word)] as const).filter(([, text]) => text !== undefined);
		const different = read.filter(([word, text]) => text !== word);
		expect(read.length).toBeGreaterThan(words.size * 0.95);
		expect(different.length).toBeLessThan(words.size * 0.05);
	});
});
