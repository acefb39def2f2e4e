import type {IncomingMessage} from 'node:http';
import type {Socket} from 'node:net';
import {WebSocket} from 'ws';
import {ClientError, exhausted, refused, unreachable} from './client-error.js';
import {isCursor} from './cursor.js';
import {connectTo, type Endpoint, headersFor, nameOf} from './endpoint.js';
import {MarkedFrames, MAX_UNMARKED_BYTES} from './marked-frames.js';
import {ANSWER_TIMEOUT_MS, cursorOf, readText} from './request.js';

const LIMITS = {
	/** A message of 64 KiB, the daemon's default limit, is some 400 KB in JSON; the limit can be raised. */
	maxPayload: 2 ** 27,
	/** Milliseconds that the daemon may take to hang up after it has said that it will. Not in @types/ws 8.18. */
	closeTimeout: 1000,
};
/** Status codes of websockets (RFC 6455, section 7.4.1). */
const NORMAL_CLOSURE = 1000;
const POLICY_VIOLATION = 1008;

/** Who takes what a feed brings. */
export interface FeedTaker {
	/** The daemon has accepted; `covered` is the cursor in its answer. */
	opened(covered: string | undefined): void;
	/**
	 * Messages, each with its ending, possibly none, and the cursor from which to go on after them.
	 *
	 * @returns Whether there is room for more. If not, the feed stands still until `whenReady` calls back.
	 */
	piece(messages: Buffer, cursor: string): boolean;
	whenReady(then: () => void): void;
	/** The daemon has said that this was all; `rest` is what no mark has followed. */
	ended(rest: Buffer): void;
}

/** What a feed does besides. */
export interface FeedOptions {
	/** What is put behind each frame; LF unless said otherwise. */
	readonly ending?: Buffer | undefined;
	/** Leaves out the first frame: csv's header line, where it has been printed before. */
	readonly skipsHead?: boolean;
	/** Ends the feed. */
	readonly signal?: AbortSignal | undefined;
}

/**
 * One websocket connection to the daemon, from its start to its end. What no mark has followed is dropped.
 *
 * @param path With its query, percent-encoded.
 * @returns Whether the daemon said that this was all; else the connection was lost.
 * @throws {ClientError} When the daemon cannot be reached or does not accept, or does not keep to the protocol.
 */
export function runFeed(endpoint: Endpoint, path: string, taker: FeedTaker, {ending, skipsHead = false, signal}: FeedOptions = {}): Promise<boolean> {
	return new Promise((resolve, reject) => {
		const frames = new MarkedFrames(ending);
		let opened = false;
		let skips = skipsHead;
		const websocket = new WebSocket(`ws://localhost${path}`, {
			createConnection: () => open(endpoint),
			headers: {...headersFor(endpoint)},
			perMessageDeflate: false,
			skipUTF8Validation: true,
			...LIMITS,
		});
		const terminate = (): void => {
			websocket.terminate();
		};
		signal?.addEventListener('abort', terminate);
		websocket.on('upgrade', (answer) => {
			opened = true;
			taker.opened(cursorOf(answer));
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
			if (!skips) frames.push(frame);
			skips = false;
			if (frames.bytes <= MAX_UNMARKED_BYTES) return;
			reject(new ClientError('PROTOCOL', `circologd at ${nameOf(endpoint)} sends more than ${MAX_UNMARKED_BYTES} bytes without a mark`));
			terminate();
		});
		websocket.on('pong', (payload) => {
			const cursor = payload.toString('latin1');
			if (!isCursor(cursor) || taker.piece(frames.release(), cursor) || websocket.isPaused) return;
			websocket.pause();
			taker.whenReady(() => {
				websocket.resume();
			});
		});
		websocket.on('error', (error: NodeJS.ErrnoException) => {
			if (!opened) reject(unreachable(endpoint, error));
		});
		websocket.on('close', (code, reason) => {
			signal?.removeEventListener('abort', terminate);
			if (code === POLICY_VIOLATION) reject(exhausted(reason.toString()));
			if (code === NORMAL_CLOSURE) taker.ended(frames.release());
			resolve(code === NORMAL_CLOSURE);
		});
	});
}

function open(endpoint: Endpoint): Socket {
	const socket = connectTo(endpoint);
	// ws takes the timeout off after the handshake: a feed may be silent for days.
	return socket.setTimeout(ANSWER_TIMEOUT_MS).once('timeout', () => {
		socket.destroy(Object.assign(new Error(), {code: 'ETIMEDOUT'}));
	});
}
