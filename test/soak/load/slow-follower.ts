import {once} from 'node:events';
import {setTimeout as sleep} from 'node:timers/promises';
import {WebSocket} from 'ws';
import {webSocketUrl} from '../../e2e/support/follower.js';
import type {Chance} from '../chance.js';
import {NumberWatch} from './numbered.js';

const MAX_CONNECTION_MS = 8000;
const MAX_STILL_MS = 1500;

/**
 * Follows, but stops reading again and again, and breaks its connection and resumes with its cursor. Proves at each cursor
 * that it is told that the messages seen and those told as lost are all that there were since the one before.
 */
export class SlowFollower {
	readonly #watch = new NumberWatch();
	readonly #querySocket: string;
	readonly #chance: Chance;
	/** Where it began, where it is. */
	#first: number | undefined;
	#cursor = '';
	connections = 0;
	cursors = 0;

	constructor(querySocket: string, chance: Chance) {
		this.#querySocket = querySocket;
		this.#chance = chance;
	}

	get seen(): number {
		return this.#watch.seen;
	}

	get told(): number {
		return this.#watch.told;
	}

	/** Follows until `end` of `performance.now()`. Rejects when something is missing, or comes twice. */
	async run(end: number): Promise<void> {
		while (performance.now() < end) await this.#connect(Math.min(end, performance.now() + this.#chance.between(100, MAX_CONNECTION_MS)));
	}

	async #connect(until: number): Promise<void> {
		// What came after the last cursor comes again.
		const {seen, told} = this.#watch;
		if (this.#first !== undefined && seqOf(this.#cursor) - this.#first !== seen + told) throw new Error('a connection ended between a piece and its cursor');
		const from = this.#first === undefined ? 'l=0' : `cursor=${this.#cursor}`;
		const socket = new WebSocket(webSocketUrl(this.#querySocket, `/ws?${from}&batch=1&fmt=rfc5424`), {perMessageDeflate: false});
		let failure: unknown;
		let isEnding = false;
		let piece = '';
		socket.on('upgrade', ({headers}) => {
			if (this.#first !== undefined) return;
			this.#cursor = String(headers['circolog-cursor']);
			this.#first = seqOf(this.#cursor);
		});
		socket.on('error', error => {
			if (!isEnding) failure ??= error;
		});
		socket.on('close', code => {
			if (!isEnding) failure ??= new Error(`the daemon has closed the connection with ${code}`);
		});
		socket.on('message', (data: Buffer) => {
			piece += data.toString('latin1');
			if (!piece.endsWith('\n')) piece += '\n';
		});
		socket.on('pong', data => {
			if (isEnding) return;
			try {
				this.#take(piece, data.toString('latin1'));
			} catch (error) {
				failure ??= error;
			}
			piece = '';
		});
		await once(socket, 'open');
		this.connections += 1;
		while (performance.now() < until && failure === undefined) {
			if (this.#chance.once(3)) socket.pause();
			else socket.resume();
			await sleep(Math.min(this.#chance.between(1, MAX_STILL_MS), until - performance.now()));
		}
		isEnding = true;
		socket.terminate();
		if (failure !== undefined) throw new Error(`a slow follower, after ${this.seen} messages and ${this.told} lost ones: ${(failure as Error).message}`, {cause: failure});
	}

	#take(piece: string, cursor: string): void {
		this.#watch.take(piece);
		this.#cursor = cursor;
		this.cursors += 1;
		const passed = seqOf(cursor) - this.#first!;
		if (passed !== this.seen + this.told) throw new Error(`of ${passed} messages ${this.seen} were seen and ${this.told} told as lost`);
	}
}

function seqOf(cursor: string): number {
	return Number(cursor.split(':')[1]);
}
