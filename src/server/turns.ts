import {setImmediate as othersTurn} from 'node:timers/promises';

/** How long one request may keep the thread before others get their turn. */
export const TURN_MS = 4;

/** A query that took more work than it may. */
export class QueryTimeout extends Error {
	readonly statusCode = 503;

	constructor(budgetMs: number) {
		super(`the query took more than ${budgetMs} ms of work, which is all that --query-timeout allows; narrow it by since=, until= or severity=`);
		this.name = 'QueryTimeout';
	}
}

/** Shares the thread: lets others have their turn in good time, and ends a query that has used up its budget. */
export class Turns {
	readonly #budgetMs: number;
	#spentMs = 0;
	#since = performance.now();

	/** @param budgetMs Milliseconds of work; waiting for the client or for one's turn is none. */
	constructor(budgetMs: number) {
		this.#budgetMs = budgetMs;
	}

	/**
	 * To be called between two pieces of work; waits only where the turn is over.
	 *
	 * @throws QueryTimeout when the budget is used up.
	 */
	async next(): Promise<void> {
		const elapsed = performance.now() - this.#since;
		if (elapsed < TURN_MS) return;
		this.pause();
		await othersTurn();
		this.resume();
	}

	/** Stops the clock, before a wait that is not the query's fault. */
	pause(): void {
		this.#spentMs += performance.now() - this.#since;
	}

	/**
	 * Starts the clock again.
	 *
	 * @throws QueryTimeout when the budget is used up: what was found until then has been sent.
	 */
	resume(): void {
		if (this.#spentMs > this.#budgetMs) throw new QueryTimeout(this.#budgetMs);
		this.#since = performance.now();
	}
}
