import type {LossReason} from '../hub/chunk.js';
import type {HubReader} from '../hub/reader.js';
import type {PieceMaker} from './piece-maker.js';
import type {ToldFrom} from './told-losses.js';

/** Where one who follows stands. */
export interface Place {
	/** Sequence number of the message it gets next. */
	readonly seq: number;
	/** Messages from this number on that are lost are told to it as lost. */
	readonly promisedFrom: number;
	/** From where on it is told what else was lost. */
	readonly toldFrom: ToldFrom;
	/** What follows each piece that ends before message `next`: a mark for those who resume. */
	readonly markOf: (next: number) => Uint8Array;
}

/** Output made once for all followers that stand at the same place. */
export class Piece {
	/** How many followers it is being sent to. */
	readers = 0;
	/** Whether others may still get it. */
	isOffered = false;
	readonly from: number;
	readonly next: number;
	readonly lost: number;
	readonly lostBy: LossReason;
	readonly isDone: boolean;
	readonly bytes: Uint8Array;

	/** @param maker What has made it, and will use its memory again. */
	constructor(from: number, {next, lost, lostBy, isDone, bytes}: PieceMaker, markOf: Place['markOf']) {
		this.from = from;
		this.next = next;
		this.lost = lost;
		this.lostBy = lostBy;
		this.isDone = isDone;
		// The maker uses its buffer again, and a piece may still be on its way to somebody.
		this.bytes = bytes.length === 0 ? bytes : Buffer.concat([bytes, markOf(next)]);
	}

	/** Overwrites what nobody needs any more: the garbage collector would leave it lying. */
	wipeIfDone(): void {
		if (this.readers === 0 && !this.isOffered) this.bytes.fill(0);
	}
}

/** The output of one kind, for those who want it. */
export class Feed {
	/** How many these are. */
	followers = 0;
	readonly #maker: PieceMaker;
	readonly #reader: HubReader;
	/** The piece made last, if others may have it. */
	#offered: Piece | undefined;

	constructor(maker: PieceMaker, reader: HubReader) {
		this.#maker = maker;
		this.#reader = reader;
	}

	/** The piece that others at the same place got, or a new one. */
	pieceFor({seq, promisedFrom, toldFrom, markOf}: Place): Piece {
		const offered = this.#offered;
		// What has left the ring since is sent to nobody any more: it may have been cleared.
		if (offered?.from === seq && seq >= this.#reader.tail) return offered;
		const maker = this.#maker;
		maker.make(seq, Infinity, promisedFrom, toldFrom);
		const piece = new Piece(seq, maker, markOf);
		if (piece.lost === 0 && !maker.isPersonal && piece.next !== seq) this.#offer(piece);
		return piece;
	}

	/** Overwrites all that it has. */
	forget(): void {
		this.#offer(undefined);
		this.#maker.forget();
	}

	/** Offers this piece, and the one before to nobody any more. */
	#offer(piece: Piece | undefined): void {
		const before = this.#offered;
		this.#offered = piece;
		if (piece !== undefined) piece.isOffered = true;
		if (before === undefined) return;
		before.isOffered = false;
		before.wipeIfDone();
	}
}
