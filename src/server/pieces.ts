import type {LossReason} from '../hub/chunk.js';
import type {PieceMaker} from './piece-maker.js';
import type {Range} from './scan.js';
import type {ToldFrom} from './told-losses.js';

/** The output of an answer, a piece at a time, each made when it is wanted and in the same memory as the one before. */
export interface Pieces {
	/** The piece, until the next is made; may be empty, because nothing has matched in what was looked at. */
	readonly bytes: Uint8Array;
	/** Whether the piece may go on; not one that was read to where it is sent from: more of it would have to be copied there. */
	readonly canGoOn: boolean;
	/** Messages that the piece tells as lost, in what was made of it last. */
	readonly lost: number;
	/** Why, if there are any. */
	readonly lostBy: LossReason;
	/**
	 * Makes the next piece, or more of the one that there is; false when there is no more.
	 *
	 * @param isMore Whether the piece goes on; nothing is reserved at its beginning then, which is for websockets alone.
	 */
	make(isMore?: boolean): boolean;
}

/** What a maker makes of a range, from the oldest message to the newest. */
export class ForwardPieces implements Pieces {
	readonly #maker: PieceMaker;
	readonly #until: number;
	#next: number;
	#promisedFrom: number;
	readonly #toldFrom: ToldFrom;

	/**
	 * @param promisedFrom Messages from this number on that are no longer there when it begins are told as lost, and so is what
	 * was lost before those that are there.
	 */
	constructor(maker: PieceMaker, {from, until}: Range, promisedFrom: number) {
		this.#maker = maker;
		this.#until = until;
		this.#next = from;
		this.#promisedFrom = promisedFrom;
		this.#toldFrom = {seq: promisedFrom, us: 0};
	}

	get bytes(): Uint8Array {
		return this.#maker.bytes;
	}

	get canGoOn(): boolean {
		return !this.#maker.isAsRead;
	}

	get lost(): number {
		return this.#maker.lost;
	}

	get lostBy(): LossReason {
		return this.#maker.lostBy;
	}

	make(isMore = false): boolean {
		const maker = this.#maker;
		const seq = this.#next;
		if (seq >= this.#until || maker.isDone) return false;
		const begun = isMore ? maker.bytes.length : 0;
		maker.make(seq, this.#until, this.#promisedFrom, this.#toldFrom, isMore);
		// What was there when it began is owed.
		this.#promisedFrom = 0;
		this.#next = maker.next;
		return maker.bytes.length > begun || maker.next !== seq;
	}
}
