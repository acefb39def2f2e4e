import type {SshAddress} from './ssh-address.js';

/** As long as a daemon may take to begin its answer: a host that is gone is not to hold up the others. */
const CONNECT_TIMEOUT_S = 10;
/** A connection over which nothing comes back is given up after three of these. */
const ALIVE_INTERVAL_S = 15;

/**
 * What ssh is called with: it forwards the socket `local`, and does nothing else.
 *
 * @param mayAsk Whether it may ask for a password, or whether a host is to be trusted.
 */
export function sshArguments({user, host, port, path}: SshAddress, local: string, mayAsk: boolean): string[] {
	return [
		'-N', '-T', '-a', '-x',
		// A connection that is shared with others would keep the forwarding after our end.
		'-S', 'none',
		'-o', 'ExitOnForwardFailure=yes',
		'-o', `ConnectTimeout=${CONNECT_TIMEOUT_S}`,
		'-o', `ServerAliveInterval=${ALIVE_INTERVAL_S}`,
		...mayAsk ? [] : ['-o', 'BatchMode=yes'],
		'-L', `${escaped(local)}:${escaped(path)}`,
		...user === undefined ? [] : ['-l', user],
		...port === undefined ? [] : ['-p', String(port)],
		'--', host,
	];
}

/** Within a forwarding, a colon begins the next part. */
function escaped(path: string): string {
	return path.replaceAll(':', '\\:');
}
