import {copyFileSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {connect, type ConnectionOptions, type TLSSocket} from 'node:tls';
import {expect, onTestFinished, test} from 'vitest';
import {expectAccounted} from './support/accounting.js';
import {type Authority, type Identity, makeAuthority} from './support/certificates.js';
import {Child, run} from './support/child.js';
import {CIRCOLOGD, cleanEnvironment, type Daemon, startDaemon} from './support/daemon.js';
import {temporaryFolder} from './support/folder.js';
import {expectNumbers, framed, newlineEnded, numberedMessages, octetCounted} from './support/numbered.js';
import {describeWithPeers, peer} from './support/peers.js';
import {openStream, sendStream} from './support/stream.js';
import {startSyslogNg, syslogNgForward} from './support/syslog-ng.js';
import {waitFor, within} from './support/wait.js';

const TEXT = '<13>1 - - app - - - hello';

/** A daemon that takes TLS, with files of its own. */
interface TlsDaemon {
	daemon: Daemon;
	folder: string;
	ca: Authority;
	server: Identity;
}

async function startTls({clients = false, args = []}: {clients?: boolean; args?: readonly string[]} = {}): Promise<TlsDaemon> {
	const folder = temporaryFolder();
	const ca = await makeAuthority(folder, 'authority');
	const server = await ca.issue('server');
	const daemon = await startDaemon({args: [
		'--syslog-tls', '127.0.0.1:0', '--syslog-tls-cert', server.certificate, '--syslog-tls-key', server.key,
		...(clients ? ['--syslog-tls-client-ca', ca.certificate] : []), ...args,
	]});
	return {daemon, folder, ca, server};
}

/** Connects by TLS, and sees that the daemon is who it says. Rejects where nothing comes of it. */
async function openTls({daemon, ca}: TlsDaemon, options: ConnectionOptions & {readonly localAddress?: string} = {}): Promise<TLSSocket> {
	const socket = connect({host: '127.0.0.1', port: daemon.port('tls'), ca: readFileSync(ca.certificate), ...options});
	onTestFinished(() => {
		socket.destroy();
	});
	await new Promise((resolve, reject) => {
		socket.once('secureConnect', resolve).once('error', reject);
	});
	return socket.on('error', () => undefined).resume();
}

async function ended(socket: TLSSocket): Promise<void> {
	return new Promise(resolve => {
		if (socket.destroyed) resolve();
		else socket.once('close', () => {
			resolve();
		});
	});
}

describeWithPeers(['openssl', 'syslog-ng'], 'syslog over TLS', () => {
	test.each([['octet-counted', octetCounted], ['newline-ended', newlineEnded]])('brings every message of %s frames, in order', async (_name, frame) => {
		const tls = await startTls();
		const socket = await openTls(tls);
		for (const piece of framed(numberedMessages(20_000), frame)) socket.write(piece);
		socket.end();
		await ended(socket);
		await tls.daemon.received(20_000);
		expectNumbers(await tls.daemon.lines('rfc5424'), 1, 20_000);
		const {sources, listeners} = await tls.daemon.status();
		const name = `tls:127.0.0.1:${tls.daemon.port('tls')}`;
		expect(sources.find(source => source.name === name)).toMatchObject({stored: 20_000, connections: 1, connections_cut: 0});
		expect(listeners).toContainEqual({kind: 'syslog', address: name});
		await expectAccounted(tls.daemon);
	});

	test('comes from syslog-ng, which sees the certificate and shows one', async () => {
		const {daemon, ca} = await startTls({clients: true});
		const client = await ca.issue('client');
		const syslogNg = await startSyslogNg(syslogNgForward(`syslog("127.0.0.1" transport("tls") port(${daemon.port('tls')})
			tls(ca-file("${ca.certificate}") cert-file("${client.certificate}") key-file("${client.key}") peer-verify(required-trusted)))`));
		await sendStream(syslogNg.streamInput, framed(numberedMessages(2000), newlineEnded));
		await daemon.received(2000);
		expectNumbers(await daemon.lines('rfc5424'), 1, 2000);
	});

	test('comes from openssl s_client', async () => {
		const {daemon, ca} = await startTls();
		const client = new Child(peer('openssl'), [
			's_client', '-quiet', '-verify_return_error', '-CAfile', ca.certificate, '-connect', `127.0.0.1:${daemon.port('tls')}`,
		], cleanEnvironment());
		client.write(`${TEXT}\n`);
		await daemon.received(1);
		client.end();
	});

	test('comes whole, however it is cut, and masked where it should be', async () => {
		const tls = await startTls({args: ['--redact', 'email', '--max-message-size', '1K']});
		const socket = await openTls(tls);
		socket.setNoDelay(true);
		for (const byte of octetCounted(`${TEXT} to alice@example.org`)) socket.write(byte);
		socket.write(octetCounted(`${TEXT} ${'x'.repeat(5000)}`));
		socket.end(`${TEXT} to bob@example.org`);
		const {counters} = await tls.daemon.received(3);
		expect(counters).toMatchObject({stored: 3, truncated: 1});
		expect((await tls.daemon.messages()).map(({message}) => message?.slice(0, 30))).toEqual(['hello to ***@example.org', `hello ${'x'.repeat(24)}`, 'hello to ***@example.org']);
	});

	test('comes only from those with a certificate of the authority, if one is named', async () => {
		const tls = await startTls({clients: true});
		const [good, foreign] = [await tls.ca.issue('client'), await (await makeAuthority(temporaryFolder(), 'foreign')).issue('client')];
		const identity = ({certificate, key}: Identity): ConnectionOptions => ({cert: readFileSync(certificate), key: readFileSync(key)});
		for (const options of [{}, identity(foreign)]) {
			// With TLS 1.3 a client hears of it only when it has sent something.
			const refused = await openTls(tls, options).catch(() => undefined);
			refused?.write(`${TEXT}\n`);
			if (refused !== undefined) await within('the end of who may not', 5000, ended(refused));
		}
		(await openTls(tls, identity(good))).write(`${TEXT}\n`);
		await tls.daemon.received(1);
		const {counters} = await tls.daemon.until('both refusals', status => status.counters.connections_cut === 2);
		expect(counters).toMatchObject({stored: 1, connections: 3});
	});

	test('is of version 1.2 or later', async () => {
		const tls = await startTls();
		await expect(openTls(tls, {maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0'})).rejects.toThrow(/version|protocol/);
		for (const version of ['TLSv1.2', 'TLSv1.3'] as const) (await openTls(tls, {minVersion: version, maxVersion: version})).write(`${TEXT}\n`);
		await tls.daemon.received(2);
	});

	test('is bound by --allow, --rate-limit and the limits of connections', async () => {
		const tls = await startTls({args: ['--allow', '127.0.0.1', '--rate-limit', '5/m', '--max-connections', '2', '--max-connections-per-address', '2']});
		await expect(openTls(tls, {localAddress: '127.0.0.2'})).rejects.toThrow();
		const sockets = [await openTls(tls), await openTls(tls)];
		await expect(openTls(tls)).rejects.toThrow();
		for (const socket of sockets) socket.write(`${TEXT}\n`.repeat(10));
		const {counters} = await tls.daemon.received(20);
		expect(counters).toMatchObject({stored: 5, discarded_rate_limited: 15, connections: 2, connections_refused: 1, connections_not_allowed: 1});
		await expectAccounted(tls.daemon);
	});

	test('has ten seconds to begin, and --idle-timeout to go on', async () => {
		const tls = await startTls({args: ['--idle-timeout', '1s']});
		const mute = (await openStream(tls.daemon.port('tls'))).on('error', () => undefined).resume();
		const idle = await openTls(tls);
		await within('the end of who says nothing', 5000, ended(idle));
		expect((await tls.daemon.status()).counters.connections_cut).toBe(1);
		expect(mute.destroyed).toBe(false);
		await tls.daemon.until('the end of who does not begin', status => status.counters.connections_cut === 2);
	});

	test('does harm to nobody when it is none: garbage and scans are cut or leave', async () => {
		const tls = await startTls();
		const garbage = (await openStream(tls.daemon.port('tls'))).on('error', () => undefined).resume();
		garbage.write('<13>this is no TLS\n'.repeat(100));
		await tls.daemon.until('the cut', status => status.counters.connections_cut === 1);
		(await openStream(tls.daemon.port('tls'))).destroy();
		(await openTls(tls)).write(`${TEXT}\n`);
		const {counters} = await tls.daemon.received(1);
		expect(counters).toMatchObject({connections: 3, connections_cut: 1});
	});

	test('goes on with new certificates after SIGHUP, and with the old ones where something is wrong with the new', async () => {
		const tls = await startTls();
		const {daemon, folder, server} = tls;
		const shown = async (): Promise<string> => {
			const socket = await openTls(tls);
			const {CN} = socket.getPeerCertificate().subject;
			socket.destroy();
			return String(CN);
		};
		const old = await openTls(tls);
		expect(await shown()).toBe('server');
		const reload = async (word: RegExp): Promise<void> => {
			const before = daemon.child.stderr.length;
			daemon.child.kill('SIGHUP');
			await waitFor('a word about it', () => word.test(daemon.child.stderr.slice(before)), {describe: () => daemon.child.stderr});
		};
		const next = await tls.ca.issue('next');
		copyFileSync(next.certificate, server.certificate);
		await reload(/^circologd: syslog over TLS goes on with the certificates it had: --syslog-tls-key: \S+ is not the key of the certificate in \S+$/m);
		expect(await shown()).toBe('server');
		copyFileSync(next.key, server.key);
		await reload(/^circologd: syslog over TLS goes on with the certificate of CN=next, valid to .+ GMT$/m);
		expect(await shown()).toBe('next');
		rmSync(server.key);
		await reload(/^circologd: syslog over TLS goes on with the certificates it had: --syslog-tls-key: ENOENT: .+$/m);
		writeFileSync(server.key, readFileSync(join(folder, 'next.key')).subarray(0, 100));
		await reload(/^circologd: syslog over TLS goes on with the certificates it had: --syslog-tls-key: there is no private key in \S+ that can be read: .+$/m);
		expect(await shown()).toBe('next');
		// Connections from before go on.
		old.write(`${TEXT}\n`);
		await daemon.received(1);
	});

	test('ends in time with the daemon, and what had been read is counted', async () => {
		const tls = await startTls();
		const socket = await openTls(tls);
		socket.write(`${TEXT}\n`);
		await tls.daemon.received(1);
		await openStream(tls.daemon.port('tls'));
		await tls.daemon.stop();
		await within('the end of the connection', 5000, ended(socket));
	});
});

describeWithPeers(['openssl'], '--syslog-tls says what is wrong', () => {
	const said = async (...args: string[]): Promise<string> => (await run(CIRCOLOGD, args, {env: cleanEnvironment(), allowed: [2]})).stderr;

	test('with flags that are missing or of no use', async () => {
		expect(await said('--syslog-tls', ':0')).toBe('circologd: --syslog-tls: it needs a certificate: name the file with --syslog-tls-cert\n');
		expect(await said('--syslog-tls', ':0', '--syslog-tls-cert', '/x')).toBe('circologd: --syslog-tls: it needs the key of its certificate: name the file with --syslog-tls-key\n');
		expect(await said('--syslog-tls-client-ca', '/x')).toBe('circologd: --syslog-tls-client-ca: it is of no use without --syslog-tls\n');
		expect(await said('--syslog-tls', '127.0.0.1:x')).toContain('or a host alone for port 6514\n');
	});

	test('with files that are not there, not what they should be, or do not fit together', async () => {
		const folder = temporaryFolder();
		const ca = await makeAuthority(folder, 'ca');
		const [one, other] = [await ca.issue('one'), await ca.issue('other')];
		const locked = join(folder, 'locked.key');
		await run(peer('openssl'), ['pkey', '-in', one.key, '-aes256', '-passout', 'pass:x', '-out', locked]);
		const whatIsSaidOf = async (certificate: string, key: string, ...more: string[]): Promise<string> =>
			said('--syslog-tls', '127.0.0.1:0', '--syslog-tls-cert', certificate, '--syslog-tls-key', key, ...more);
		expect(await whatIsSaidOf('/no/such', one.key)).toBe('circologd: --syslog-tls-cert: ENOENT: no such file or directory, open \'/no/such\'\n');
		expect(await whatIsSaidOf(one.key, one.key)).toBe(`circologd: --syslog-tls-cert: there is no certificate in ${one.key}: allowed are files in PEM, with a line -----BEGIN CERTIFICATE-----\n`);
		expect(await whatIsSaidOf(one.certificate, other.key)).toBe(`circologd: --syslog-tls-key: ${other.key} is not the key of the certificate in ${one.certificate}\n`);
		expect(await whatIsSaidOf(one.certificate, one.certificate)).toContain(`circologd: --syslog-tls-key: there is no private key in ${one.certificate} that can be read: `);
		expect(await whatIsSaidOf(one.certificate, locked)).toContain(`circologd: --syslog-tls-key: the key in ${locked} is locked by a passphrase: allowed are keys without`);
		expect(await whatIsSaidOf(one.certificate, one.key, '--syslog-tls-client-ca', one.key)).toContain(`circologd: --syslog-tls-client-ca: there is no certificate in ${one.key}`);
	});
});
