import {setTimeout as sleep} from 'node:timers/promises';
import {ask} from '../../e2e/support/http.js';
import type {Chance} from '../chance.js';
import {NumberWatch} from './numbered.js';

const OK = 200;
/** What people and programs ask again and again: answers of a bounded size. */
export const QUERIES = [
	'/?l=100', '/?l=100&reverse=1', '/?l=20&fmt=json', '/?l=10&q=uncommon', '/?l=50&grep=ordinary', '/?l=10&q=app_name:load&reverse=1', '/?l=5&since=-1s',
	'/?l=100&fmt=rfc5424', '/?l=1&fmt=export', '/healthz', '/metrics',
];
/** What has the whole ring looked at, however large it is: millions of messages. */
export const COUNTS = ['/?l=10&q=nowhere', '/?l=10&grep=or?dinary.*nowhere', '/count', '/count?q=Transfer', '/histogram?by=severity', '/top?field=app_name', '/stats'];

/** Asks again and again, one question at a time, and proves that answers are right in themselves. */
export class Questions {
	asked = 0;
	readonly #querySocket: string;
	readonly #chance: Chance;

	constructor(querySocket: string, chance: Chance) {
		this.#querySocket = querySocket;
		this.#chance = chance;
	}

	/** Asks until `end` of `performance.now()`. Rejects when an answer is no success, or not in order. */
	async run(end: number): Promise<void> {
		while (performance.now() < end) {
			const path = this.#chance.pick(this.#chance.once(10) ? COUNTS : QUERIES);
			const {status, body} = await ask(this.#querySocket, path);
			this.asked += 1;
			if (status !== OK) throw new Error(`${path} was answered with ${status}: ${body.toString()}`);
			if (path.startsWith('/?')) new NumberWatch().take(body.toString('latin1'), path.includes('reverse') ? -1 : 1);
			await sleep(this.#chance.between(20, 200));
		}
	}
}
