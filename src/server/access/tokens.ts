import {createHmac, randomBytes, timingSafeEqual} from 'node:crypto';

/** A connection that a token has opened. */
export interface TokenHolder {
	destroy(): void;
	once(event: 'close', listener: () => void): unknown;
}

/**
 * The tokens that open the log. Only digests are kept, under a key that is made at the start; so comparing takes as long
 * whatever is compared, and no token stands in memory.
 */
export class Tokens {
	readonly #key = randomBytes(32);
	#digests: readonly Buffer[];
	/** With what each open connection was let in last. */
	readonly #holders = new Map<TokenHolder, Buffer>();

	constructor(tokens: readonly string[]) {
		this.#digests = tokens.map(token => this.#digestOf(token));
	}

	/** Whether a token opens the log for a connection, which ends when the token is taken away. */
	admit(token: string, holder: TokenHolder): boolean {
		const digest = this.#digestOf(token);
		if (!this.#isKnown(digest)) return false;
		if (!this.#holders.has(holder)) holder.once('close', () => this.#holders.delete(holder));
		this.#holders.set(holder, digest);
		return true;
	}

	/** Takes other tokens in place of these, and ends the connections of those that are gone; returns how many that were. */
	replace(tokens: readonly string[]): number {
		this.#digests = tokens.map(token => this.#digestOf(token));
		const gone = [...this.#holders].filter(([, digest]) => !this.#isKnown(digest));
		for (const [holder] of gone) holder.destroy();
		return gone.length;
	}

	/** Looks at all of them: the time does not tell which it was. */
	#isKnown(digest: Buffer): boolean {
		return this.#digests.reduce((found, known) => timingSafeEqual(known, digest) || found, false);
	}

	#digestOf(token: string): Buffer {
		return createHmac('sha256', this.#key).update(token).digest();
	}
}
