import {INVALID} from '../../syslog/utf8.js';
import {type CodePointSet, rangesOf} from './code-point-set.js';

/**
 * Characters in classes: those of one class are in the same sets of the pattern, so that it treats them alike.
 * Classes are numbered from 0.
 */
export class Alphabet {
	/** How many classes there are. */
	readonly size: number;
	/** First characters of the ranges, ascending; the first is 0. */
	readonly #firsts: readonly number[];
	readonly #classes: readonly number[];

	constructor(sets: readonly CodePointSet[]) {
		const firsts = new Set([0]);
		for (const [first, last] of sets.flatMap(set => [...rangesOf(set)])) {
			firsts.add(first);
			if (last < INVALID) firsts.add(last + 1);
		}
		this.#firsts = [...firsts].sort((a, b) => a - b);
		const classes = this.#firsts.map(() => 0);
		let size = 1;
		for (const set of sets) {
			// What of a class lies within the set becomes a class of its own.
			const within = new Map<number, number>();
			for (const range of this.#rangesWithin(set)) {
				const whole = classes[range]!;
				if (!within.has(whole)) within.set(whole, size++);
				classes[range] = within.get(whole)!;
			}
		}
		const used = new Map<number, number>();
		for (const number of classes) if (!used.has(number)) used.set(number, used.size);
		this.#classes = classes.map(number => used.get(number)!);
		this.size = used.size;
	}

	/** The class of a character, or of `INVALID`. */
	classOf(codePoint: number): number {
		return this.#classes[this.#rangeOf(codePoint)]!;
	}

	/** The classes that make up one of the sets that the alphabet was made for. */
	classesOf(set: CodePointSet): ReadonlySet<number> {
		return new Set([...this.#rangesWithin(set)].map(range => this.#classes[range]!));
	}

	*#rangesWithin(set: CodePointSet): Generator<number> {
		for (const [first, last] of rangesOf(set)) {
			for (let range = this.#rangeOf(first); range < this.#firsts.length && this.#firsts[range]! <= last; range++) yield range;
		}
	}

	#rangeOf(codePoint: number): number {
		let low = 0;
		let high = this.#firsts.length;
		while (high - low > 1) {
			const middle = (low + high) >>> 1;
			if (this.#firsts[middle]! <= codePoint) low = middle;
			else high = middle;
		}
		return low;
	}
}
