import {readTokens} from '../../token-file.js';
import {TlsIdentity, type TlsPaths} from './tls-identity.js';
import {Tokens} from './tokens.js';

/** Where it is written who may ask over TCP. */
export interface AccessPaths {
	readonly tokenFile: string | undefined;
	readonly tls: TlsPaths | undefined;
}

/** Who may ask over TCP: who has a token, or a certificate. Who may ask on a unix socket, its mode says. */
export class QueryAccess {
	readonly tokens: Tokens | undefined;
	readonly tls: TlsIdentity | undefined;
	readonly #tokenFile: string | undefined;

	/** @throws SecretFileError, TlsFileError */
	constructor({tokenFile, tls}: AccessPaths) {
		this.#tokenFile = tokenFile;
		this.tokens = tokenFile === undefined ? undefined : new Tokens(readTokens(tokenFile));
		this.tls = tls === undefined ? undefined : new TlsIdentity(tls);
	}

	/**
	 * Reads all files anew. What cannot be used leaves the old in its place.
	 *
	 * @returns A phrase for each thing that was read or could not be.
	 */
	reload(): {readonly done: readonly string[]; readonly failed: readonly string[]} {
		const done: string[] = [];
		const failed: string[] = [];
		const attempt = (what: string, kept: string, work: () => number): void => {
			try {
				const ended = work();
				done.push(`${what} read anew${ended === 0 ? '' : `, and ${ended} ${ended === 1 ? 'connection' : 'connections'} ended whose token is gone`}`);
			} catch (error) {
				failed.push(`${(error as Error).message}; ${kept} as before`);
			}
		};
		const {tokens, tls} = this;
		const path = this.#tokenFile;
		if (tokens !== undefined && path !== undefined) attempt('tokens', 'tokens stay', () => tokens.replace(readTokens(path)));
		if (tls !== undefined) {
			attempt('certificates for queries', 'certificates for queries stay', () => {
				tls.reload();
				return 0;
			});
		}
		return {done, failed};
	}
}
