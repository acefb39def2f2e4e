import type {ServerResponse} from 'node:http';
import type {PieceMaker} from './piece-maker.js';
import type {Range} from './scan.js';
import type {Turns} from './turns.js';

/** What a dump makes its pieces in: twice the text that one is made from. Other requests get their turn between two. */
export const DUMP_BUFFER_BYTES = 512 * 1024;

/** Who hears of a dump's course. */
export interface DumpWatcher {
	/** Called once, before the first byte is written. */
	begin(): void;
	/** Called with the number of messages that each gap message speaks of. */
	gap(lost: number): void;
}

/**
 * Writes messages as the body of a response, at the client's pace, and ends it. One piece is all the memory it holds
 * while the client is slow; what the ring loses meanwhile is told by a gap message in its place.
 *
 * @param promisedFrom Messages from this number on that are no longer there when it begins are told as lost.
 * @returns A promise that resolves when all is written or the client has gone.
 * @throws QueryTimeout
 */
export async function dump(
	response: ServerResponse, pieces: PieceMaker, range: Range, promisedFrom: number, turns: Turns, watcher: DumpWatcher,
): Promise<void> {
	let promised = promisedFrom;
	let begun = false;
	for (let seq = range.from; seq < range.until && !pieces.isDone && !response.destroyed; seq = pieces.next) {
		pieces.make(seq, range.until, promised);
		promised = 0;
		if (pieces.lost > 0) watcher.gap(pieces.lost);
		if (pieces.bytes.length === 0) {
			if (pieces.next === seq) break;
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
