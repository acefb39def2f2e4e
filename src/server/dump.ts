import type {ServerResponse} from 'node:http';
import type {LossReason} from '../hub/chunk.js';
import type {Pieces} from './pieces.js';
import type {Turns} from './turns.js';

/** Who hears of a dump's course. */
export interface DumpWatcher {
	/** Called once, before the first byte is written. */
	begin(): void;
	/** Called with the number of messages that each gap message speaks of, and why they are missing. */
	gap(lost: number, reason: LossReason): void;
}

/**
 * Writes messages as the body of a response, at the client's pace, and ends it. One piece is all the memory it holds
 * while the client is slow; what the ring loses meanwhile is told by a gap message in its place.
 *
 * @returns A promise that resolves when all is written or the client has gone.
 * @throws QueryTimeout
 */
export async function dump(response: ServerResponse, pieces: Pieces, turns: Turns, watcher: DumpWatcher): Promise<void> {
	let begun = false;
	while (!response.destroyed && pieces.make()) {
		if (pieces.lost > 0) watcher.gap(pieces.lost, pieces.lostBy);
		if (pieces.bytes.length === 0) {
			await turns.next();
			continue;
		}
		if (!begun) watcher.begin();
		begun = true;
		turns.pause();
		await write(response, pieces.bytes);
		turns.resume();
	}
	if (!begun) watcher.begin();
	if (!response.destroyed) response.end();
}

/** Resolves when the kernel has taken the bytes, so that they may be written over, and others have had their turn. */
async function write(response: ServerResponse, bytes: Uint8Array): Promise<void> {
	await new Promise<void>(resolve => {
		const done = (): void => {
			response.off('close', done);
			setImmediate(resolve);
		};
		response.once('close', done);
		response.write(bytes, done);
	});
}
