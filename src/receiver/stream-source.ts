import {createServer, isIPv4, type Server, type Socket} from 'node:net';
import type {Hub} from '../hub.js';
import {FLAG_ORIGIN_IPV4, FLAG_ORIGIN_IPV6, FLAG_ORIGIN_PROCESS} from '../hub/entry.js';
import type {Ipv6Table} from '../hub/ipv6-table.js';
import {COUNTER} from '../hub/memory.js';
import {Framer, type FrameSink} from '../syslog/framing.js';
import type {Intake} from './intake.js';
import {nowUs, peerCredentials} from '../libc.js';
import {ipv6Bytes} from './socket-address.js';

/** Connections that one listener serves at the same time; each may hold one unfinished message. */
export const MAX_CONNECTIONS = 1024;
const IDLE_PROBE_MS = 60_000;
const MAPPED_PREFIX = '::ffff:';

/** What the streams of one receiver share. */
export interface StreamParts {
	readonly hub: Hub;
	readonly intake: Intake;
	readonly ipv6: Ipv6Table;
	/** Scratch space in the hub's memory: the bytes of one read, then one frame. */
	readonly scratchAt: number;
	readonly scratchBytes: number;
}

/** A listening stream socket, TCP or unix; each connection's frames are taken into the hub as they complete. */
export class StreamSource {
	readonly #server: Server;
	readonly #connections = new Set<Socket>();

	constructor(source: number, parts: StreamParts) {
		const {memory} = parts.hub;
		this.#server = createServer({keepAlive: true, keepAliveInitialDelay: IDLE_PROBE_MS}, socket => {
			memory.count(source, COUNTER.connections, 1);
			this.#connections.add(socket);
			socket.on('close', () => this.#connections.delete(socket));
			serve(socket, parts);
		});
		this.#server.maxConnections = MAX_CONNECTIONS;
		this.#server.on('drop', () => {
			memory.count(source, COUNTER.connectionsRefused, 1);
		});
		this.#server.on('error', () => {
			memory.count(source, COUNTER.receiveErrors, 1);
		});
	}

	/** Begins to listen; resolves to the port, 0 for a unix socket. Rejects with Node's error. */
	async listen(where: {path: string} | {host?: string; port: number}): Promise<number> {
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

	/** Closes the listener and its connections; what has arrived of an unfinished message is kept. */
	close(): void {
		this.#server.close();
		for (const socket of this.#connections) socket.destroy();
	}
}

function serve(socket: Socket, parts: StreamParts): void {
	const {hub, intake} = parts;
	const {bytes} = hub.memory;
	const framer = new Framer(hub.memory.geometry.maxMessageBytes);
	const frameAt = parts.scratchAt + parts.scratchBytes;
	const origin = originOf(socket, parts);
	let receivedUs = 0;
	const sink: FrameSink = {
		frame(from, start, end, flags) {
			if (from !== bytes) bytes.set(from.subarray(start, end), frameAt);
			intake.take(from === bytes ? start : frameAt, end - start, receivedUs, origin.flags | flags, origin.a, origin.b);
		},
	};
	// The framer looks at bytes in the hub's own memory, so that a message moves once, within it.
	const push = (data: Buffer): void => {
		receivedUs = nowUs();
		intake.begin();
		for (let at = 0; at < data.length; at += parts.scratchBytes) {
			const piece = Math.min(parts.scratchBytes, data.length - at);
			data.copy(bytes, parts.scratchAt, at, at + piece);
			framer.push(bytes, parts.scratchAt, parts.scratchAt + piece, sink);
		}
		intake.end();
	};
	socket.on('data', push);
	socket.once('close', () => {
		receivedUs = nowUs();
		intake.begin();
		framer.end(sink);
		intake.end();
	});
	// A reset connection is an end like any other: what came before it has been taken.
	socket.on('error', () => undefined);
}

/** Who sends on this connection, as the index keeps it. */
function originOf(socket: Socket, {hub, ipv6}: StreamParts): {flags: number; a: number; b: number} {
	const {remoteAddress, remotePort = 0} = socket;
	if (remoteAddress === undefined) {
		const credentials = peerCredentials(descriptorOf(socket));
		return credentials === undefined ? {flags: 0, a: 0, b: 0} : {flags: FLAG_ORIGIN_PROCESS, a: credentials.pid, b: credentials.uid};
	}
	const four = remoteAddress.startsWith(MAPPED_PREFIX) ? remoteAddress.slice(MAPPED_PREFIX.length) : remoteAddress;
	if (isIPv4(four)) {
		const a = four.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
		return {flags: FLAG_ORIGIN_IPV4, a, b: remotePort};
	}
	const words = new Uint32Array(ipv6Bytes(four.replace(/%.*$/, '')).buffer);
	return {flags: FLAG_ORIGIN_IPV6, a: ipv6.rowOf(words, 0, hub.nextSeq), b: remotePort};
}

/** Node tells a socket's descriptor only through its handle. */
function descriptorOf(socket: Socket): number {
	const {_handle: handle} = socket as unknown as {_handle?: {fd?: number}};
	return handle?.fd ?? -1;
}
