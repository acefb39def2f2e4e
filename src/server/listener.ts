import {ListenError} from '../receiver/receiver.js';
import {listenerName} from '../receiver/protocol.js';
import {type Entrance, OTHER_CONNECTIONS} from './access/entrance.js';
import type {QueryAccess} from './access/query-access.js';
import type {ListenOptions} from './http-app.js';
import {grantRights, type SocketRights} from './socket-rights.js';

/** Who may ask over TCP, and how many may follow. */
interface Asking {
	readonly access: QueryAccess;
	readonly maxFollowers: number;
}

/** Resolves as `opened` does; rejects with ListenError, which names what could not be opened. */
export async function listening(name: string, opened: Promise<number>): Promise<number> {
	try {
		return await opened;
	} catch (error) {
		throw new ListenError(name, (error as {code?: string}).code ?? String(error));
	}
}

/** What a server's address is called; `port` is the one that was opened. */
export function addressOf(where: ListenOptions, scheme: 'http' | 'https', port = 'port' in where ? where.port : 0): string {
	if ('path' in where) return `unix:${where.path}`;
	const {host} = where;
	return listenerName({kind: 'tcp', ...(host === undefined ? {} : {host}), port}).replace('tcp:', `${scheme}://`);
}

/** Who is let in to ask; on a unix socket the file's mode says it. */
export function entranceOf(where: ListenOptions, {access: {tokens, tls}, maxFollowers}: Asking): Entrance {
	const maxConnections = maxFollowers + OTHER_CONNECTIONS;
	if ('path' in where) return {ownHosts: undefined, tokens: undefined, tls: undefined, maxConnections, hasWebSockets: true};
	const own = where.host === undefined ? [] : [where.host.toLowerCase()];
	return {ownHosts: tokens !== undefined || tls !== undefined ? 'any' : own, tokens, tls, maxConnections, hasWebSockets: true};
}

/** Opens a unix socket to those it is for, unless it is somebody else's. */
export function grantIfMade(where: {readonly fd?: number; readonly path?: string}, rights: SocketRights): void {
	if (where.path !== undefined && where.fd === undefined) grantRights(where.path, rights);
}

/** What is told of a listener that is not ours. */
export function ifInherited(where: {readonly fd?: number} | undefined): {inherited?: true} {
	return where?.fd === undefined ? {} : {inherited: true};
}
