import {type AccessPaths, QueryAccess} from '../server/access/query-access.js';
import {TlsFileError} from '../server/access/tls-identity.js';
import type {ListenOptions} from '../server/http-app.js';
import {listenerName} from '../receiver/protocol.js';
import {SecretFileError} from '../token-file.js';
import {UsageError} from './usage-error.js';

/** The flags that say who may ask over TCP. */
export interface QueryAccessFlags {
	readonly queryTokenFile: string | undefined;
	readonly queryTlsCert: string | undefined;
	readonly queryTlsKey: string | undefined;
	readonly queryTlsClientCa: string | undefined;
}

type TcpListener = Extract<ListenOptions, {readonly port: number}>;

/**
 * Who may ask over TCP.
 *
 * @param query All listeners for queries.
 * @throws UsageError for flags that do not go together, for files that cannot be used, and for an address that others than
 *   this host's processes can reach while everybody may ask there.
 */
export function queryAccessFrom(flags: QueryAccessFlags, query: readonly ListenOptions[]): QueryAccess {
	const paths = pathsFrom(flags);
	const overTcp = query.filter((where): where is TcpListener => 'port' in where);
	const [given] = Object.entries({'--query-token-file': flags.queryTokenFile, '--query-tls-cert': flags.queryTlsCert})
		.flatMap(([flag, value]) => (value === undefined ? [] : [flag]));
	if (given !== undefined && overTcp.length === 0) {
		throw new UsageError(`${given} is for queries over TCP, of which there are none: give --query-addr, or leave it out; who may use a unix socket, its mode says`);
	}
	const open = overTcp.find(where => !isLoopback(where.host));
	if (open !== undefined && paths.tokenFile === undefined && paths.tls?.clientCa === undefined) {
		const name = listenerName({kind: 'tcp', ...open}).replace('tcp:', '');
		const where = open.fd === undefined ? `--query-addr: ${name}` : `inherited socket ${open.fd}: ${name}`;
		throw new UsageError(`${where} can be reached from other hosts, and everybody there could read the log; allowed is that with --query-token-file, or with --query-tls-cert, --query-tls-key and --query-tls-client-ca, and without them an address of this host only, such as 127.0.0.1:${open.port}`);
	}
	try {
		return new QueryAccess(paths);
	} catch (error) {
		if (error instanceof SecretFileError || error instanceof TlsFileError) throw new UsageError(error.message, {cause: error});
		throw error;
	}
}

/** What is to be said of listeners that send tokens and the log over the network for everybody to see. */
export function accessWarning({tls}: QueryAccess, query: readonly ListenOptions[]): string | undefined {
	if (tls !== undefined || query.every(where => !('port' in where) || isLoopback(where.host))) return undefined;
	return 'queries from other hosts are not encrypted: who listens on the way can read the log and the token; --query-tls-cert and --query-tls-key encrypt them';
}

function pathsFrom({queryTokenFile: tokenFile, queryTlsCert: cert, queryTlsKey: key, queryTlsClientCa: clientCa}: QueryAccessFlags): AccessPaths {
	if (cert !== undefined && key !== undefined) return {tokenFile, tls: {cert, key, clientCa}};
	if (cert !== undefined) throw new UsageError('--query-tls-cert needs --query-tls-key');
	if (key !== undefined) throw new UsageError('--query-tls-key needs --query-tls-cert');
	if (clientCa !== undefined) throw new UsageError('--query-tls-client-ca needs --query-tls-cert and --query-tls-key');
	return {tokenFile, tls: undefined};
}

/** Whether only this host's processes reach an address. Other names than localhost may lead anywhere. */
function isLoopback(host: string | undefined): boolean {
	return host !== undefined && /^(?:localhost|(?:::ffff:)?127\.[\d.]+|::1)$/i.test(host);
}
