import {createServer, isIPv4, type Server, type Socket} from 'node:net';
import {FLAG_ORIGIN_IPV4, FLAG_ORIGIN_IPV6, FLAG_ORIGIN_PROCESS} from '../hub/entry.js';
import type {Ipv6Table} from '../hub/ipv6-table.js';
import {COUNTER} from '../hub/memory.js';
import {peerCredentials, refuseMore} from '../libc.js';
import type {OriginMask} from '../redact/origin-mask.js';
import {Connection, DRAIN_READS, type ConnectionParts, type Origin} from './connection.js';
import {ipv6Bytes} from './socket-address.js';

/** Connections that one listener serves at the same time; each may hold one unfinished message. */
export const MAX_CONNECTIONS = 1024;
const IDLE_PROBE_MS = 60_000;
const MAPPED_PREFIX = '::ffff:';

/** What the listeners of one receiver share, and what is this one's. */
export interface StreamParts extends ConnectionParts {
	readonly ipv6: Ipv6Table;
	/** Whether the socket goes on when this listener has been closed. */
	readonly inherited: boolean;
	readonly originMask: OriginMask;
}

/** A listening stream socket, TCP or unix; each connection's frames are taken into the hub as they complete. */
export class StreamSource {
	readonly #server: Server;
	readonly #connections = new Set<Connection>();
	readonly #inherited: boolean;
	#refuses = false;

	constructor(source: number, parts: StreamParts) {
		this.#inherited = parts.inherited;
		const {hub: {memory}, intake} = parts;
		this.#server = createServer({keepAlive: true, keepAliveInitialDelay: IDLE_PROBE_MS, pauseOnConnect: true}, socket => {
			memory.count(source, COUNTER.connections, 1);
			// Nobody but `Connection` uses the socket, so there is no error to hear of; but one would end the daemon.
			socket.on('error', () => undefined);
			const fd = descriptorOf(socket);
			const connection = new Connection(socket, fd, originOf(socket, fd, parts), parts);
			this.#connections.add(connection);
			socket.once('close', () => this.#connections.delete(connection));
		});
		this.#server.maxConnections = MAX_CONNECTIONS;
		this.#server.on('drop', () => {
			memory.count(source, COUNTER.connectionsRefused, 1);
			intake.lose('connections_refused', 1);
		});
		this.#server.on('error', () => {
			// Node tries to accept on a socket that refuses, and fails.
			if (this.#refuses) return;
			memory.count(source, COUNTER.receiveErrors, 1);
			intake.lose('receive_errors', 1);
		});
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
		if (this.#inherited || typeof this.#server.address() !== 'string') return;
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
		this.#server.close();
		for (const connection of this.#connections) connection.close();
	}
}

/** Who sends on this connection, as the index keeps it. */
function originOf(socket: Socket, fd: number, {hub, ipv6, originMask}: StreamParts): Origin {
	const {remoteAddress, remotePort = 0} = socket;
	if (remoteAddress === undefined) {
		const credentials = peerCredentials(fd);
		return credentials === undefined ? {flags: 0, a: 0, b: 0} : {flags: FLAG_ORIGIN_PROCESS, a: credentials.pid, b: credentials.uid};
	}
	const four = remoteAddress.startsWith(MAPPED_PREFIX) ? remoteAddress.slice(MAPPED_PREFIX.length) : remoteAddress;
	if (isIPv4(four)) {
		const a = four.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
		return {flags: FLAG_ORIGIN_IPV4, a: originMask.ipv4(a), b: remotePort};
	}
	const words = new Uint32Array(ipv6Bytes(four.replace(/%.*$/, '')).buffer);
	originMask.ipv6(words, 0);
	return {flags: FLAG_ORIGIN_IPV6, a: ipv6.rowOf(words, 0, hub.nextSeq), b: remotePort};
}

/** Node tells a socket's descriptor only through its handle. */
function descriptorOf(socket: Socket | Server): number {
	const {_handle: handle} = socket as unknown as {_handle?: {fd?: number}};
	return handle?.fd ?? -1;
}
