import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {parseQuery} from '../../src/query/parse-query.js';
import {errorOf} from './error-of.js';

const NOW = new Date('2026-11-20T15:40:00Z');
const PAGE = readFileSync(new URL('../../docs/query.md', import.meta.url), 'utf8');

/** The lines of each fenced block of this language. */
function blocks(language: string): string[][] {
	return [...PAGE.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
		.filter(([, name]) => name === language)
		.map(([, , text]) => text!.trimEnd().split('\n'));
}

describe('docs/query.md', () => {
	const queries = blocks('query').flat().map(line => line.split(/\s+# /)[0]!);

	test('has examples', () => {
		expect(queries.length).toBeGreaterThan(50);
	});

	test.each(queries)('%s', query => {
		expect(parseQuery(query, 'q', NOW)).toHaveProperty('kind');
	});

	test.each(blocks('error').map(lines => [lines[1]!, lines.join('\n')] as const))('%s is refused as it says', (query, message) => {
		expect(errorOf(() => parseQuery(query, 'q', NOW))).toBe(message);
	});
});
