import type {IncomingMessage} from 'node:http';
import {connect, type Socket} from 'node:net';
import {WebSocket} from 'ws';
import {ClientError, refused, unreachable} from './client-error.js';
import {type Endpoint, hostHeader, nameOf} from './endpoint.js';
import {MarkedFrames, MAX_UNMARKED_BYTES} from './marked-frames.js';
import {ANSWER_TIMEOUT_MS, readText} from './request.js';

const LIMITS = {
	/** A message of 64 KiB, the daemon's default limit, is some 400 KB in JSON; the limit can be raised. */
	maxPayload: 2 ** 27,
	/** Milliseconds that the daemon may take to hang up after it has said that it will. Not in @types/ws 8.18. */
	closeTimeout: 1000,
};
/** Finds out that a daemon in the network has vanished without a word. */
const KEEP_ALIVE_MS = 30_000;
/** Payload of the pongs that mark how far the daemon has come. */
const MARK = /^[0-9a-f]{12}:\d+$/;

/** Who takes what a feed brings. */
export interface FeedTaker {
	/** The daemon has accepted; `covered` is the cursor in its answer. */
	opened(covered: string | undefined): void;
	/**
	 * Messages, a line each, possibly none, and the cursor from which to go on after them.
	 *
	 * @returns Whether there is room for more. If not, the feed stands still until `whenReady` calls back.
	 */
	piece(lines: Buffer, cursor: string): boolean;
	whenReady(then: () => void): void;
}

/**
 * One websocket connection to the daemon, from its start to its loss. What no mark has followed is dropped.
 *
 * @param path With its query, percent-encoded.
 * @throws {ClientError} When the daemon cannot be reached or does not accept, or does not keep to the protocol.
 */
export function runFeed(endpoint: Endpoint, path: string, taker: FeedTaker): Promise<void> {
	return new Promise((resolve, reject) => {
		const frames = new MarkedFrames();
		let opened = false;
		const websocket = new WebSocket(`ws://localhost${path}`, {
			// A connection of our own making: paths of sockets may hold what a ws+unix: URL cannot.
			createConnection: () => open(endpoint),
			headers: {host: hostHeader(endpoint)},
			perMessageDeflate: false,
			skipUTF8Validation: true,
			...LIMITS,
		});
		websocket.on('upgrade', (answer) => {
			opened = true;
			const covered = answer.headers['circolog-cursor'];
			taker.opened(typeof covered === 'string' ? covered : undefined);
		});
		websocket.on('unexpected-response', (_outgoing, answer: IncomingMessage) => {
			// Belongs to no agent: nobody else would close it.
			const {socket} = answer;
			void readText(endpoint, answer)
				.then((body) => {
					reject(refused(endpoint, answer.statusCode ?? 0, body));
				}, reject)
				.finally(() => socket.destroy());
		});
		websocket.on('message', (frame: Buffer) => {
			frames.push(frame);
			if (frames.bytes <= MAX_UNMARKED_BYTES) return;
			reject(new ClientError('PROTOCOL', `circologd at ${nameOf(endpoint)} sends more than ${MAX_UNMARKED_BYTES} bytes without a mark`));
			websocket.terminate();
		});
		websocket.on('pong', (payload) => {
			const cursor = payload.toString('latin1');
			if (!MARK.test(cursor) || taker.piece(frames.release(), cursor) || websocket.isPaused) return;
			websocket.pause();
			taker.whenReady(() => {
				websocket.resume();
			});
		});
		websocket.on('error', (error: NodeJS.ErrnoException) => {
			if (!opened) reject(unreachable(endpoint, error));
		});
		websocket.on('close', () => {
			resolve();
		});
	});
}

function open(endpoint: Endpoint): Socket {
	const socket = connect({...endpoint, timeout: ANSWER_TIMEOUT_MS, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS});
	// ws takes the timeout off after the handshake: a feed may be silent for days.
	return socket.once('timeout', () => {
		socket.destroy(Object.assign(new Error(), {code: 'ETIMEDOUT'}));
	});
}
