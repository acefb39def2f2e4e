import type {Duplex} from 'node:stream';
import type {FormatName} from '../formatter/index.js';
import type {HubReader} from '../hub/reader.js';
import type {WakeUp} from '../hub/wake-up.js';
import {formatCursor} from './cursor.js';
import {pongFrame} from './frame.js';
import {PieceMaker} from './piece-maker.js';
import type {Renderer} from './renderer.js';

/** Text that one piece of output is made from, at the most; a follower that stands still holds no more than one piece. */
const PIECE_BYTES = 16 * 1024;

/** One client that follows the ring: a place in it, and a socket. */
interface Follower {
	readonly socket: Duplex;
	readonly format: FormatName;
	/** Sequence number of the message it gets next. */
	seq: number;
	/** A piece is on its way; the place stands still meanwhile. */
	busy: boolean;
	/** Messages from this number on that are lost are told to it as lost; 0 after its first piece. */
	promisedFrom: number;
}

/** Frames made once for all followers that stand at the same place and want the same format. */
interface Piece {
	readonly from: number;
	readonly next: number;
	readonly lost: number;
	readonly bytes: Uint8Array;
}

/**
 * Sends what comes to everyone who follows, each at its own pace. A follower is a cursor: while its socket is full
 * it stands still, and what the ring evicts meanwhile is told to it as a number. Memory does not grow.
 */
export class Followers {
	/** Followers that there have been. */
	total = 0;
	/** Gap messages sent. */
	gaps = 0;
	/** Messages told as lost. */
	messagesLost = 0;
	readonly #reader: HubReader;
	readonly #wakeUp: WakeUp;
	readonly #rendererFor: (format: FormatName) => Renderer;
	readonly #followers = new Set<Follower>();
	readonly #makers = new Map<FormatName, PieceMaker>();
	readonly #pieces = new Map<FormatName, Piece>();
	readonly #chunk;
	#waiting = false;
	#closed = false;

	constructor(reader: HubReader, wakeUp: WakeUp, rendererFor: (format: FormatName) => Renderer) {
		this.#reader = reader;
		this.#wakeUp = wakeUp;
		this.#rendererFor = rendererFor;
		this.#chunk = reader.chunk();
	}

	/** Clients that follow now. */
	get current(): number {
		return this.#followers.size;
	}

	/**
	 * Sends everything from message `seq` on into the socket, as websocket frames, until the socket closes.
	 *
	 * @param promisedFrom Messages from this number on that are no longer there are told as lost.
	 */
	add(socket: Duplex, format: FormatName, seq: number, promisedFrom: number): void {
		const follower: Follower = {socket, format, seq, busy: false, promisedFrom};
		this.total += 1;
		this.#followers.add(follower);
		socket.once('close', () => this.#followers.delete(follower));
		this.#feed(follower);
		void this.#watch();
	}

	/** Counts a gap that another kind of reader was told of. */
	countGap(lost: number): void {
		this.gaps += 1;
		this.messagesLost += lost;
	}

	/** Stops sending. The sockets are the caller's. */
	close(): void {
		this.#closed = true;
		this.#followers.clear();
		this.#wakeUp.signal();
	}

	/** Waits for messages as long as anyone follows. */
	async #watch(): Promise<void> {
		if (this.#waiting) return;
		this.#waiting = true;
		while (this.#followers.size > 0) {
			const {head} = this.#reader;
			for (const follower of this.#followers) this.#feed(follower);
			await this.#wakeUp.wait(() => this.#closed || this.#reader.head !== head);
		}
		this.#waiting = false;
	}

	/** Sends the next piece, if there is one and the last has gone out. */
	#feed(follower: Follower): void {
		if (follower.busy || follower.socket.destroyed) return;
		const piece = this.#piece(follower);
		if (piece.next === follower.seq) return;
		if (piece.lost > 0) this.countGap(piece.lost);
		follower.seq = piece.next;
		follower.promisedFrom = 0;
		follower.busy = true;
		follower.socket.write(piece.bytes, () => {
			// Others get their turn, also when the ring fills faster than this follower empties it.
			setImmediate(() => {
				follower.busy = false;
				if (this.#followers.has(follower)) this.#feed(follower);
			});
		});
	}

	/** The piece that others at the same place got, or a new one. */
	#piece({seq, format, promisedFrom}: Follower): Piece {
		const made = this.#pieces.get(format);
		// What has left the ring since is sent to nobody any more: it may have been cleared.
		if (made?.from === seq && seq >= this.#reader.tail) return made;
		const maker = this.#maker(format);
		maker.make(seq, Infinity, promisedFrom);
		const {bytes, next, lost} = maker;
		if (next === seq) return {from: seq, next, lost, bytes};
		const piece = {from: seq, next, lost, bytes: Buffer.concat([bytes, pongFrame(formatCursor(this.#reader, next))])};
		if (lost === 0) this.#pieces.set(format, piece);
		return piece;
	}

	#maker(format: FormatName): PieceMaker {
		const known = this.#makers.get(format);
		if (known !== undefined) return known;
		const maker = new PieceMaker(this.#reader, this.#rendererFor(format), this.#chunk, PIECE_BYTES);
		this.#makers.set(format, maker);
		return maker;
	}
}
