import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {PatternRules} from '../../src/redact/pattern-rules.js';
import {readRules} from '../../src/redact/rules-file.js';
import {fieldsOf} from '../syslog/fields-of.js';
import {anyMessage, rfc5424Message, wordedText} from './messages.js';
import {ALL, RedactingBench} from './redacted.js';

const bench = new RedactingBench(ALL);
const OWN = String.raw`a s/a+/<a b="c]\\>/
quote s/"+//
all s/^[^x]{1,6}$//
word s/\bsmith\b/Müller/i
`;
const withOwn = new RedactingBench(ALL, new PatternRules(readRules(OWN, ALL)));
const onlyOwn = new RedactingBench([], new PatternRules(readRules(OWN, ALL)));

/** What a message has, whatever its fields say: those that are there, and the names and the number of params. */
function shapeOf(message: string) {
	const {structuredData, ...fields} = fieldsOf(message);
	return {
		priority: fields.priority, standard: fields.standard, version: fields.version, timestamp: fields.timestamp,
		present: Object.keys(fields).filter(field => field !== 'faults').sort(), faults: (fields.faults ?? 0) & ~LENGTH_FAULTS,
		elements: structuredData?.replace(/"(?:[^"\\]|\\.)*"/gs, '"').replace(/[^[\]"= ]+/g, 'n'),
	};
}

/** A field may have become too long by a replacement; it is kept as it is. */
const LENGTH_FAULTS = 4 | 8 | 16 | 32 | 64;

describe('a message of RFC 5424 has the same fields when it has been redacted', () => {
	test('by the ready-made rules', () => {
		fc.assert(fc.property(rfc5424Message, message => {
			expect(shapeOf(bench.redact(message).text)).toEqual(shapeOf(message));
		}), {numRuns: 1500});
	});

	test.each([['by rules of one\'s own', onlyOwn], ['by all', withOwn]])('%s, which may make a field absent', (_, redacting) => {
		fc.assert(fc.property(rfc5424Message, message => {
			const {present, ...shape} = shapeOf(redacting.redact(message).text);
			const {present: wasPresent, ...wanted} = shapeOf(message);
			expect(shape).toEqual(wanted);
			expect(wasPresent).toEqual(expect.arrayContaining(present));
		}), {numRuns: 1500});
	});
});

test('what has been redacted stays as it is', () => {
	fc.assert(fc.property(wordedText, fc.constantFrom('', '<13>', '<13>1 - host app 1 id - ', '<13>Nov 20 15:10:37 host app[1]: '), (text, header) => {
		const once = bench.redact(`${header}${text}`);
		const twice = bench.redact(once.bytes);
		expect(twice.text).toBe(once.text);
	}), {numRuns: 2500});
});

test('where a message stands in memory, and what stands around it, makes no difference', () => {
	fc.assert(fc.property(anyMessage, fc.nat(3), fc.nat(255), (message, shift, around) => {
		expect(bench.redact(message, shift, around)).toEqual(bench.redact(message));
		expect(withOwn.redact(message, shift, around)).toEqual(withOwn.redact(message));
	}), {numRuns: 1500});
});

test('any bytes are taken, and a rule reads none that do not belong to the message', () => {
	fc.assert(fc.property(fc.uint8Array({maxLength: 200}), fc.nat(3), (bytes, shift) => {
		expect(withOwn.redact(bytes, shift, 0x2e)).toEqual(withOwn.redact(bytes, shift, 0x31));
	}), {numRuns: 1500});
});

test('a text without digits, marks and names of secrets stays as it is', () => {
	fc.assert(fc.property(fc.stringMatching(/^(?:[c-eg-xzé ,;()-]{0,12} ?){0,12}$/), text => {
		expect(bench.redact(`<13>1 - - - - - - ${text}`).text).toBe(`<13>1 - - - - - - ${text}`);
	}));
});
