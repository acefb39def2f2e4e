import {createServer, type Server, type Socket} from 'node:net';
import {COUNTER} from '../hub/memory.js';
import {descriptorOf} from '../libc/descriptors.js';
import {refuseMore} from '../libc/sockets.js';
import {Connection, DRAIN_READS, type StreamConnection} from './connection.js';
import type {ConnectionGate, ConnectionLimits} from './connection-gate.js';
import {type OriginParts, originOf, peerOf} from './peer.js';
import type {ConnectionParts} from './stream-input.js';
import {TlsConnection} from './tls-connection.js';
import type {TlsEntrance} from './tls-entrance.js';

/** In a time of this length silent connections are looked for so many times: they are cut off at most so much too late. */
const IDLE_CHECKS = 4;

/** What the listeners of one receiver share, and what is this one's. */
export interface StreamParts extends Omit<ConnectionParts, 'onCut'>, OriginParts {
	readonly limits: ConnectionLimits;
	readonly gate: ConnectionGate;
	/** Makes connections encrypted ones; undefined where they stay as they are. */
	readonly tls: TlsEntrance | undefined;
	/** Whether the socket goes on when this listener has been closed. */
	readonly inherited: boolean;
}

/** Where losses of connections are counted. */
const COUNTER_OF = {
	connections_refused: COUNTER.connectionsRefused,
	connections_not_allowed: COUNTER.connectionsNotAllowed,
	connections_cut: COUNTER.connectionsCut,
	receive_errors: COUNTER.receiveErrors,
} as const;

/** A listening stream socket, TCP or unix; each connection's frames are taken into the hub as they complete. */
export class StreamSource {
	readonly #server: Server;
	readonly #source: number;
	readonly #parts: StreamParts & ConnectionParts;
	readonly #connections = new Set<StreamConnection>();
	/** Those of all connections, also of those that are not encrypted yet. */
	readonly #sockets = new Set<Socket>();
	readonly #idleChecks: NodeJS.Timeout | undefined;
	#refuses = false;

	constructor(source: number, parts: StreamParts) {
		this.#source = source;
		this.#parts = {...parts, onCut: () => {
			this.#lose('connections_cut');
		}};
		const {keepaliveMs, idleTimeoutMs} = parts.limits;
		const options = {keepAlive: true, keepAliveInitialDelay: keepaliveMs, pauseOnConnect: parts.tls === undefined};
		this.#server = createServer(options, socket => {
			this.#accept(socket);
		});
		this.#server.on('error', () => {
			// Node tries to accept on a socket that refuses, and fails.
			if (!this.#refuses) this.#lose('receive_errors');
		});
		parts.tls?.serve(secured => {
			this.#keep(new TlsConnection(secured, originOf(peerOf(secured), -1, this.#parts), this.#parts), secured);
		}, this.#parts.onCut);
		if (idleTimeoutMs === undefined) return;
		this.#idleChecks = setInterval(() => {
			this.#cutIdle(performance.now() - idleTimeoutMs);
		}, idleTimeoutMs / IDLE_CHECKS);
	}

	/** Begins to listen, on a new socket or on one that is there; resolves to the port, 0 for a unix socket. Rejects with Node's error. */
	async listen(where: {path: string} | {host?: string; port: number} | {fd: number}): Promise<number> {
		await new Promise<void>((resolve, reject) => {
			this.#server.once('error', reject);
			this.#server.listen(where, () => {
				this.#server.off('error', reject);
				resolve();
			});
		});
		const address = this.#server.address();
		return typeof address === 'object' && address !== null ? address.port : 0;
	}

	/**
	 * Lets nobody connect any more, where that leaves those alone who wait to be accepted: TCP would reset them. Who
	 * connects to an inherited socket waits for the next daemon.
	 */
	refuseConnections(): void {
		if (this.#parts.inherited || typeof this.#server.address() !== 'string') return;
		this.#refuses = true;
		refuseMore(descriptorOf(this.#server));
	}

	/** Lets nothing more come in on any connection, where the sender can be told. */
	refuse(): void {
		for (const connection of this.#connections) connection.refuse();
	}

	/** Takes what waits in every connection. */
	drain(): void {
		for (const connection of this.#connections) connection.drain(DRAIN_READS);
	}

	/** Closes the listener and its connections; what has arrived of an unfinished message is kept. */
	close(): void {
		clearInterval(this.#idleChecks);
		this.#server.close();
		for (const connection of this.#connections) connection.close();
		for (const socket of this.#sockets) socket.destroySoon();
	}

	#accept(socket: Socket): void {
		const {gate, tls} = this.#parts;
		// What becomes of a connection is told by whoever reads from it; an error that nobody hears of would end the daemon.
		socket.on('error', () => undefined);
		const fd = descriptorOf(socket);
		const peer = peerOf(socket);
		const refusal = gate.enter(peer, fd);
		if (refusal !== undefined) {
			this.#lose(refusal);
			socket.destroy();
			return;
		}
		this.#parts.hub.memory.count(this.#source, COUNTER.connections, 1);
		this.#sockets.add(socket);
		socket.once('close', () => {
			this.#sockets.delete(socket);
			gate.leave(peer);
		});
		if (tls === undefined) this.#keep(new Connection(socket, fd, originOf(peer, fd, this.#parts), this.#parts), socket);
		else tls.greet(socket);
	}

	#keep(connection: StreamConnection, socket: Socket): void {
		this.#connections.add(connection);
		socket.once('close', () => this.#connections.delete(connection));
	}

	/** Ends connections that have been silent since then. */
	#cutIdle(sinceMs: number): void {
		for (const connection of this.#connections) {
			if (connection.heardMs > sinceMs) continue;
			connection.close(true);
		}
	}

	/** Counts a loss, and writes it down. */
	#lose(reason: keyof typeof COUNTER_OF): void {
		const {hub, intake} = this.#parts;
		hub.memory.count(this.#source, COUNTER_OF[reason], 1);
		intake.lose(reason, 1);
	}
}
