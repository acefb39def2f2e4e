import type {LossPlace} from '../losses/losses.js';

/** From where on a reader is told of losses: what it has not asked for is not missing. */
export interface ToldFrom {
	/** The first message that it was promised. */
	readonly seq: number;
	/** Of what is lost before that very message, it is told if some of it was lost since then: microseconds since 1970 UTC. */
	readonly us: number;
}

/** For those who are told of nothing. */
export const TOLD_NOTHING: ToldFrom = {seq: Infinity, us: Infinity};

/** The losses of a ring, by the places at which readers are told of them. */
export class ToldLosses {
	readonly #source: {readonly places: readonly LossPlace[]};

	constructor(source: {readonly places: readonly LossPlace[]}) {
		this.#source = source;
	}

	/**
	 * Where a piece has to end that begins with message `seq`, so that the next one begins with what is told there.
	 *
	 * @param head As it was before this is called: up to there, all places are known.
	 */
	endOfPiece(seq: number, head: number): number {
		const {places} = this.#source;
		const next = places[firstFrom(places, seq + 1)];
		return next === undefined ? head : Math.min(next.seq, head);
	}

	/** What is told from message `seq` to before `end`. */
	between(seq: number, end: number, from: ToldFrom): readonly LossPlace[] {
		const {places} = this.#source;
		return places.slice(firstFrom(places, seq), firstFrom(places, end))
			.filter(({seq: at, us}) => at > from.seq || (at === from.seq && us >= from.us));
	}

	/** Whether anybody is told of something there. */
	hasAny(seq: number, end: number): boolean {
		const {places} = this.#source;
		return firstFrom(places, seq) < firstFrom(places, end);
	}
}

/** Number of the first place at message `seq` or behind it. */
function firstFrom(places: readonly LossPlace[], seq: number): number {
	let low = 0;
	let high = places.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (places[middle]!.seq < seq) low = middle + 1;
		else high = middle;
	}
	return low;
}
