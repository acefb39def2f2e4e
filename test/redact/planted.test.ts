import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {safeEnd} from '../../src/redact/cut.js';
import {ALL, RedactingBench} from './redacted.js';

/** What is planted, and what of it must not be seen, whole or in part. */
const PLANTED: readonly (readonly [text: string, hidden: readonly string[]])[] = [
	['203.0.113.77', ['113.77', '113.7']],
	['2001:db8:1:77aa::55bb', ['77aa', '55bb', '77a']],
	['alice.liddell@example.org', ['alice', 'liddell', 'lidd']],
	['"alice liddell"@example.org', ['liddell']],
	['https://example.org/find?needle=haystack', ['needle', 'haystack']],
	['4111 1111 1111 1111', ['4111 1111 1111 1111', '4111 1111 1111']],
	['5500000000000004', ['550000000000']],
	['Bearer s3cr3t-t0ken', ['s3cr3t', 't0ken']],
	['password=hunter22', ['hunter']],
];
const BEFORE = fc.constantFrom(' ', '=', '(', '<', '[', '"', "'", ',', '', ' x ', '#012', '\\n', '%20', '\x1b[31m', ': ', '/');
const BEHIND = fc.constantFrom(' ', ')', '>', ']', '"', "'", ',', '', ' x ', '#012', '\\n', '. ', ': ', '\x1b[0m');
const HEADER = '<13>1 2026-11-20T15:10:37.123456+00:00 vm app 42 ID7 ';
const bench = new RedactingBench(ALL);

describe.each(PLANTED)('%j', (text, hidden) => {
	test('is hidden, whatever stands beside it', () => {
		fc.assert(fc.property(BEFORE, BEHIND, fc.constantFrom('- ', '', '[a b="c"] ', '- text text text '), fc.nat(3), (before, behind, structured, shift) => {
			// What makes it a part of another word.
			fc.pre(!(before === '=' && text.includes('"')) && !(behind.startsWith('#012') && /\d$/.test(text)));
			const result = bench.redact(`${HEADER}${structured}${before}${text}${behind}`, shift);
			for (const part of hidden) expect(result.text.slice(HEADER.length)).not.toContain(part);
		}));
	});

	test('is hidden in structured data', () => {
		const result = bench.redact(`${HEADER}[a b="${text.replace(/"/g, '\\"')}"] text`);
		for (const part of hidden) expect(result.text).not.toContain(part);
	});

	test('is hidden where the message is cut, wherever that is', () => {
		const message = Buffer.from(`${HEADER}- some text with ${text} in it and more`);
		for (let length = HEADER.length; length <= message.length; length++) {
			const end = length === message.length ? length : safeEnd(message, 0, length);
			const result = bench.redact(message.subarray(0, end));
			for (const part of hidden) expect(result.text, `cut at ${length}`).not.toContain(part);
		}
	});
});

test('what one rule has copied and another one hides is not left behind', () => {
	expect(bench.redact(`${HEADER}- verylongname.192.0.2.77.another@example.org`).text).toBe(`${HEADER}- ***@example.org`);
	for (const name of ['verylongname', 'longname', 'another', '192.0.2']) expect(bench.leaves(name), name).toBe(false);
	expect(bench.redact(`${HEADER}- to verylongname.192.0.2.77@x.y`).text).toBe(`${HEADER}- to ***@x.y`);
	for (const name of ['name.192', '192.0.2']) expect(bench.leaves(name), name).toBe(false);
});
