import {readFileSync} from 'node:fs';
import {readSecret, readTokens} from '../token-file.js';

/** What a client shows of itself over TCP, and whom it believes. */
export interface Credentials {
	readonly token?: string;
	/** In PEM form; the authorities that Node knows where there is no `ca`. */
	readonly ca?: Buffer;
	readonly cert?: Buffer;
	readonly key?: Buffer;
}

/** Files that hold them. */
export interface CredentialFiles {
	readonly tokenFile: string | undefined;
	readonly caFile: string | undefined;
	readonly certFile: string | undefined;
	readonly keyFile: string | undefined;
}

/**
 * Reads them. Of several tokens the first is taken.
 *
 * @throws SecretFileError, and Node's errors for the other files; each names its file.
 */
export function readCredentials({tokenFile, caFile, certFile, keyFile}: CredentialFiles): Credentials {
	return {
		...tokenFile !== undefined && {token: readTokens(tokenFile)[0]!},
		...caFile !== undefined && {ca: readFileSync(caFile)},
		...certFile !== undefined && {cert: readFileSync(certFile)},
		...keyFile !== undefined && {key: readSecret(keyFile)},
	};
}
