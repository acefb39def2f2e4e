import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Chunk} from '../../src/hub/chunk.js';
import {kernelChunk, kernelFor} from '../../src/kernel/kernel-memory.js';
import {Message} from '../../src/syslog/message.js';
import {parse} from '../../src/syslog/parse.js';
import {parseStored} from '../../src/syslog/parse-stored.js';
import {chunkOf, fillChunk} from '../formatter/chunk-of.js';
import {MESSAGE, NEARLY_USUAL} from '../formatter/messages.js';
import {MUTATED, REAL_MESSAGES, USUAL} from '../formatter/real-messages.js';

/** Every chunk is a new reservation of address space: one serves all tests. */
const chunk = kernelChunk(256 * 1024);

const NOTHING = new Uint8Array(0);

/** What `parse` finds of each message, and what `parseStored` finds, which gets a `Message` that has held another. */
function expectSame(of: Chunk): void {
	const stored = new Message();
	for (let i = 0; i < of.count; i++) {
		const parsed = new Message();
		parse(of.bytes, of.start(i), of.end(i), parsed);
		parseStored(of, i, stored);
		expect(stored.bytes).toBe(of.bytes);
		// To compare a whole chunk's bytes takes a thousand times as long.
		stored.bytes = parsed.bytes = NOTHING;
		expect(stored).toEqual(parsed);
	}
}

describe('messages of a chunk are taken apart as any bytes are', () => {
	test('where a kernel does it', () => {
		expect(kernelFor(chunk.bytes.buffer)).toBeDefined();
		fc.assert(fc.property(fc.array(fc.oneof(NEARLY_USUAL, MESSAGE, MUTATED), {maxLength: 20}), messages => {
			fillChunk(chunk, messages);
			expectSame(chunk);
		}), {numRuns: 1000});
	});

	test('where a kernel takes real lines', () => {
		for (let i = 0; i < REAL_MESSAGES.length; i += 200) {
			fillChunk(chunk, REAL_MESSAGES.slice(i, i + 200));
			expectSame(chunk);
		}
	});

	test('where a name is as long as it may be, or longer', () => {
		for (const kind of [0, 1, 2, 3]) {
			const names = Array.from({length: 70}, (_, n) => ['vm', 'app', '42', 'id'].map((name, k) => k === kind ? 'x'.repeat(n) : name).join(' '));
			fillChunk(chunk, names.map(name => `<13>1 2026-11-20T15:10:37Z ${name} - text`));
			expectSame(chunk);
		}
	});

	test('where there is no kernel, and in turn with one', () => {
		fillChunk(chunk, [USUAL]);
		for (const of of [chunk, chunkOf([USUAL]), chunk]) expectSame(of);
	});
});
