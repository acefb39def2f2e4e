import fc from 'fast-check';
import {describe, expect, it, test} from 'vitest';
import {SequenceId} from '../../src/losses/sequence-id.js';

/** Number and host that are read of a message, with other bytes around it. */
function read(text: string): string | undefined {
	const id = new SequenceId();
	const bytes = Buffer.from(`#${text}[meta sequenceId="7"] "`);
	const end = Buffer.byteLength(text) + 1;
	return id.read(bytes, 1, end) ? `${id.value} of ${bytes.toString('utf8', id.hostStart, id.hostEnd)}` : undefined;
}

describe('the number of a message is read', () => {
	test.each([
		['as syslog-ng writes it', '<13>1 2026-11-20T15:10:37+00:00 vm app 1 - [meta sequenceId="42"] text', '42 of vm'],
		['behind another element', '<13>1 - vm - - - [a@1 x="]" y="\\"]"][meta sequenceId="3"]', '3 of vm'],
		['behind another parameter', '<13>1 - vm - - - [meta sysUpTime="1" sequenceId="2147483647"] x', '2147483647 of vm'],
		['of a sender without a name', '<13>1 - - - - - [meta sequenceId="1"]', '1 of -'],
	])('%s', (_name, text, expected) => {
		expect(read(text)).toBe(expected);
	});
});

describe('what only looks like one is none', () => {
	test.each([
		['in the text', '<13>1 - vm app - - - [meta sequenceId="5"]'],
		['in the text behind structured data', '<13>1 - vm app - - [a@1 b="c"] [meta sequenceId="5"]'],
		['in a value', '<13>1 - vm app - - [a@1 b="[meta sequenceId=\\"5\\"]"] x'],
		['in another element', '<13>1 - vm app - - [other sequenceId="5"] x'],
		['in a BSD message', '<13>Nov 20 15:10:37 vm app[1]: x [meta sequenceId="5"]'],
		['zero', '<13>1 - vm - - - [meta sequenceId="0"]'],
		['too large', '<13>1 - vm - - - [meta sequenceId="2147483648"]'],
		['not a number', '<13>1 - vm - - - [meta sequenceId="5x"]'],
		['empty', '<13>1 - vm - - - [meta sequenceId=""]'],
		['cut off', '<13>1 - vm - - - [meta sequenceId="5'],
		['cut off before it', '<13>1 - vm - - - [meta '],
		['nothing', ''],
	])('%s', (_name, text) => {
		expect(read(text)).toBeUndefined();
	});

	it('never throws, and reads nothing beyond the message', () => {
		const part = fc.constantFrom('<13>1', ' ', '-', '[', 'meta', 'sequenceId', '="', '7', '"', ']', '\\', 'x');
		fc.assert(fc.property(fc.array(part, {maxLength: 40}), parts => {
			const text = parts.join('');
			const bytes = Buffer.from(text);
			const id = new SequenceId();
			const isThere = id.read(bytes, 0, bytes.length);
			expect(read(text) !== undefined).toBe(isThere);
		}));
	});
});
