import {Chunk} from '../../src/hub/chunk.js';
import {ENTRY_BYTES, ENTRY_FLAGS, ENTRY_PRIORITY, ENTRY_TEXT_END, FLAG_NO_PRIORITY} from '../../src/hub/entry.js';
import {readPriority} from '../../src/syslog/priority.js';

/** When the messages of test chunks were received: 2026-11-20T15:08:40.123456Z, in microseconds since 1970 UTC. */
export const RECEIVED_US = 1_795_187_320_123_456;

/** A chunk of these messages, as a reader of the hub would have filled it. The first has sequence number 7. */
export function chunkOf(messages: readonly (string | Uint8Array)[], receivedUs = RECEIVED_US, stepUs = 0): Chunk {
	const size = messages.reduce((sum, message) => sum + Buffer.byteLength(message) + 1 + ENTRY_BYTES, 0);
	const chunk = new Chunk(Math.ceil(size / 8) * 8);
	fillChunk(chunk, messages, receivedUs, stepUs);
	return chunk;
}

/**
 * Fills a chunk in the same way.
 *
 * @param stepUs Microseconds from the receipt of one message to that of the next.
 */
export function fillChunk(chunk: Chunk, messages: readonly (string | Uint8Array)[], receivedUs = RECEIVED_US, stepUs = 0): void {
	const {bytes} = chunk;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	chunk.firstSeq = 7;
	chunk.firstStart = chunk.firstEntry = 0;
	chunk.count = messages.length;
	let at = 0;
	for (const [i, message] of messages.entries()) {
		const text = typeof message === 'string' ? new TextEncoder().encode(message) : message;
		bytes.set(text, at);
		at += text.length;
		bytes[at++] = 0x0a;
		const entry = chunk.entry(i);
		const priority = readPriority(text, 0, text.length);
		view.setFloat64(entry, receivedUs + i * stepUs, true);
		view.setUint32(entry + ENTRY_TEXT_END, at, true);
		bytes[entry + ENTRY_PRIORITY] = priority === -1 ? 13 : priority;
		bytes[entry + ENTRY_FLAGS] = priority === -1 ? FLAG_NO_PRIORITY : 0;
	}
}
