import {X509Certificate} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {createSecureContext, type SecureContextOptions} from 'node:tls';
import {readSecret} from '../../token-file.js';

/** Files in PEM form. */
export interface TlsPaths {
	/** The server's certificate, and behind it those that lead to its authority. */
	readonly cert: string;
	readonly key: string;
	/** Authorities of clients' certificates; undefined where clients need none. */
	readonly clientCa: string | undefined;
}

/** Certificates or a key that cannot be used. The message names the file and says why. */
export class TlsFileError extends Error {
	override readonly name = 'TlsFileError';
	readonly code = 'TLS_FILE';
}

/** Who can be told that the certificates are others now: a TLS server. */
export interface Renewable {
	setSecureContext(options: SecureContextOptions): void;
}

/** What a TLS listener shows of itself, and whom it believes. */
export class TlsIdentity {
	readonly #paths: TlsPaths;
	readonly #servers = new Set<Renewable>();
	#context: SecureContextOptions;

	/** @throws TlsFileError, SecretFileError */
	constructor(paths: TlsPaths) {
		this.#paths = paths;
		this.#context = contextFrom(paths);
	}

	/** Whether clients have to show a certificate. */
	get asksClients(): boolean {
		return this.#paths.clientCa !== undefined;
	}

	get context(): SecureContextOptions {
		return this.#context;
	}

	/** Has a server told of what is read anew. */
	add(server: Renewable): void {
		this.#servers.add(server);
	}

	/**
	 * Reads the files anew, for connections to come.
	 *
	 * @throws TlsFileError, SecretFileError; then all stays as it was.
	 */
	reload(): void {
		const context = contextFrom(this.#paths);
		for (const server of this.#servers) server.setSecureContext(context);
		this.#context = context;
	}
}

function contextFrom({cert: certPath, key: keyPath, clientCa}: TlsPaths): SecureContextOptions {
	const cert = readPem(certPath);
	const key = readSecret(keyPath);
	const options: SecureContextOptions = {cert, key, minVersion: 'TLSv1.2', ...clientCa !== undefined && {ca: readCertificates(clientCa)}};
	readCertificates(certPath);
	try {
		createSecureContext(options);
	} catch (cause) {
		// OpenSSL says which of the two it is only in words of its own.
		throw new TlsFileError(`${certPath} and ${keyPath} cannot be used together: ${(cause as Error).message}`, {cause});
	}
	return options;
}

/** A file of certificates, of which each has been looked at: OpenSSL takes a file without any for an empty list. */
function readCertificates(path: string): Buffer {
	const bytes = readPem(path);
	const blocks = bytes.toString('latin1').match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g) ?? [];
	if (blocks.length === 0) throw new TlsFileError(`${path} has no certificate in PEM form`);
	try {
		for (const block of blocks) new X509Certificate(block);
	} catch (cause) {
		throw new TlsFileError(`${path} has a certificate that cannot be read: ${(cause as Error).message}`, {cause});
	}
	return bytes;
}

function readPem(path: string): Buffer {
	try {
		return readFileSync(path);
	} catch (cause) {
		throw new TlsFileError(`${path} cannot be read: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}`, {cause});
	}
}
