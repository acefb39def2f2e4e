import type {Socket} from 'node:net';
import type {Server, TLSSocket} from 'node:tls';

/** What a listener for TLS shows, and whom it trusts: text in PEM. It can be sent to another thread. */
export interface TlsCredentials {
	/** The listener's certificate, and those that lead from there to one that its clients trust. */
	readonly certificate: string;
	readonly key: string;
	/** Clients need a certificate that leads to one of these; undefined where they need none. */
	readonly clientCa: string | undefined;
}

const HANDSHAKE_TIMEOUT_MS = 10_000;
/** Has OpenSSL overwrite what it has decrypted and handed over; Node has no name for it. */
const SSL_OP_CLEANSE_PLAINTEXT = 2;

/** Makes encrypted connections (RFC 5425) of those that have been accepted. */
export class TlsEntrance {
	readonly #server: Server;

	constructor(credentials: TlsCredentials) {
		const asksForCertificate = credentials.clientCa !== undefined;
		// Not imported: what a bundle imports is loaded at its start, and this is a quarter of a megabyte of code.
		this.#server = process.getBuiltinModule('node:tls').createServer({
			...contextOf(credentials), requestCert: asksForCertificate, rejectUnauthorized: asksForCertificate, handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
		});
	}

	/**
	 * Says what becomes of connections.
	 *
	 * @param onSecure Called when one is encrypted.
	 * @param onFailure Called when one has come to nothing, other than by the will of who has connected.
	 */
	serve(onSecure: (socket: TLSSocket) => void, onFailure: () => void): void {
		this.#server.on('secureConnection', onSecure);
		this.#server.on('tlsClientError', (error: Error & {code?: string}, socket) => {
			// Where Node refuses a certificate it also ends as if the other end had left.
			const {authorizationError} = socket as {authorizationError?: unknown};
			if (error.code !== 'ECONNRESET' || Boolean(authorizationError)) onFailure();
			socket.destroy();
		});
	}

	/** Begins the handshake. */
	greet(socket: Socket): void {
		this.#server.emit('connection', socket);
	}

	/** Uses other credentials from the next connection on. Whether clients need a certificate stays as it is. */
	renew(credentials: TlsCredentials): void {
		this.#server.setSecureContext(contextOf(credentials));
	}
}

function contextOf({certificate, key, clientCa}: TlsCredentials) {
	return {
		cert: certificate, key, minVersion: 'TLSv1.2', secureOptions: SSL_OP_CLEANSE_PLAINTEXT,
		...(clientCa === undefined ? {} : {ca: clientCa}),
	} as const;
}
