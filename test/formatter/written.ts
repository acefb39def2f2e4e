import {expect} from 'vitest';
import type {Formatter} from '../../src/formatter/formatter.js';
import type {Chunk} from '../../src/hub/chunk.js';

/** Stands in all bytes that the formatter is not to touch. */
const GUARD = 0xa5;
const GUARD_BYTES = 8;

/** What the formatter writes of message `i`. It gets no more room than it asks for, and is not to write beyond it. */
export function written(formatter: Formatter, chunk: Chunk, i = 0): Uint8Array {
	const bound = formatter.bound(chunk.end(i) - chunk.start(i));
	const memory = new Uint8Array(GUARD_BYTES + bound + GUARD_BYTES).fill(GUARD);
	const end = formatter.write(chunk, i, memory, GUARD_BYTES);
	expect(end).toBeLessThanOrEqual(GUARD_BYTES + bound);
	expect(memory.subarray(0, GUARD_BYTES)).toEqual(new Uint8Array(GUARD_BYTES).fill(GUARD));
	expect(memory.subarray(GUARD_BYTES + bound)).toEqual(new Uint8Array(GUARD_BYTES).fill(GUARD));
	return memory.slice(GUARD_BYTES, end);
}

/** The same as text; throws where it is not UTF-8. */
export function writtenText(formatter: Formatter, chunk: Chunk, i = 0): string {
	return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(written(formatter, chunk, i));
}
