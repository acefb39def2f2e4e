import {Chunk} from '../../src/hub/chunk.js';
import {ENTRY_BYTES, ENTRY_PRIORITY, ENTRY_TEXT_END} from '../../src/hub/entry.js';
import {readPriority} from '../../src/syslog/priority.js';

/** When the messages of test chunks were received: 2026-11-20T15:08:40.123456Z, in microseconds since 1970 UTC. */
export const RECEIVED_US = 1_795_187_320_123_456;

/** A chunk of these messages, as a reader of the hub would have filled it. The first has sequence number 7. */
export function chunkOf(messages: readonly (string | Uint8Array)[], receivedUs = RECEIVED_US): Chunk {
	const texts = messages.map(message => typeof message === 'string' ? new TextEncoder().encode(message) : message);
	const size = texts.reduce((sum, text) => sum + text.length + 1 + ENTRY_BYTES, 0);
	const chunk = new Chunk(Math.ceil(size / 8) * 8);
	const view = new DataView(chunk.bytes.buffer);
	let at = 0;
	for (const [i, text] of texts.entries()) {
		chunk.bytes.set(text, at);
		at += text.length;
		chunk.bytes[at++] = 0x0a;
		const entry = chunk.entry(i);
		view.setFloat64(entry, receivedUs, true);
		view.setUint32(entry + ENTRY_TEXT_END, at, true);
		const priority = readPriority(text, 0, text.length);
		chunk.bytes[entry + ENTRY_PRIORITY] = priority === -1 ? 13 : priority;
	}
	chunk.firstSeq = 7;
	chunk.count = texts.length;
	return chunk;
}
