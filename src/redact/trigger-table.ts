import {DIGIT, isOf} from './byte-class.js';

const SPACE = 0x20;
const DASH = 0x2d;

/** A pair of bytes of which somebody attends the first, or the second. */
export const FIRST = 1;
export const SECOND = 2;
/** A pair of bytes that may be part of a long run of digits: two digits, or one beside a blank or a dash. */
export const RUN = 4;

/** Who wants to be asked at some places of a message, named by bytes, so that a message without any costs no more than looking them up. */
export interface Attentive {
	/**
	 * Whether it wants to be asked at `byte` between these two; undefined is for one that is not known, where it has to say yes if
	 * there is any with which it would.
	 */
	attends(before: number | undefined, byte: number, after: number | undefined): boolean;

	/** Whether it also wants to be asked where a long run of digits stands, with single blanks or dashes between them. */
	readonly attendsDigitRuns?: boolean;
}

/** What some attend, by bytes and by pairs of them. Of those, each has a bit by its place in the list; every 32nd has the same. */
export class TriggerTable {
	/** By the pair as a little-endian number, `FIRST`, `SECOND` and `RUN`. */
	readonly pairs = new Uint8Array(65_536);
	/** For each byte, who may want to be asked at it; at the byte behind it; and at the byte before it. */
	readonly attending = new Uint32Array(256);
	readonly attendingBehind = new Uint32Array(256);
	readonly attendingBefore = new Uint32Array(256);
	/** Who attends runs of digits. */
	readonly attendingRuns: number;

	constructor(all: readonly Attentive[]) {
		let attendingRuns = 0;
		for (const [i, each] of all.entries()) {
			const bit = 1 << i;
			if (each.attendsDigitRuns === true) attendingRuns |= bit;
			for (let first = 0; first < 256; first++) {
				if (each.attends(undefined, first, undefined)) this.attending[first]! |= bit;
				for (let second = 0; second < 256; second++) this.#addPair(each, bit, first, second);
			}
		}
		if (attendingRuns !== 0) this.#addRuns();
		this.attendingRuns = attendingRuns;
	}

	#addPair(each: Attentive, bit: number, first: number, second: number): void {
		if (each.attends(undefined, first, second)) {
			this.attendingBefore[second]! |= bit;
			this.pairs[second << 8 | first]! |= FIRST;
		}
		if (each.attends(first, second, undefined)) {
			this.attendingBehind[first]! |= bit;
			this.pairs[second << 8 | first]! |= SECOND;
		}
	}

	#addRuns(): void {
		for (let pair = 0; pair < this.pairs.length; pair++) if (isRun(pair & 0xff, pair >>> 8)) this.pairs[pair]! |= RUN;
	}
}

function isRun(first: number, second: number): boolean {
	if (isOf(first, DIGIT)) return isOf(second, DIGIT) || second === SPACE || second === DASH;
	return (first === SPACE || first === DASH) && isOf(second, DIGIT);
}
