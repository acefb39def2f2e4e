/** How long one may keep the thread, in milliseconds, before others get their turn. */
export const TURN_MS = 2;

interface Waiting {
	readonly spentMs: number;
	readonly begin: () => void;
}

/** One of so many turns goes to who has waited longest. */
const TURNS_PER_OLDEST = 4;

/**
 * Whose turn it is on this thread. In one round of the event loop one of those who wait for a turn gets it, however many
 * they are: a request that has just come in waits for one, and not for all of them.
 */
export class Rota {
	readonly #waiting: Waiting[] = [];
	#turns = 0;

	/**
	 * Resolves when the thread is free for the caller.
	 *
	 * @param spentMs Work done so far. Most turns go to who has done least, so that short questions are answered beside
	 * long ones; some to who has waited longest, so that nobody waits for ever.
	 */
	async turn(spentMs: number): Promise<void> {
		await new Promise<void>(begin => {
			this.#waiting.push({spentMs, begin});
			if (this.#waiting.length === 1) setImmediate(this.#next);
		});
	}

	readonly #next = (): void => {
		this.#turns = (this.#turns + 1) % TURNS_PER_OLDEST;
		const [chosen] = this.#waiting.splice(this.#turns === 0 ? 0 : this.#leastSpent(), 1);
		if (this.#waiting.length > 0) setImmediate(this.#next);
		chosen!.begin();
	};

	#leastSpent(): number {
		return this.#waiting.reduce((least, {spentMs}, i) => spentMs < this.#waiting[least]!.spentMs ? i : least, 0);
	}
}

/** The rota of this thread. */
export const rota = new Rota();
