import type {ServerResponse} from 'node:http';
import type {LossReason} from '../hub/chunk.js';
import {descriptorOf} from '../libc/descriptors.js';
import {holdMore} from '../libc/sockets.js';
import type {Pieces} from './pieces.js';
import type {Turns} from './turns.js';

/**
 * So much goes out as it is: lines of one block or two. What is less goes on, since each piece takes its time to be sent and
 * wakes the client up; a dump as `syslog` takes a tenth less of the server's time than with a piece for each block.
 */
const FULL_PIECE_BYTES = 300 * 1024;
/**
 * The kernel has room for more than a large piece: the next one is made while the client reads the one before. With as much
 * as there is for others, less than one, each waits until three quarters of that have been read; such a dump takes 1.3 times as long.
 */
const ROOM_BYTES = 512 * 1024;

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
	let hasBegun = false;
	const make = (isMore: boolean): boolean => {
		const isMade = pieces.make(isMore);
		if (isMade && pieces.lost > 0) watcher.gap(pieces.lost, pieces.lostBy);
		return isMade;
	};
	let isThereMore = true;
	while (!response.destroyed) {
		isThereMore = isThereMore && make(false);
		if (!isThereMore) break;
		while (isThereMore && pieces.canGoOn && pieces.bytes.length < FULL_PIECE_BYTES && !turns.isOver) isThereMore = make(true);
		if (pieces.bytes.length === 0) {
			await turns.next();
			continue;
		}
		if (!hasBegun) {
			watcher.begin();
			if (isThereMore && response.socket !== null) holdMore(descriptorOf(response.socket), ROOM_BYTES);
		}
		hasBegun = true;
		turns.pause();
		await write(response, pieces.bytes);
		if (isThereMore) await turns.again();
	}
	if (!hasBegun) watcher.begin();
	if (!response.destroyed) response.end();
}

/** Resolves when the kernel has taken the bytes, so that they may be written over. */
async function write(response: ServerResponse, bytes: Uint8Array): Promise<void> {
	await new Promise<void>(resolve => {
		const done = (): void => {
			response.off('close', done);
			resolve();
		};
		response.once('close', done);
		response.write(bytes, done);
	});
}
