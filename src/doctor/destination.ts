import {isIPv6} from 'node:net';

/** Where messages can be sent to. */
export type Destination = (
	| {readonly kind: 'unix-dgram'; readonly path: string}
	| {readonly kind: 'unix-stream'; readonly path: string}
	| {readonly kind: 'udp'; readonly host: string; readonly port: number}
	| {readonly kind: 'tcp'; readonly host: string; readonly port: number}
) & {
	/** Whether the socket is a service manager's, and stays as it is when the daemon is restarted. */
	readonly inherited?: true;
};

/** What a listener is called, as `unix-dgram:/run/circolog/syslog.sock`, as a destination on this host; undefined for what is none. */
export function destinationOf(name: string): Destination | undefined {
	const [, kind, place = ''] = /^(unix-dgram|unix-stream|udp|tcp):(.+)$/s.exec(name) ?? [];
	// Abstract names (unix(7)) are those of inherited sockets only; nobody forwards there.
	if (kind === 'unix-dgram' || kind === 'unix-stream') return place.startsWith('@') ? undefined : {kind, path: place};
	const [, host = '', port] = /^(.*):(\d+)$/.exec(place) ?? [];
	if ((kind !== 'udp' && kind !== 'tcp') || port === undefined) return undefined;
	return {kind, host: reachable(host.replace(/^\[|\]$/g, '')), port: Number(port)};
}

/** An address to send to, where the listener's may stand for all. */
function reachable(host: string): string {
	if (host === '::') return '::1';
	return host === '' || host === '*' || host === '0.0.0.0' ? '127.0.0.1' : host;
}

/** The name of a destination. */
export function nameOfDestination(to: Destination): string {
	if ('path' in to) return `${to.kind}:${to.path}`;
	return `${to.kind}:${isIPv6(to.host) ? `[${to.host}]` : to.host}:${to.port}`;
}
