/** Name of what there is no room for any more. */
const OTHERS = 'others';

/** Numbers for names of sources, as they come up: a ledger keeps numbers. Bounded; those that come too late share one. */
export class SourceNames {
	readonly #names: string[] = [OTHERS];
	readonly #numbers = new Map<string, number>();
	readonly #limit: number;

	/** @param limit Numbers are below this. */
	constructor(limit: number) {
		this.#limit = limit;
	}

	/** The number of a name, always the same. */
	numberOf(name: string): number {
		const known = this.#numbers.get(name);
		if (known !== undefined) return known;
		if (this.#names.length === this.#limit) return 0;
		this.#numbers.set(name, this.#names.length);
		return this.#names.push(name) - 1;
	}

	/** The name of a number. */
	nameOf(number: number): string {
		return this.#names[number] ?? OTHERS;
	}
}
