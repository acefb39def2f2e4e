import {once} from 'node:events';
import {connect, type Socket} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import type {Chance} from '../chance.js';
import {newlineEnded, octetCounted} from '../../e2e/support/numbered.js';
import type {StreamAddress} from '../../e2e/support/stream.js';
import {numberedMessage} from './numbered.js';

const MESSAGES_PER_SECOND = 2000;
const MAX_MESSAGES_OF_A_CONNECTION = 3000;
const MAX_TEXT_CHARACTERS = 600;

/** Sends numbered messages over one connection after another, in pieces of any size; some connections end within a message. */
export class StreamSender {
	sent = 0;
	/** Of these, messages that the daemon can only have stored as truncated. */
	cut = 0;
	connections = 0;
	readonly #id: number;
	readonly #addresses: readonly StreamAddress[];
	readonly #chance: Chance;

	/** @param id 1 to 9: tells its numbers from other senders'. */
	constructor(id: number, addresses: readonly StreamAddress[], chance: Chance) {
		this.#id = id;
		this.#addresses = addresses;
		this.#chance = chance;
	}

	/** Sends until `end` of `performance.now()`; resolves when the daemon has read all of it. */
	async run(end: number): Promise<void> {
		while (performance.now() < end) {
			const address = this.#chance.pick(this.#addresses);
			const socket = typeof address === 'string' ? connect(address) : connect(address, '127.0.0.1');
			// Whoever waits for something of it gets the error as well.
			socket.on('error', () => undefined);
			socket.resume();
			await once(socket, 'connect');
			this.connections += 1;
			await this.#feed(socket, end);
			// Closed by the daemon when it has read the last byte: the next connection's messages come later.
			const closed = once(socket, 'close');
			socket.end();
			await closed;
		}
	}

	async #feed(socket: Socket, end: number): Promise<void> {
		const chance = this.#chance;
		const frame = chance.pick([newlineEnded, octetCounted]);
		const isCut = chance.once(4);
		let rest = '';
		for (let left = chance.between(1, MAX_MESSAGES_OF_A_CONNECTION); left > 0 && performance.now() < end;) {
			const begun = performance.now();
			const count = Math.min(left, chance.between(1, 200));
			for (let i = 0; i < count; i++) {
				this.sent += 1;
				rest += frame(numberedMessage(this.#id, this.sent, 'x'.repeat(chance.between(0, MAX_TEXT_CHARACTERS))));
			}
			left -= count;
			// What is left over goes with the next piece, so pieces begin and end anywhere.
			const length = chance.between(0, rest.length);
			if (!socket.write(rest.slice(0, length))) await once(socket, 'drain');
			rest = rest.slice(length);
			await sleep(count / MESSAGES_PER_SECOND * 1000 - (performance.now() - begun));
		}
		if (isCut) {
			this.sent += 1;
			const message = frame(numberedMessage(this.#id, this.sent, 'and what nobody will ever see'));
			// Behind the number, and before the end of a counted frame, which then is marked as truncated.
			rest += message.slice(0, -10);
			if (frame === octetCounted) this.cut += 1;
		}
		if (rest !== '') socket.write(rest);
	}
}
