import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {compileRegex} from '../../../src/query/regex/regex.js';
import {DAMAGED_TEXT, PATTERN, TEXT} from './patterns.js';

const decoder = new TextDecoder('utf-8', {ignoreBOM: true});
const TEXTS = fc.array(TEXT, {minLength: 1, maxLength: 8});
const RUNS = {numRuns: 500};

describe('patterns that JavaScript understands too', () => {
	test.each([['u', false], ['iu', true]] as const)('match the texts that it matches with the flags %s', (flags, ignoreCase) => {
		fc.assert(fc.property(PATTERN, TEXTS, (source, texts) => {
			const regex = compileRegex(source, ignoreCase);
			const model = new RegExp(source, flags);
			for (const text of texts.filter(isModelled(source))) {
				expect(regex.test(text, 0, text.length)).toBe(model.test(decoder.decode(text)));
			}
		}), RUNS);
	});

	test('see what is not UTF-8 as it is shown: as U+FFFD', () => {
		fc.assert(fc.property(PATTERN, fc.array(DAMAGED_TEXT, {minLength: 1, maxLength: 8}), (source, texts) => {
			const regex = compileRegex(source, false);
			const model = new RegExp(source, 'u');
			for (const text of texts.filter(isModelled(source))) {
				expect(regex.test(text, 0, text.length)).toBe(model.test(decoder.decode(text)));
			}
		}), RUNS);
	});

	test('see nothing outside of the range', () => {
		fc.assert(fc.property(PATTERN, TEXT, DAMAGED_TEXT, DAMAGED_TEXT, (source, text, before, after) => {
			const regex = compileRegex(source, false);
			const bytes = Uint8Array.from([...before, ...text, ...after]);
			expect(regex.test(bytes, before.length, before.length + text.length)).toBe(regex.test(text, 0, text.length));
		}), RUNS);
	});
});

describe('the text that every match has', () => {
	test.each([false, true])('is in every text that matches, and is enough where it says so; case ignored: %s', ignoreCase => {
		fc.assert(fc.property(PATTERN, TEXTS, (source, texts) => {
			const {required, isLiteral, ...regex} = compileRegex(source, ignoreCase);
			if (required === undefined) {
				expect(isLiteral).toBe(false);
				return;
			}
			expect(required.text.length).toBeGreaterThan(1);
			for (const text of texts) {
				const found = includes(required.ignoreCase ? lowerAscii(text) : text, required.text);
				const matches = regex.test(text, 0, text.length);
				if (isLiteral) expect(matches).toBe(found);
				else expect(found || !matches).toBe(true);
			}
		}), RUNS);
	});
});

/** V8 finds `\B` between the halves of a surrogate pair, against ECMA-262. */
function isModelled(source: string): (text: Uint8Array) => boolean {
	return text => !source.includes('\\B') || !decoder.decode(text).includes('😀');
}

function includes(bytes: Uint8Array, text: Uint8Array): boolean {
	return Buffer.from(bytes).includes(Buffer.from(text));
}

function lowerAscii(bytes: Uint8Array): Uint8Array {
	return bytes.map(byte => byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte);
}
