import type {Endpoint} from '../client/endpoint.js';
import {runFeed} from '../client/feed.js';
import {logPath} from '../client/log-path.js';
import {MARK} from './marks.js';
import {type Message, readMessages} from './message.js';

/** Follows the log, and knows which marked messages have come. */
export class Arrivals {
	readonly #arrived = new Map<string, Message>();
	readonly #waiting = new Map<string, (message: Message) => void>();
	readonly #ending = new AbortController();

	/**
	 * Begins to listen for messages with `run` in their marks; what is sent after this resolves is not missed.
	 *
	 * @throws {ClientError} When the daemon does not let its log be followed.
	 */
	static async open(query: Endpoint, run: string): Promise<Arrivals> {
		const arrivals = new Arrivals();
		await new Promise<void>((resolve, reject) => {
			// Behind the opening nothing is left to be told: what has not come then did not arrive.
			arrivals.#follow(query, run, resolve).then(resolve, reject);
		});
		return arrivals;
	}

	/** Waits for a message, but not longer than until `deadline` (of `performance.now()`). */
	async wait(mark: string, deadline: number): Promise<Message | undefined> {
		const arrived = this.#arrived.get(mark);
		if (arrived) return arrived;
		return new Promise((resolve) => {
			const timer = setTimeout(resolve, Math.max(0, deadline - performance.now()), undefined);
			this.#waiting.set(mark, (message) => {
				clearTimeout(timer);
				resolve(message);
			});
		});
	}

	close(): void {
		this.#ending.abort();
	}

	async #follow(query: Endpoint, run: string, opened: () => void): Promise<void> {
		await runFeed(query, logPath('/ws', [['q', `raw:"${run}"`], ['fmt', 'json']], {lines: 0}), {
			opened,
			piece: (lines) => {
				for (const message of readMessages(lines.toString())) this.#take(message);
				return true;
			},
			whenReady: () => undefined,
			ended: () => undefined,
		}, {signal: this.#ending.signal});
	}

	#take(message: Message): void {
		const [mark] = MARK.exec(message.message ?? '') ?? [];
		if (mark === undefined || this.#arrived.has(mark)) return;
		this.#arrived.set(mark, message);
		this.#waiting.get(mark)?.(message);
	}
}
