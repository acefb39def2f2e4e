import {createPrivateKey, type KeyObject, X509Certificate} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {createSecureContext} from 'node:tls';
import type {TlsCredentials} from '../receiver/tls-entrance.js';
import {listOption, option} from './command-line.js';
import {UsageError} from './usage-error.js';
import {address, type Address, text} from './values.js';

/** Of syslog over TLS (RFC 5425, section 4.1). */
const USUAL_PORT = 6514;
const CERTIFICATES = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^]*?-----END (?:TRUSTED )?CERTIFICATE-----/g;
/** Of keys in PKCS #8, and of older ones (RFC 1421, section 4.6.1.1). */
const LOCKED = /^(?:-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED)/m;

/** The flags of circologd for syslog over TLS. */
export const tlsFlags = {
	tls: listOption('--syslog-tls <ADDR>', `address to receive syslog over TLS on; port ${USUAL_PORT} if it names none`, address(0, USUAL_PORT)),
	tlsCertificate: option('--syslog-tls-cert <PATH>', 'certificate for that, with those that lead to its authority, in PEM', text),
	tlsKey: option('--syslog-tls-key <PATH>', 'private key of that certificate, in PEM', text),
	tlsClientCa: option('--syslog-tls-client-ca <PATH>', 'authorities, in PEM; senders over TLS then need a certificate of one', text),
};

/** What these flags say. */
export interface TlsFlagValues {
	readonly tls: readonly Address[];
	readonly tlsCertificate: string | undefined;
	readonly tlsKey: string | undefined;
	readonly tlsClientCa: string | undefined;
}

/** Where certificates and keys are. */
export interface TlsFiles {
	readonly certificate: string;
	readonly key: string;
	readonly clientCa: string | undefined;
}

/** What was read, and what somebody should know about it. */
export interface ReadTls {
	readonly credentials: TlsCredentials;
	/** In words: whose certificate it is, and until when. */
	readonly what: string;
	readonly warnings: readonly string[];
}

/**
 * The files that TLS needs; undefined without TLS.
 *
 * @param isUsed Whether there is a listener for TLS, by a flag or inherited.
 * @throws UsageError where one is missing, or none is needed.
 */
export function tlsFilesFrom({tlsCertificate, tlsKey, tlsClientCa}: TlsFlagValues, isUsed: boolean): TlsFiles | undefined {
	if (!isUsed) {
		const given = Object.entries({'--syslog-tls-cert': tlsCertificate, '--syslog-tls-key': tlsKey, '--syslog-tls-client-ca': tlsClientCa})
			.filter(([, path]) => path !== undefined).map(([flag]) => flag);
		if (given.length > 0) throw new UsageError(`${given[0]}: it is of no use without --syslog-tls`);
		return undefined;
	}
	if (tlsCertificate === undefined) throw new UsageError('--syslog-tls: it needs a certificate: name the file with --syslog-tls-cert');
	if (tlsKey === undefined) throw new UsageError('--syslog-tls: it needs the key of its certificate: name the file with --syslog-tls-key');
	return {certificate: tlsCertificate, key: tlsKey, clientCa: tlsClientCa};
}

/**
 * Reads the files, and sees whether they fit together.
 *
 * @throws UsageError that names flag and file.
 */
export function readTls(files: TlsFiles, nowMs: number): ReadTls {
	const certificate = read('--syslog-tls-cert', files.certificate);
	const [own] = certificatesIn('--syslog-tls-cert', files.certificate, certificate);
	const key = read('--syslog-tls-key', files.key);
	if (!own!.checkPrivateKey(keyIn(files.key, key))) {
		throw new UsageError(`--syslog-tls-key: ${files.key} is not the key of the certificate in ${files.certificate}`);
	}
	const clientCa = files.clientCa === undefined ? undefined : read('--syslog-tls-client-ca', files.clientCa);
	const authorities = files.clientCa === undefined ? [] : certificatesIn('--syslog-tls-client-ca', files.clientCa, clientCa!);
	const credentials = {certificate, key, clientCa};
	try {
		createSecureContext({cert: certificate, key, ...(clientCa === undefined ? {} : {ca: clientCa})});
	} catch (error) {
		throw new UsageError(`--syslog-tls-cert: ${files.certificate} and ${files.key} cannot be used: ${(error as Error).message}`);
	}
	const warnings = [
		...untimely('--syslog-tls-cert', files.certificate, [own!], nowMs),
		...untimely('--syslog-tls-client-ca', files.clientCa ?? '', authorities, nowMs),
	];
	return {credentials, what: `the certificate of ${nameOf(own!)}, valid to ${own!.validTo}`, warnings};
}

function read(flag: string, path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch (error) {
		throw new UsageError(`${flag}: ${(error as Error).message}`);
	}
}

function certificatesIn(flag: string, path: string, pem: string): X509Certificate[] {
	const blocks = pem.match(CERTIFICATES) ?? [];
	if (blocks.length === 0) throw new UsageError(`${flag}: there is no certificate in ${path}: allowed are files in PEM, with a line -----BEGIN CERTIFICATE-----`);
	return blocks.map((block, i) => {
		try {
			return new X509Certificate(block);
		} catch (error) {
			throw new UsageError(`${flag}: certificate ${i + 1} in ${path} cannot be read: ${(error as Error).message}`);
		}
	});
}

function keyIn(path: string, pem: string): KeyObject {
	if (LOCKED.test(pem)) {
		throw new UsageError(`--syslog-tls-key: the key in ${path} is locked by a passphrase: allowed are keys without (openssl pkey -in ${path} -out NEW)`);
	}
	try {
		return createPrivateKey(pem);
	} catch (error) {
		throw new UsageError(`--syslog-tls-key: there is no private key in ${path} that can be read: ${(error as Error).message}`);
	}
}

/** Those that nobody will accept today. */
function untimely(flag: string, path: string, certificates: readonly X509Certificate[], nowMs: number): string[] {
	return certificates.flatMap(each => {
		if (Date.parse(each.validTo) < nowMs) return [`${flag}: ${path}: the certificate of ${nameOf(each)} was valid only to ${each.validTo}`];
		return Date.parse(each.validFrom) > nowMs ? [`${flag}: ${path}: the certificate of ${nameOf(each)} is valid only from ${each.validFrom}`] : [];
	});
}

/** The subject on one line; where it is empty, the names that it is for. */
function nameOf({subject, subjectAltName}: X509Certificate): string {
	return ([subject, subjectAltName].find(Boolean) ?? 'nobody').replaceAll('\n', ', ');
}
