import {type Endpoint, nameOf} from './endpoint.js';

/**
 * - `UNREACHABLE`: no daemon answers there;
 * - `REJECTED`: the daemon says that the request is wrong (HTTP 400);
 * - `TIMEOUT`: what was waited for did not come in time (HTTP 408);
 * - `EXHAUSTED`: the query takes more work than the daemon allows (websocket's code 1008);
 * - `FAILED`: the daemon, or what is there in its place, gave another answer than was asked for;
 * - `BROKEN`: an answer ended too early;
 * - `PROTOCOL`: what answers there does not keep to circologd's protocol.
 */
export type ClientErrorCode = 'UNREACHABLE' | 'REJECTED' | 'TIMEOUT' | 'EXHAUSTED' | 'FAILED' | 'BROKEN' | 'PROTOCOL';

/** A request that failed. The message is one sentence that names socket and reason; of `REJECTED`, the daemon's own words. */
export class ClientError extends Error {
	override readonly name = 'ClientError';
	readonly code: ClientErrorCode;

	constructor(code: ClientErrorCode, message: string, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
	}
}

/** Whether an error may be gone at the next attempt. */
export function isPassing(error: unknown): error is ClientError {
	return error instanceof ClientError && !['REJECTED', 'PROTOCOL', 'EXHAUSTED'].includes(error.code);
}

const UNKNOWN_AUTHORITY = 'its certificate is of an authority that is not known here (--ca-file)';
const REASONS: Readonly<Record<string, string>> = {
	ENOENT: 'no such socket (is circologd running?)',
	ENOTDIR: 'no such socket (is circologd running?)',
	ECONNREFUSED: 'nobody listens there (is circologd running?)',
	EACCES: 'permission denied (the socket admits its owner and group only)',
	EPERM: 'permission denied',
	EPROTOTYPE: 'that is a datagram socket',
	ECONNRESET: 'it hung up',
	EPIPE: 'it hung up',
	ETIMEDOUT: 'it does not answer',
	EHOSTUNREACH: 'no way to that host',
	ENETUNREACH: 'no way to that network',
	ENOTFOUND: 'unknown host',
	EPROTO: 'it does not speak TLS',
	ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS',
	ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS',
	ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'it wants a certificate (--cert, --key)',
	ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: 'it does not take the certificate',
	ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'it does not know the authority of the certificate',
	DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_AUTHORITY,
	SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
	CERT_HAS_EXPIRED: 'its certificate has expired',
	ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
	EAI_AGAIN: 'the name of the host cannot be looked up now',
};

const NOBODY_FAR_AWAY = 'nobody answers there (is circologd running, and may you use its socket?)';
/** At the end of a tunnel: the near end always answers. */
const REASONS_FAR_AWAY: Readonly<Record<string, string>> = {ECONNRESET: NOBODY_FAR_AWAY, EPIPE: NOBODY_FAR_AWAY};

/** The error for a connection that failed before there was an answer. */
export function unreachable(endpoint: Endpoint, cause: NodeJS.ErrnoException): ClientError {
	const code = cause.code ?? '';
	// Node's HTTP parser has its own family of codes, HPE_….
	const isTunnel = 'name' in endpoint;
	const reason = (isTunnel ? REASONS_FAR_AWAY[code] : undefined) ?? REASONS[code] ?? (code.startsWith('HPE_') ? 'it does not speak HTTP' : oneLine(cause.message));
	return new ClientError('UNREACHABLE', `cannot reach circologd at ${nameOf(endpoint)}: ${reason}`, {cause});
}

/** The error for an answer with a status that says no. `body` is the server's sentence. */
export function refused(endpoint: Endpoint, status: number, body: string): ClientError {
	if (status === 400) return new ClientError('REJECTED', inPlace(body));
	const sentence = oneLine(body);
	if (status === 408) return new ClientError('TIMEOUT', sentence);
	return new ClientError('FAILED', `circologd at ${nameOf(endpoint)} answers ${status}: ${sentence}`);
}

/** The error for a query that a websocket was closed for. */
export function exhausted(reason: string): ClientError {
	return new ClientError('EXHAUSTED', reason === '' ? 'the daemon has refused to go on' : oneLine(reason));
}

/** As `oneLine`, but lines stay lines and characters stay in their column: the last line may mark one above. */
function inPlace(text: string): string {
	return text.trimEnd().replace(/[^\P{C}\n]/gu, ' ');
}

/** Removes what a hostile server could do to a terminal, and line ends. */
function oneLine(text: string): string {
	return text.trim().replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}
