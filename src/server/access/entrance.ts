import {createServer, type RequestListener, type Server} from 'node:http';
import {createServer as createTlsServer} from 'node:https';
import type {Socket} from 'node:net';
import type {OwnHosts} from '../request-guard.js';
import {ConnectionLimit} from './connection-limit.js';
import type {HttpCounts} from './http-counts.js';
import type {TlsIdentity} from './tls-identity.js';
import type {Tokens} from './tokens.js';

/** A client that has not sent its whole request by then, or has not come to an agreement on TLS, is cut off. */
const REQUEST_TIMEOUT_MS = 10_000;
/** How often it is looked whether somebody is to be cut off. */
const CHECK_MS = 5000;
/** How long a connection may be kept for another request. Prometheus asks once a minute. */
const KEEP_ALIVE_MS = 75_000;
/** Finds out that a client in the network has vanished without a word. */
const IDLE_PROBE_MS = 60_000;
/** The address and all headers of a request. A query may have 16,384 characters, but then has to be alone there. */
const MAX_HEADER_BYTES = 16 * 1024;
/** Connections that a listener takes beside those that follow. */
export const OTHER_CONNECTIONS = 1024;

/** How a listener tells who may come in. */
export interface Entrance {
	readonly ownHosts: OwnHosts;
	/** Undefined where none is needed. */
	readonly tokens: Tokens | undefined;
	/** Undefined where nothing is encrypted. */
	readonly tls: TlsIdentity | undefined;
	/** Connections at the same time. */
	readonly maxConnections: number;
	readonly hasWebSockets: boolean;
}

/** That of a unix socket that nobody follows at, where the file's mode says who may come in. */
export const UNIX_ENTRANCE: Entrance = {ownHosts: undefined, tokens: undefined, tls: undefined, maxConnections: OTHER_CONNECTIONS, hasWebSockets: false};

/**
 * Makes the servers of a listener: one, or one for each address that its name leads to.
 *
 * @param onClientError Told of what is no request; it has to close the connection.
 */
export function entranceServers(
	{tls, maxConnections, hasWebSockets}: Entrance, counts: HttpCounts, onClientError: (error: Error, socket: Socket) => void,
): (handler: RequestListener) => Server {
	const limit = new ConnectionLimit(maxConnections, counts);
	const options = {
		requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: CHECK_MS,
		keepAliveTimeout: KEEP_ALIVE_MS, keepAlive: true, keepAliveInitialDelay: IDLE_PROBE_MS, maxHeaderSize: MAX_HEADER_BYTES,
	};
	return handler => {
		const server = tls === undefined ? createServer(options, handler) : createTlsServer({
			...options, ...tls.context, handshakeTimeout: REQUEST_TIMEOUT_MS, requestCert: tls.asksClients, rejectUnauthorized: tls.asksClients,
		}, handler);
		server.on('clientError', onClientError);
		if ('setSecureContext' in server) tls?.add(server);
		server.on('tlsClientError', () => {
			counts.tlsFailed += 1;
		});
		limit.watch(server, hasWebSockets);
		return server;
	};
}
