import {randomBytes} from 'node:crypto';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {run} from './child.js';
import {peer} from './peers.js';

/** Writes a file with a new token into a folder. */
export function tokenFile(folder: string, name = 'token'): {path: string; token: string} {
	const token = randomBytes(24).toString('hex');
	const path = join(folder, name);
	writeFileSync(path, `# a test's\n${token}\n`, {mode: 0o600});
	return {path, token};
}

const NEW = ['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** Files of a certificate authority, and of certificates that it has signed, made by the real openssl. */
export class Authority {
	readonly folder: string;
	readonly name: string;

	private constructor(folder: string, name: string) {
		this.folder = folder;
		this.name = name;
	}

	static async create(folder: string, name = 'ca'): Promise<Authority> {
		const authority = new Authority(folder, name);
		await run(peer('openssl'), [...NEW, '-x509', '-days', '2', '-subj', `/CN=${name}`, '-keyout', authority.path(`${name}.key`), '-out', authority.path(`${name}.pem`)]);
		return authority;
	}

	path(file: string): string {
		return join(this.folder, file);
	}

	/** Its own certificate. */
	get pem(): string {
		return this.path(`${this.name}.pem`);
	}

	/** Makes NAME.pem and NAME.key, for localhost and 127.0.0.1. */
	async sign(name: string): Promise<{cert: string; key: string}> {
		const [cert, key, request] = [this.path(`${name}.pem`), this.path(`${name}.key`), this.path(`${name}.csr`)];
		await run(peer('openssl'), [...NEW, '-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', request]);
		await run(peer('openssl'), ['x509', '-req', '-in', request, '-CA', this.pem, '-CAkey', this.path(`${this.name}.key`), '-copy_extensions', 'copy', '-days', '2', '-out', cert]);
		return {cert, key};
	}
}
