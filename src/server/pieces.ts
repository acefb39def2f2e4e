import type {LossReason} from '../hub/chunk.js';
import type {PieceMaker} from './piece-maker.js';
import type {Range} from './scan.js';
import type {ToldFrom} from './told-losses.js';

/** The output of an answer, a piece at a time, each made when it is wanted and in the same memory as the one before. */
export interface Pieces {
	/** The piece, until the next is made; may be empty, because nothing has matched in what was looked at. */
	readonly bytes: Uint8Array;
	/** Messages that the piece tells as lost. */
	readonly lost: number;
	/** Why, if there are any. */
	readonly lostBy: LossReason;
	/** Makes the next piece; false when there is none. */
	make(): boolean;
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

	get lost(): number {
		return this.#maker.lost;
	}

	get lostBy(): LossReason {
		return this.#maker.lostBy;
	}

	make(): boolean {
		const maker = this.#maker;
		const seq = this.#next;
		if (seq >= this.#until || maker.isDone) return false;
		maker.make(seq, this.#until, this.#promisedFrom, this.#toldFrom);
		// What was there when it began is owed.
		this.#promisedFrom = 0;
		this.#next = maker.next;
		return maker.bytes.length > 0 || maker.next !== seq;
	}
}
