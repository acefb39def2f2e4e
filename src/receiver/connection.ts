import type {Socket} from 'node:net';
import {type Poll, pollReadable} from '../libc/poll.js';
import {CONNECTION_LOST, readStream, refuseMore} from '../libc/sockets.js';
import type {Origin} from './peer.js';
import {type ConnectionParts, StreamInput} from './stream-input.js';

/** Reads in a row before other sources get their turn. */
const MAX_READS_PER_EVENT = 8;

/** Reads after which nothing can be left: more than the receive buffer of any socket holds, also of one with 8 MiB. */
export const DRAIN_READS = 64;

/** A connection of a stream listener, encrypted or not. */
export interface StreamConnection {
	/** When something came last, by `performance.now()`; when it began, if nothing has. */
	readonly heardMs: number;
	/** Takes what waits in the socket, `maxReads` reads at the most. A connection that has ended or was reset is closed. */
	drain(maxReads: number): void;
	/** Lets nothing more come in, where the sender can be told. */
	refuse(): void;
	/**
	 * Ends the connection; what has arrived of an unfinished message is kept. Safe to call twice.
	 *
	 * @param isCut Whether it ends without a word of its other end. That is counted when the message is there and before the
	 * other end can know, so that whoever sees one of them sees those before it.
	 */
	close(isCut?: boolean): void;
}

/**
 * One connection of a stream listener, as it comes.
 *
 * The bytes are read by read(2) into the hub's own memory, so that they move only once more, within it. Node's streams
 * read 64 KiB at a time into a buffer that is new each time: a message took a third more time that way.
 */
export class Connection implements StreamConnection {
	heardMs = performance.now();
	readonly #socket: Socket;
	readonly #fd: number;
	readonly #parts: ConnectionParts;
	readonly #input: StreamInput;
	readonly #poll: Poll;
	#closed = false;

	/** @param socket Accepted and paused: Node never reads from it. */
	constructor(socket: Socket, fd: number, origin: Origin, parts: ConnectionParts) {
		this.#socket = socket;
		this.#fd = fd;
		this.#parts = parts;
		this.#input = new StreamInput(origin, parts);
		this.#poll = pollReadable(fd, failed => {
			this.drain(failed ? DRAIN_READS : MAX_READS_PER_EVENT);
			// The poll has told of a reset, and will not call again.
			if (failed) this.close();
		});
	}

	drain(maxReads: number): void {
		const {address, readBytes} = this.#parts.scratch;
		for (let i = 0; i < maxReads && !this.#closed; i++) {
			const got = readStream(this.#fd, address, readBytes);
			if (got === -1) return;
			if (got > 0) {
				this.heardMs = performance.now();
				this.#input.take(got);
			} else {
				this.close(got === CONNECTION_LOST);
			}
		}
	}

	refuse(): void {
		if (!this.#closed) refuseMore(this.#fd);
	}

	close(isCut = false): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#input.end();
		if (isCut) this.#parts.onCut();
		this.#poll.close();
		this.#socket.destroy();
	}
}
