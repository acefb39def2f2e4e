import type {Chunk} from '../../src/hub/chunk.js';
import {ENTRY_FLAGS, ENTRY_ORIGIN_A, ENTRY_ORIGIN_B, ENTRY_SOURCE, FLAG_ORIGIN_PROCESS} from '../../src/hub/entry.js';

/** The chunk, its first message sent by a process, through a source. */
export function withOrigin(chunk: Chunk, {source, pid, uid}: {source: number; pid: number; uid: number}): Chunk {
	const entry = chunk.entry(0);
	const view = new DataView(chunk.bytes.buffer);
	view.setUint32(entry + ENTRY_ORIGIN_A, pid, true);
	view.setUint32(entry + ENTRY_ORIGIN_B, uid, true);
	view.setUint8(entry + ENTRY_SOURCE, source);
	view.setUint8(entry + ENTRY_FLAGS, FLAG_ORIGIN_PROCESS);
	return chunk;
}
