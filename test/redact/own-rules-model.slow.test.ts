import fc from 'fast-check';
import {expect, test} from 'vitest';
import {compileMarkingRegex, RegexError} from '../../src/query/regex/regex.js';
import {PatternRules} from '../../src/redact/pattern-rules.js';
import {NAME, Regions, VALUE} from '../../src/redact/regions.js';
import type {PatternSource} from '../../src/redact/rules-file.js';
import {patternOf} from '../query/regex/few-characters.js';
import {RedactingBench} from './redacted.js';

/** Redacts as the documentation says it: all fields, and in each all rules one after the other, without any short cut. */
function expected(rules: readonly PatternSource[], message: Buffer): Buffer {
	const regions = new Regions();
	const parts: Buffer[] = [];
	let copied = 0;
	for (let at = regions.open(message, 0, message.length); regions.nextField(at); at = regions.end) {
		const {from, end, kind} = regions;
		const field = message.subarray(from, end);
		if (regions.isNil) continue;
		const left = rules.reduce((text, rule) => replaced(rule, text, kind), field);
		parts.push(message.subarray(copied, from), left.length === 0 && kind === NAME && field.length > 0 ? Buffer.from('-') : left);
		copied = end;
	}
	return Buffer.concat([...parts, message.subarray(copied)]);
}

function replaced({source, ignoreCase, replacement}: PatternSource, text: Buffer, kind: number): Buffer {
	const {finder} = compileMarkingRegex(source, ignoreCase);
	const parts: Buffer[] = [];
	let copied = 0;
	finder.open(text, 0, text.length, text.length + 1);
	while (finder.next()) {
		let start = finder.matchStart;
		let end = finder.matchEnd;
		if (kind === VALUE) {
			if (isInEscape(text, start)) start--;
			if (isInEscape(text, end)) end++;
		}
		parts.push(text.subarray(copied, Math.max(start, copied)), Buffer.from(replacement));
		copied = Math.max(end, copied);
	}
	return Buffer.concat([...parts, text.subarray(copied)]);
}

function isInEscape(text: Buffer, at: number): boolean {
	return /(?:^|[^\\])(?:\\\\)*\\$/.test(text.toString('latin1', 0, at));
}

const pattern = patternOf(['a', 'b', 'ab', 'abc', 'c d', '.', '[ab]', '[^a]', '[^aé]b', 'ab.*d', '[ab]*é', String.raw`\w`, String.raw`\b`, String.raw`\B`, String.raw`\d`, '^', '$', 'é', '']);
const rule: fc.Arbitrary<PatternSource> = fc.record({
	name: fc.constant('rule'), source: pattern, ignoreCase: fc.boolean(), replacement: fc.constantFrom('', 'a', 'ab', 'cA', '1', 'x', 'é'),
}).filter(({source, ignoreCase}) => {
	try {
		compileMarkingRegex(source, ignoreCase);
		return true;
	} catch (error) {
		if (error instanceof RegexError) return false;
		throw error;
	}
});
const words = fc.array(fc.constantFrom('a', 'b', 'A', 'c', 'd', '1', 'ab', 'é', ' ', '_', '=', '.', '\\\\', '\\"'), {maxLength: 24}).map(parts => parts.join(''));
/** In these, many places are looked at, and much is read at each. */
const longText = fc.tuple(fc.array(fc.constantFrom('ab', 'aab', 'abé', 'a ', 'cd', 'éb'), {minLength: 1, maxLength: 4}), fc.nat(60), words)
	.map(([parts, times, end]) => parts.join('').repeat(times) + end);
const word = words.map(text => text.replace(/[^\x21-\x7e]/g, '') || '-');
const name = words.map(text => text.replace(/[^abcd1.]/g, '').slice(0, 32) || 'n');
const message = fc.oneof(
	fc.tuple(word, word, word, word, name, name, words, words).map(([host, app, pid, id, element, param, value, text]) =>
		`<13>1 2026-11-20T15:10:37.123456+00:00 ${host} ${app} ${pid} ${id} [${element} ${param}="${value}" ab="abc d"] ${text}`),
	words.map(text => `<13>Nov 20 15:10:37 host app[1]: ${text}`),
	words.map(text => `<13>${text}`), words, longText,
).map(text => Buffer.from(text));

test('all short cuts lead to what each rule would leave of each field', () => {
	fc.assert(fc.property(fc.array(rule, {minLength: 1, maxLength: 4}), fc.array(fc.tuple(message, fc.nat(3)), {minLength: 1, maxLength: 40}), (rules, messages) => {
		const bench = new RedactingBench([], new PatternRules(rules));
		// An empty name of a field is its absence, and what may stand there is PRINTUSASCII.
		fc.pre(rules.every(({replacement}) => replacement !== 'é') || !messages.some(([text]) => text.includes('[')));
		for (const [text, shift] of messages) expect(bench.redact(text, shift).bytes.toString('latin1')).toBe(expected(rules, text).toString('latin1'));
	}), {numRuns: 100});
});
