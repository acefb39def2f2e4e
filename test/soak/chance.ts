import {randomNumbers} from '../e2e/support/garbage.js';

/** Chance that is the same in every run with the same seed. */
export class Chance {
	readonly #next: () => number;

	/** @param stream Tells apart the chances of those that act side by side, so that none depends on when another acts. */
	constructor(seed: number, stream = '') {
		this.#next = randomNumbers(seed + Array.from(stream).reduce((sum, character) => sum * 31 + character.charCodeAt(0) | 0, 0));
	}

	/** A whole number from 0 to 2^32 - 1. */
	readonly number = (): number => this.#next();

	/** A whole number from `least` to `most`. */
	between(least: number, most: number): number {
		return least + this.#next() % (most - least + 1);
	}

	/** True once in `times`. */
	once(times: number): boolean {
		return this.#next() % times === 0;
	}

	pick<T>(choices: readonly T[]): T {
		return choices[this.#next() % choices.length]!;
	}
}
