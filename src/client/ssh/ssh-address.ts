import {isIPv6} from 'node:net';

/** What begins an address that is reached through ssh. */
export const SSH_SCHEME = 'ssh://';
/** How such an address is written. */
export const SSH_FORM = 'ssh://[user@]host[:port][/path/of.sock]';

const DEFAULT_PATH = '/run/circolog/query.sock';
/** Room for the path in `sockaddr_un` (unix(7)), without the NUL that ends it. */
const MAX_PATH_BYTES = 107;

/** The socket of a daemon on another host, reached through ssh. Nothing in it can be taken for an option. */
export interface SshAddress {
	/** As it was given. */
	readonly url: string;
	readonly user: string | undefined;
	/** A name, perhaps one that only ssh's configuration knows, or an address without brackets. */
	readonly host: string;
	readonly port: number | undefined;
	/** The socket's path on that host. */
	readonly path: string;
}

/**
 * Reads `ssh://[user@]host[:port][/path/of.sock]`; undefined where it is none. Nothing in it is percent-encoded.
 *
 * User and host begin with a letter, a digit or `_`, so that ssh cannot take them for options. Paths with `%`, `$` or `\`
 * are refused: versions of ssh differ in what they make of them.
 */
export function parseSshAddress(url: string): SshAddress | undefined {
	const [, user, v6, name, digits, path = '/'] = /^ssh:\/\/(?:(\w[\w.+@-]*)@)?(?:\[([^\]]*)\]|(\w[\w.-]*))(?::(\d{1,5}))?(\/[^%$\\\p{C}]*)?$/u.exec(url) ?? [];
	const host = name ?? v6;
	const port = digits === undefined ? undefined : Number(digits);
	if (host === undefined || (v6 !== undefined && !isIPv6(v6))) return undefined;
	if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
	if (Buffer.byteLength(path) > MAX_PATH_BYTES) return undefined;
	return {url, user, host, port, path: path === '/' ? DEFAULT_PATH : path};
}
