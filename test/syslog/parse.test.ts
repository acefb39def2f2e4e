import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Message} from '../../src/syslog/message.js';
import {parse} from '../../src/syslog/parse.js';
import {readFields} from './fields-of.js';

/** Pieces that messages are made of, so that the parser gets far into nearly valid ones. */
const PIECE = fc.constantFrom(
	'<13>', '<191>', '<0>', '<00>', '1 ', '-', ' ', '2026-11-20T15:10:37Z', '2026-11-20T15:10:37.123456+00:00', '2026-', 'Nov 20 15:02:42', 'Feb 29 ',
	'vm', 'fe80::1', 'app', '[12]', ':', ': ', '[', ']', 'id', ' a="', '"', '\\', '\\"', '=', '\uFEFF', 'é', '\0', '\n', '\x7f', 'text',
);
const TEXT = fc.array(fc.oneof({weight: 9, arbitrary: PIECE}, {weight: 1, arbitrary: fc.string({unit: 'binary', maxLength: 4})}), {maxLength: 24})
	.map(pieces => new TextEncoder().encode(pieces.join('')));
const BYTES = fc.oneof(TEXT, fc.uint8Array({maxLength: 80}));

const STARTS = ['timestampStart', 'hostnameStart', 'appNameStart', 'procIdStart', 'msgIdStart', 'structuredDataStart', 'messageStart'] as const;
const ENDS = ['timestampEnd', 'hostnameEnd', 'appNameEnd', 'procIdEnd', 'msgIdEnd', 'structuredDataEnd', 'messageEnd'] as const;

/** Parses `bytes` in the middle of others. */
function parseBetween(before: Uint8Array, bytes: Uint8Array, after: Uint8Array): Message {
	const message = new Message();
	const all = new Uint8Array(before.length + bytes.length + after.length);
	all.set(before);
	all.set(bytes, before.length);
	all.set(after, before.length + bytes.length);
	parse(all, before.length, before.length + bytes.length, message);
	return message;
}

describe('parse, whatever the bytes are', () => {
	test('finds the same whatever stands around the message', () => {
		fc.assert(fc.property(BYTES, BYTES, BYTES, (before, bytes, after) => {
			const alone = parseBetween(new Uint8Array(0), bytes, new Uint8Array(0));
			expect(readFields(parseBetween(before, bytes, after))).toEqual(readFields(alone));
		}), {numRuns: 3000});
	});

	test('finds fields in their order, inside the message, none over another', () => {
		fc.assert(fc.property(BYTES, bytes => {
			const message = parseBetween(new Uint8Array(3), bytes, new Uint8Array(3));
			let last = 3;
			for (const [i, start] of STARTS.entries()) {
				if (message[start] === -1) {
					expect(message[ENDS[i]!]).toBe(-1);
					continue;
				}
				expect(message[start]).toBeGreaterThanOrEqual(last);
				expect(message[ENDS[i]!]).toBeGreaterThanOrEqual(message[start]);
				last = message[ENDS[i]!];
			}
			expect(last).toBeLessThanOrEqual(3 + bytes.length);
		}), {numRuns: 3000});
	});

	test('loses nothing: only separators are in no field', () => {
		fc.assert(fc.property(BYTES, bytes => {
			const message = parseBetween(new Uint8Array(0), bytes, new Uint8Array(0));
			const rest = bytes.slice();
			for (const [i, start] of STARTS.entries()) {
				if (message[start] !== -1) rest.fill(0x20, message[start], message[ENDS[i]!]);
			}
			// A bad timestamp is the one field that is absent although it came.
			const separators = new TextDecoder('latin1').decode(rest);
			expect(separators).toMatch(/^(<\d{1,3}>)?([1-9]\d{0,2} +(\d{4}-[^ ]*)?)?[ :[\]-]*(\u00ef\u00bb\u00bf)? *$/);
		}), {numRuns: 3000});
	});

	test('leaves nothing of the message before', () => {
		fc.assert(fc.property(BYTES, BYTES, (first, second) => {
			const used = new Message();
			const fresh = new Message();
			parse(first, 0, first.length, used);
			parse(second, 0, second.length, used);
			parse(second, 0, second.length, fresh);
			expect(used).toEqual(fresh);
		}));
	});
});
