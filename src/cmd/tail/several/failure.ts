import {ClientError} from '../../../client/client-error.js';
import type {Ring} from '../../../client/rings/ring.js';
import type {SeveralTail} from '../tail.js';

/**
 * Asks each of the daemons, all at once. Those that fail are told of, each as soon as it does, and stop nobody.
 *
 * @returns The answers, `undefined` for those that failed.
 * @throws {ClientError} `REJECTED`: what is wrong is the request, and so for all of them.
 */
export async function askEach<T>(tail: SeveralTail, ask: (ring: Ring, i: number) => Promise<T>): Promise<(T | undefined)[]> {
	return Promise.all(tail.rings.map(async (ring, i) => {
		try {
			return await ask(ring, i);
		} catch (error) {
			tail.complain(sentenceOf(ring, failureOf(error)));
			return undefined;
		}
	}));
}

/** The error, where it is that of one daemon alone; throws it again where it is not. */
export function failureOf(error: unknown): ClientError {
	if (error instanceof ClientError && error.code !== 'REJECTED') return error;
	throw error;
}

/** What is said of a daemon that failed; it is named in any case. */
export function sentenceOf({name}: Ring, {message}: Error): string {
	return message.includes(name) ? message : `${name}: ${message}`;
}
