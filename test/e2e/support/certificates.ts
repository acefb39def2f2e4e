import {join} from 'node:path';
import {run} from './child.js';
import {peer} from './peers.js';

/** Files in PEM. */
export interface Identity {
	readonly certificate: string;
	readonly key: string;
}

/** An authority that signs certificates. */
export interface Authority {
	readonly certificate: string;
	/** Makes a certificate for 127.0.0.1 with a key of its own. */
	issue(name: string): Promise<Identity>;
}

/** Makes an authority with openssl, its files in a folder. */
export async function makeAuthority(folder: string, name: string): Promise<Authority> {
	const at = (file: string): string => join(folder, file);
	const [certificate, key] = [at(`${name}.pem`), at(`${name}.key`)];
	const openssl = async (...args: string[]): Promise<unknown> => run(peer('openssl'), args);
	const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', '-days', '2'];
	await openssl('req', '-x509', ...newKey, '-keyout', key, '-out', certificate, '-subj', `/CN=${name}`);
	return {
		certificate,
		issue: async subject => {
			const identity = {certificate: at(`${subject}.pem`), key: at(`${subject}.key`)};
			await openssl(
				'req', '-x509', ...newKey, '-CA', certificate, '-CAkey', key, '-keyout', identity.key, '-out', identity.certificate,
				'-subj', `/CN=${subject}`, '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost', '-addext', 'basicConstraints=critical,CA:FALSE',
			);
			return identity;
		},
	};
}
