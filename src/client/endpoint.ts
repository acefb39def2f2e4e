import {connect, isIPv6, type Socket} from 'node:net';

/** Where a server of circologd is reached: a unix socket, which may be the end of a way to somewhere else, or an address. */
export type Endpoint = {readonly path: string; readonly name?: string} | {readonly host: string; readonly port: number};

const LOCAL_HOST = '127.0.0.1';
/** Finds out that a daemon in the network has vanished without a word. */
const KEEP_ALIVE_MS = 30_000;

/** The endpoint at an address; one without a host means this host. */
export function endpointAt(address: {readonly host?: string; readonly port: number}): Endpoint {
	return {host: address.host ?? LOCAL_HOST, port: address.port};
}

/** Begins to connect. Paths of sockets may hold what no URL can. */
export function connectTo(endpoint: Endpoint): Socket {
	return connect({...endpoint, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS});
}

/** An endpoint as errors and notices name it. */
export function nameOf(endpoint: Endpoint): string {
	if ('path' in endpoint) return endpoint.name ?? endpoint.path;
	return isIPv6(endpoint.host) ? `[${endpoint.host}]:${endpoint.port}` : `${endpoint.host}:${endpoint.port}`;
}

/** What the Host header says: the daemon checks it on TCP, where it keeps web pages out (DNS rebinding). */
export function hostHeader(endpoint: Endpoint): string {
	return 'path' in endpoint ? 'localhost' : nameOf(endpoint);
}
