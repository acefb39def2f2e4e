import fc from 'fast-check';
import {describe, expect, it, test} from 'vitest';
import {Chunk} from '../../src/hub/chunk.js';
import {ENTRY_FLAGS, ENTRY_ORIGIN_A, ENTRY_ORIGIN_B, ENTRY_PRIORITY, ENTRY_SOURCE} from '../../src/hub/entry.js';
import {kernelChunk, kernelFor} from '../../src/kernel/kernel-memory.js';
import {SequenceId} from '../../src/losses/sequence-id.js';
import {SequenceIds} from '../../src/losses/sequence-ids.js';
import {fillChunk} from '../formatter/chunk-of.js';

const BYTES = 256 * 1024;
const WITH_KERNEL = kernelChunk(BYTES);
const WITHOUT = new Chunk(BYTES);

/** Number and host of each message, as the reader tells them. */
function readAll(chunk: Chunk, messages: readonly (string | Uint8Array)[]): (string | undefined)[] {
	fillChunk(chunk, messages);
	const ids = new SequenceIds();
	ids.open(chunk);
	const found = new Array<string | undefined>(messages.length).fill(undefined);
	while (ids.next()) {
		const host = textOf(chunk, ids.hostStart, ids.hostEnd);
		for (let i = 0; i < ids.count; i++) found[ids.message + i] = `${ids.value + i} of ${host}`;
	}
	return found;
}

/** The same, each message by itself, by what the kernel does not take part in. */
function readEach(messages: readonly (string | Uint8Array)[]): (string | undefined)[] {
	const id = new SequenceId();
	return messages.map(message => {
		const bytes = Buffer.from(message);
		return id.read(bytes, 0, bytes.length) ? `${id.value} of ${bytes.toString('latin1', id.hostStart, id.hostEnd)}` : undefined;
	});
}

function textOf(chunk: Chunk, start: number, end: number): string {
	return Buffer.from(chunk.bytes.subarray(start, end)).toString('latin1');
}

describe.each([['with the kernel', WITH_KERNEL], ['without it', WITHOUT]] as const)('the numbers of a chunk are read, %s', (_name, chunk) => {
	it('is what it says', () => {
		expect(kernelFor(chunk.bytes.buffer) !== undefined).toBe(chunk === WITH_KERNEL);
	});

	test('of messages that have one and of others between them', () => {
		const long = 'h'.repeat(255);
		expect(readAll(chunk, [
			'<13>1 2026-11-20T15:10:37+00:00 vm app 1 - [meta sequenceId="42"] text',
			'<13>Nov 20 15:10:37 vm app[1]: x [meta sequenceId="5"]',
			'<13>1 - vm app - - - [meta sequenceId="5"]',
			'<13>1 - vm - - - [a@1 x="]" y="\\"]"][meta sequenceId="3"]',
			`<13>1 2026-11-20T15:10:37+00:00 ${long} app 1 - [meta sequenceId="2147483647"]`,
			'<13>1 - vm - - - [meta sequenceId="2147483648"]', '<13>1 - vm - - - [meta sequenceId="4294967295"]', '<13>1 - vm - - - [meta sequenceId="0"]',
			'<13>1 - vm - - - [meta sequenceId="12345678901"]', '<13>1 - vm - - - [meta sequenceId=""]', '<13>1 - vm - - - [meta sequenceId="7x"]',
			'', ' ', '<13>1', '<13>1 - vm app - - ',
			'<13>1 - - - - - [meta sequenceId="1"]',
		])).toEqual([
			'42 of vm', undefined, undefined, '3 of vm', `2147483647 of ${long}`, undefined, undefined, undefined, undefined, undefined, undefined,
			undefined, undefined, undefined, undefined, '1 of -',
		]);
	});

	test('of a message that is cut, nothing of the next one', () => {
		const whole = '<13>1 - vm app - - [meta sequenceId="5"]';
		const messages = Array.from(whole, (_character, length) => [whole.slice(0, length), whole]).flat();
		expect(readAll(chunk, messages)).toEqual(messages.map(message => message === whole || message.endsWith('"5"') ? '5 of vm' : undefined));
	});

	test('of more messages than the kernel reads at once', () => {
		const messages = Array.from({length: 3000}, (_, i) => `<13>1 - h${i % 7} - - - [meta sequenceId="${i + 1}"]`);
		expect(readAll(chunk, messages)).toEqual(messages.map((_message, i) => `${i + 1} of h${i % 7}`));
	});

	test('of messages whose numbers go on, as runs, of one host each and one behind the other', () => {
		const of = (host: string, number: number): string => `<13>1 - ${host} - - - [meta sequenceId="${number}"]`;
		const long = 'h'.repeat(40);
		fillChunk(chunk, [
			of('vm', 1), of('vm', 2), of('vm', 3), of('wm', 4), of('wm', 5), of('wma', 6), of('wma', 8), 'another', of('wma', 9), of('wma', 10),
			of(`${long}a`, 11), of(`${long}a`, 12), of(`${long}b`, 13), of(`${long}b`, 14), of(`${long}b`, 14), of('-', 2_147_483_647), of('-', 1), of('-', 2),
		]);
		const ids = new SequenceIds();
		ids.open(chunk);
		const runs: string[] = [];
		while (ids.next()) runs.push(`${ids.message}: ${ids.count} from ${ids.value} of ${textOf(chunk, ids.hostStart, ids.hostEnd)}`);
		expect(runs).toEqual(chunk === WITH_KERNEL
			? ['0: 3 from 1 of vm', '3: 2 from 4 of wm', '5: 1 from 6 of wma', '6: 1 from 8 of wma', '8: 2 from 9 of wma', `10: 2 from 11 of ${long}a`, `12: 2 from 13 of ${long}b`, `14: 1 from 14 of ${long}b`, '15: 1 from 2147483647 of -', '16: 2 from 1 of -']
			: expect.objectContaining({length: 17}));
	});

	test('of two senders, whatever tells them apart, as two runs', () => {
		const message = (number: number): string => `<13>1 - vm - - - [meta sequenceId="${number}"]`;
		for (const [at, count] of [[ENTRY_ORIGIN_A, 1], [ENTRY_ORIGIN_B, 1], [ENTRY_SOURCE, 1], [ENTRY_FLAGS, 1], [ENTRY_PRIORITY, 2]] as const) {
			fillChunk(chunk, [message(1), message(2)]);
			chunk.bytes[chunk.entry(1) + at] = 21;
			const ids = new SequenceIds();
			ids.open(chunk);
			expect(ids.next()).toBe(true);
			expect(ids.count).toBe(chunk === WITH_KERNEL ? count : 1);
			chunk.bytes[chunk.entry(1) + at] = 0;
		}
	});

	test('as each message by itself', () => {
		const part = fc.constantFrom('<13>1 ', '<13>', '>1', '1', ' ', '- ', 'vm ', 'a-much-longer-name-than-most-have ', '\n', '[', '[meta sequenceId="', '[meta ', 'sequenceId="', '7', '12', '"', ']', '\\', 'é');
		const usual = fc.tuple(fc.array(part, {maxLength: 9}), fc.nat(99)).map(([parts, number]) => `<13>1 - host app 1 - [meta sequenceId="${number}${parts.join('')}`);
		const going = fc.tuple(fc.constantFrom('a', 'b', 'host-of-17-letters'), fc.nat(9)).map(([host, number]) => `<13>1 - ${host} - - - [meta sequenceId="${number}"]`);
		const message = fc.oneof(usual, going, fc.array(part, {maxLength: 30}).map(parts => parts.join('')));
		fc.assert(fc.property(fc.array(message, {minLength: 1, maxLength: 20}), messages => {
			expect(readAll(chunk, messages)).toEqual(readEach(messages));
		}), {numRuns: 500});
	});
});
