import type {Credentials} from '../credentials.js';
import {type Endpoint, endpointAt, nameOf, type TcpAddress} from '../endpoint.js';
import type {SshAddress} from '../ssh/ssh-address.js';

/** Where a daemon answers queries: a socket's path, an address, or both on another host. */
export type RingAddress = string | TcpAddress | SshAddress;

/** A daemon whose ring is read. */
export interface Ring {
	/** As errors name it: `a:9080`, `/run/circolog/query.sock`, `ssh://host`. */
	readonly name: string;
	/**
	 * Where it is reached, asked anew for each connection: a way through ssh may have to be opened again.
	 *
	 * @throws {ClientError} When there is no way to it.
	 */
	locate(): Endpoint | Promise<Endpoint>;
	/** Ends what has been opened on the way to it. */
	close(): void;
}

/** What errors call the ring at an address. */
export function ringName(address: RingAddress): string {
	if (typeof address === 'string') return address;
	return 'url' in address ? address.url : nameOf(endpointAt(address));
}

/**
 * The ring at an address.
 *
 * @param notify Told in a phrase what happens on the way to it.
 * @param credentials Shown over TCP.
 */
export function ringAt(address: RingAddress, notify: (phrase: string) => void, credentials: Credentials): Ring {
	if (typeof address === 'object' && 'url' in address) return ringThroughSsh(address, notify);
	const endpoint = typeof address === 'string' ? {path: address} : endpointAt(address, credentials);
	return {name: ringName(address), locate: () => endpoint, close: () => undefined};
}

function ringThroughSsh(address: SshAddress, notify: (phrase: string) => void): Ring {
	// Loaded when it is needed, which is seldom.
	const tunnel = import('../ssh/ssh-tunnel.js').then(({SshTunnel}) => new SshTunnel(address, notify));
	return {
		name: address.url,
		locate: async () => (await tunnel).open(),
		close() {
			void tunnel.then(opened => {
				opened.close();
			});
		},
	};
}
