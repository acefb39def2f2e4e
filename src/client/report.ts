import {ClientError} from './client-error.js';
import type {Endpoint} from './endpoint.js';
import {requestJson} from './request.js';
import type {Stats, Status} from './status.js';
import type {Report} from './status-screen.js';

/** For each millisecond that the daemon works for numbers, it is left alone with them for so many. */
const REST_FACTOR = 10;

/** Asks for the daemon's state, again and again if wanted, at the control socket. */
export class Reporter {
	readonly #endpoint: () => Endpoint;
	#stats: Pick<Report, 'stats' | 'statsError'> = {};
	#notBefore = 0;

	constructor(endpoint: () => Endpoint) {
		this.#endpoint = endpoint;
	}

	/**
	 * The state now. Rates and programs may be older where the ring is so large that they take long: the daemon has to
	 * look at every message for them.
	 *
	 * @throws {ClientError} When the daemon does not tell its state.
	 */
	async ask(): Promise<Report> {
		const status = await requestJson(this.#endpoint(), 'GET', '/status') as Status;
		const start = performance.now();
		if (start >= this.#notBefore) {
			this.#stats = await this.#askStats();
			const end = performance.now();
			this.#notBefore = end + REST_FACTOR * (end - start);
		}
		return {status, ...this.#stats};
	}

	async #askStats(): Promise<Pick<Report, 'stats' | 'statsError'>> {
		try {
			return {stats: await requestJson(this.#endpoint(), 'GET', '/stats') as Stats};
		} catch (error) {
			// What the counters say is worth showing even if the ring cannot be looked through in time.
			if (error instanceof ClientError) return {statsError: error.message};
			throw error;
		}
	}
}
