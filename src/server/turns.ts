import {rota, TURN_MS} from '../rota.js';

/** The first turn is longer: most questions are answered in it, and do not wait once more. */
const FIRST_TURN_MS = 10;

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

	/** Whether others are to have their turn. */
	get isOver(): boolean {
		return performance.now() - this.#since >= (this.#spentMs === 0 ? FIRST_TURN_MS : TURN_MS);
	}

	/**
	 * To be called between two pieces of work; waits only where the turn is over.
	 *
	 * @throws QueryTimeout when the budget is used up.
	 */
	async next(): Promise<void> {
		if (!this.isOver) return;
		this.pause();
		await this.again();
	}

	/** Stops the clock, before a wait that is not the query's fault. */
	pause(): void {
		this.#spentMs += performance.now() - this.#since;
	}

	/**
	 * Waits for a turn, and starts the clock again.
	 *
	 * @throws QueryTimeout when the budget is used up: what was found until then has been sent.
	 */
	async again(): Promise<void> {
		if (this.#spentMs > this.#budgetMs) throw new QueryTimeout(this.#budgetMs);
		await rota.turn(this.#spentMs);
		this.#since = performance.now();
	}
}
