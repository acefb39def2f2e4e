import {connect, isIP, isIPv6, type Socket} from 'node:net';
import type {Credentials} from './credentials.js';

/** An address over TCP, and whether TLS is spoken there. One without a host means this host. */
export interface TcpAddress {
	readonly host?: string;
	readonly port: number;
	readonly isSecure?: true;
}

/** A server that is reached over TCP. */
interface TcpEndpoint extends TcpAddress {
	readonly host: string;
	readonly credentials?: Credentials;
}

/** Where a server of circologd is reached: a unix socket, which may be the end of a way to somewhere else, or an address. */
export type Endpoint = {readonly path: string; readonly name?: string} | TcpEndpoint;

const LOCAL_HOST = '127.0.0.1';
/** Finds out that a daemon in the network has vanished without a word. */
const KEEP_ALIVE_MS = 30_000;

/** The endpoint at an address. */
export function endpointAt(address: TcpAddress, credentials?: Credentials): Endpoint {
	return {...address, host: address.host ?? LOCAL_HOST, ...credentials && {credentials}};
}

/** Begins to connect. Paths of sockets may hold what no URL can. */
export function connectTo(endpoint: Endpoint): Socket {
	if ('path' in endpoint) return connect({path: endpoint.path});
	const {host, port, isSecure = false, credentials: {ca, cert, key} = {}} = endpoint;
	if (!isSecure) return connect({host, port, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS});
	// Takes milliseconds to load, and is seldom needed.
	const socket = process.getBuiltinModule('node:tls').connect({
		host, port, minVersion: 'TLSv1.2', ...ca && {ca}, ...cert && {cert}, ...key && {key},
		// A name only: RFC 6066, section 3, has no addresses. The certificate is compared with either.
		...isIP(host) === 0 && {servername: host},
	});
	return socket.once('connect', () => socket.setKeepAlive(true, KEEP_ALIVE_MS));
}

/** An endpoint as errors and notices name it. */
export function nameOf(endpoint: Endpoint): string {
	if ('path' in endpoint) return endpoint.name ?? endpoint.path;
	return `${endpoint.isSecure === true ? 'https://' : ''}${authorityOf(endpoint)}`;
}

/** What a request tells: the host, which the daemon checks on TCP, where it keeps web pages out (DNS rebinding), and the token. */
export function headersFor(endpoint: Endpoint): {readonly host: string; readonly authorization?: string} {
	if ('path' in endpoint) return {host: 'localhost'};
	const {token} = endpoint.credentials ?? {};
	return {host: authorityOf(endpoint), ...token !== undefined && {authorization: `Bearer ${token}`}};
}

function authorityOf({host, port}: TcpEndpoint): string {
	return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}
