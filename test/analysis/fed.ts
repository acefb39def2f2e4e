import type {Accumulator} from '../../src/analysis/accumulator.js';
import type {Chunk} from '../../src/hub/chunk.js';
import {chunkOf, RECEIVED_US} from '../formatter/chunk-of.js';

/** What readers of fields are told in these tests. */
export const CONTEXT = {sourceNames: ['unix', 'udp']};

/** A chunk of messages received at these moments, microseconds after `RECEIVED_US`. */
export function chunkAt(messages: readonly (readonly [afterUs: number, text: string | Uint8Array])[]): Chunk {
	const chunk = chunkOf(messages.map(([, text]) => text));
	const view = new DataView(chunk.bytes.buffer);
	for (const [i, [afterUs]] of messages.entries()) view.setFloat64(chunk.entry(i), RECEIVED_US + afterUs, true);
	return chunk;
}

/** Has the accumulator take in all messages of a chunk, and returns it. */
export function fed<T extends Accumulator>(accumulator: T, chunk: Chunk): T {
	accumulator.add(chunk, Uint32Array.from({length: chunk.count}, (_, i) => i), chunk.count);
	return accumulator;
}
