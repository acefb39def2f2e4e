import {isIPv6} from 'node:net';

/** Where a server of circologd is reached: a unix socket, which may be the end of a way to somewhere else, or an address. */
export type Endpoint = {readonly path: string; readonly name?: string} | {readonly host: string; readonly port: number};

const LOCAL_HOST = '127.0.0.1';

/** The endpoint at an address; one without a host means this host. */
export function endpointAt(address: {readonly host?: string; readonly port: number}): Endpoint {
	return {host: address.host ?? LOCAL_HOST, port: address.port};
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
