import type {Bound} from '../expression.js';

/** Numbers between two bounds. NaN is in none. */
export class NumberRange {
	readonly #from: number;
	readonly #to: number;
	readonly #includesFrom: boolean;
	readonly #includesTo: boolean;

	/** A bound that is left out is open. */
	constructor(from: Bound<number> | undefined, to: Bound<number> | undefined) {
		this.#from = from?.value ?? -Infinity;
		this.#to = to?.value ?? Infinity;
		this.#includesFrom = from?.inclusive ?? true;
		this.#includesTo = to?.inclusive ?? true;
	}

	/** Whether a number from `lowest` to `highest` may be included. */
	overlaps(lowest: number, highest: number): boolean {
		return lowest <= this.#to && highest >= this.#from;
	}

	includes(value: number): boolean {
		return (value > this.#from || (value === this.#from && this.#includesFrom))
			&& (value < this.#to || (value === this.#to && this.#includesTo));
	}
}
