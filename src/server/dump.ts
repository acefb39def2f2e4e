import type {ServerResponse} from 'node:http';
import type {PieceMaker} from './piece-maker.js';

/** Text that one piece of output is made from; other requests get their turn between two pieces. */
export const DUMP_PIECE_BYTES = 128 * 1024;

/** Which messages a dump sends. */
export interface DumpRange {
	/** Sequence number of the first. */
	readonly from: number;
	/** Sequence number after the last. */
	readonly until: number;
	/** Messages from this number on that are no longer there when it begins are told as lost. */
	readonly promisedFrom: number;
}

/**
 * Writes messages as the body of a response, at the client's pace, and ends it. One piece is all the memory it holds
 * while the client is slow; what the ring loses meanwhile is told by a gap message in its place.
 *
 * @param onGap Told how many messages each gap message speaks of.
 * @returns A promise that resolves when all is written or the client has gone; it never rejects.
 */
export async function dump(response: ServerResponse, pieces: PieceMaker, range: DumpRange, onGap: (lost: number) => void): Promise<void> {
	let {promisedFrom} = range;
	for (let seq = range.from; !response.destroyed; seq = pieces.next) {
		pieces.make(seq, range.until, promisedFrom);
		promisedFrom = 0;
		if (pieces.lost > 0) onGap(pieces.lost);
		if (pieces.bytes.length === 0) break;
		await write(response, pieces.bytes);
	}
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
