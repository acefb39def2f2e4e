import {once} from 'node:events';
import {onTestFinished} from 'vitest';
import {WebSocket} from 'ws';
import {waitFor} from './wait.js';

/** A websocket client that keeps what it is sent. */
export class Follower {
	/** Every message frame, as text. */
	readonly frames: string[] = [];
	/** The cursor of the last unsolicited pong, and how many frames had come before it. */
	cursor: {value: string; frames: number} | undefined;
	/** The headers of the answer to the handshake. */
	headers: Record<string, string | string[] | undefined> = {};
	/** The code with which the connection was closed. */
	closed: number | undefined;
	readonly #socket: WebSocket;

	constructor(socket: WebSocket) {
		this.#socket = socket;
		socket.on('upgrade', response => {
			this.headers = response.headers;
		});
		socket.on('message', (data: Buffer) => {
			this.frames.push(data.toString('utf8'));
		});
		socket.on('pong', data => {
			this.cursor = {value: data.toString('latin1'), frames: this.frames.length};
		});
		socket.on('close', code => {
			this.closed = code;
		});
		socket.on('error', () => undefined);
	}

	/** Waits for the nth frame. */
	async until(count: number): Promise<void> {
		await waitFor(`${count} frames`, () => this.frames.length >= count, {describe: () => `; there were ${this.frames.length}`});
	}

	/** Waits until a condition on the frames holds. */
	async untilFrames(what: string, condition: (frames: readonly string[]) => boolean): Promise<void> {
		await waitFor(what, () => condition(this.frames), {describe: () => `; ${this.frames.length} frames, the last: ${this.frames.at(-1) ?? ''}`});
	}

	/** Stops reading from the connection: what the daemon sends fills the kernel's buffers. */
	pause(): void {
		this.#socket.pause();
	}

	resume(): void {
		this.#socket.resume();
	}

	/** Breaks the connection at once, without a goodbye. */
	terminate(): void {
		this.#socket.terminate();
	}

	send(data: string | Buffer): void {
		this.#socket.send(data);
	}
}

/** The websocket URL of a path such as `/ws?l=10` on the unix socket `querySocket`. */
export function webSocketUrl(querySocket: string, path: string): string {
	return `ws+unix://${querySocket}:${path}`;
}

function open(url: string, headers: Record<string, string>): WebSocket {
	const socket = new WebSocket(url, {headers, perMessageDeflate: false});
	onTestFinished(() => {
		socket.terminate();
	});
	return socket;
}

/** Connects a follower; resolves when the handshake is done. */
export async function follow(url: string, headers: Record<string, string> = {}): Promise<Follower> {
	const socket = open(url, headers);
	const follower = new Follower(socket);
	await once(socket, 'open');
	return follower;
}

/** Tries a handshake that the daemon has to refuse, and returns its HTTP answer; rejects when it was accepted. */
export async function refusedHandshake(url: string, headers: Record<string, string> = {}): Promise<{status: number; text: string}> {
	const socket = open(url, headers);
	return new Promise((resolve, reject) => {
		socket.on('open', () => {
			reject(new Error(`the handshake of ${url} was accepted`));
		});
		socket.on('error', reject);
		socket.on('unexpected-response', (_request, response) => {
			let text = '';
			response.on('data', (chunk: Buffer) => {
				text += chunk.toString('utf8');
			});
			response.on('end', () => {
				resolve({status: response.statusCode ?? 0, text});
			});
		});
	});
}
