import type {IncomingMessage, Server, ServerResponse} from 'node:http';
import type {Socket} from 'node:net';
import type {HttpCounts} from './http-counts.js';

/** Sent to who finds no room; a client that knows better comes again. */
const NO_ROOM = 'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n'
	+ 'too many connections are at work; try again later\n';

/**
 * Bounds the connections of a listener. When there are too many, the one that has asked for nothing the longest makes room:
 * so whoever opens connections and leaves them only closes their own, and who asks at once is always heard. Only when all
 * are at work, nobody else is let in.
 */
export class ConnectionLimit {
	readonly #max: number;
	readonly #counts: HttpCounts;
	readonly #open = new Map<string | Socket, Socket>();
	/** Those that ask for nothing at present; the longest first. */
	readonly #idle = new Set<Socket>();

	constructor(max: number, counts: HttpCounts) {
		this.#max = max;
		this.#counts = counts;
	}

	/**
	 * Bounds a server's connections, together with those of all others it was called for.
	 *
	 * @param hasWebSockets Whether somebody takes connections that are to be websockets: whoever listens for these has to.
	 */
	watch(server: Server, hasWebSockets: boolean): void {
		server.on('connection', (socket: Socket) => {
			this.#admit(socket);
		});
		server.on('request', ({socket}: IncomingMessage, response: ServerResponse) => {
			this.#busy(socket);
			response.once('close', () => {
				this.#rest(socket);
			});
		});
		if (!hasWebSockets) return;
		server.on('upgrade', ({socket}: IncomingMessage) => {
			this.#busy(socket);
		});
	}

	#admit(socket: Socket): void {
		const key = keyOf(socket);
		this.#counts.total += 1;
		if (this.#open.size >= this.#max && !this.#makeRoom()) {
			this.#counts.refused += 1;
			socket.end(NO_ROOM, () => socket.destroy());
			return;
		}
		this.#open.set(key, socket);
		this.#idle.add(socket);
		this.#counts.connections += 1;
		socket.once('close', () => {
			this.#forget(key, socket);
		});
	}

	#makeRoom(): boolean {
		for (const socket of this.#idle) {
			this.#counts.displaced += 1;
			this.#forget(keyOf(socket), socket);
			socket.destroy();
			return true;
		}
		return false;
	}

	#forget(key: string | Socket, socket: Socket): void {
		this.#idle.delete(socket);
		if (this.#open.get(key) !== socket) return;
		this.#open.delete(key);
		this.#counts.connections -= 1;
	}

	#busy(socket: Socket): void {
		const beneath = this.#open.get(keyOf(socket));
		if (beneath !== undefined) this.#idle.delete(beneath);
	}

	#rest(socket: Socket): void {
		const beneath = this.#open.get(keyOf(socket));
		if (beneath !== undefined && !beneath.destroyed) this.#idle.add(beneath);
	}
}

/** What a connection and the TLS on top of it, which has a socket of its own, have in common. */
function keyOf(socket: Socket): string | Socket {
	const {remoteAddress, remotePort} = socket;
	return remoteAddress === undefined || remotePort === undefined ? socket : `${remoteAddress} ${remotePort}`;
}
