import {existsSync} from 'node:fs';
import {networkInterfaces} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {Child, run} from './support/child.js';
import {CIRCOLOGD, cleanEnvironment, Daemon, startDaemon, untilReady} from './support/daemon.js';
import {tokenFile} from './support/credentials.js';
import {temporaryFolder} from './support/folder.js';
import {describeWithPeers, peer} from './support/peers.js';
import {sendStream} from './support/stream.js';

/** Containers often have none. */
const hasIpv6 = Object.values(networkInterfaces()).flat().some(info => info?.address === '::1');
const DEFAULT_SOCKETS = ['syslog.sock', 'query.sock', 'ctl.sock'];

describe('without any flag', () => {
	test('it serves three sockets in $RUNTIME_DIRECTORY, and says what to type', async () => {
		const folder = temporaryFolder();
		const child = new Child(CIRCOLOGD, [], {...cleanEnvironment(), RUNTIME_DIRECTORY: `${folder}:/elsewhere`});
		await untilReady(child);
		const daemon = new Daemon(child, folder);
		expect(DEFAULT_SOCKETS.filter(name => existsSync(join(folder, name)))).toEqual(DEFAULT_SOCKETS);
		expect(daemon.announced).toEqual([
			`unix-dgram:${daemon.syslogSocket}`, `unix:${daemon.querySocket}`, `unix:${daemon.ctlSocket}`,
		]);
		expect((await daemon.status()).buffer.bytes.max).toBe(64 * 1024 * 1024);
		await daemon.stop();
	});

	test('environment variables take the place of flags, and flags win over them', async () => {
		const folder = temporaryFolder();
		const at = (name: string): string => join(folder, name);
		const child = new Child(CIRCOLOGD, ['--query-socket', at('query.sock'), '-buffer-size', '77'], {
			...cleanEnvironment(),
			RUNTIME_DIRECTORY: folder,
			CIRCOLOG_SYSLOGD_SOCKET: `${at('one.sock')},${at('two.sock')}`,
			CIRCOLOG_QUERY_SOCKET: at('not-this.sock'),
			CIRCOLOG_CTL_SOCKET: at('ctl.sock'),
			CIRCOLOG_BUFFER_SIZE: '99',
		});
		await untilReady(child);
		const daemon = new Daemon(child, folder);
		expect(daemon.announced).toEqual([
			`unix-dgram:${at('one.sock')}`, `unix-dgram:${at('two.sock')}`, `unix:${at('query.sock')}`, `unix:${at('ctl.sock')}`,
		]);
		expect((await daemon.status()).buffer.messages.max).toBe(77);
	});
});

describeWithPeers(['logger'], 'the lines to copy', () => {
	test('work as they are printed', async () => {
		const daemon = await startDaemon();
		const line = (name: string): string => new RegExp(` {2}${name}: +(.+)$`, 'm').exec(daemon.child.stderr)?.[1] ?? '';
		await run('sh', ['-c', line('send')]);
		await daemon.received(1);
		expect((await run('sh', ['-c', line('read')], {env: cleanEnvironment()})).stdout.toString('utf8')).toMatch(/hello circolog\n$/);
		const follower = new Child('sh', ['-c', `exec ${line('follow')}`], cleanEnvironment());
		await daemon.until('the follower', ({followers}) => followers.current === 1);
		await run('sh', ['-c', line('send')]);
		await daemon.received(2);
		await daemon.until('both lines', () => follower.stdout.toString('utf8').split('hello circolog\n').length === 3);
	});
});

describeWithPeers(['logger', 'curl'], 'network addresses', () => {
	test.for([
		{asked: '127.0.0.1:0', from: '127.0.0.1', announced: /^127\.0\.0\.1:\d+$/},
		{asked: '[::1]:0', from: '::1', announced: /^\[::1\]:\d+$/},
		{asked: ':0', from: '127.0.0.1', announced: /:\d+$/},
		{asked: ':0', from: '::1', announced: /:\d+$/},
	])('$asked takes messages from $from over UDP and TCP, and shows their sender', async ({asked, from, announced}, {skip}) => {
		skip(from === '::1' && !hasIpv6, 'this machine has no IPv6, not even on its loopback');
		const folder = temporaryFolder();
		const at = (name: string): string => join(folder, name);
		const token = tokenFile(folder);
		const child = new Child(CIRCOLOGD, [
			'--syslog-udp', asked, '--syslog-tcp', asked, '--query-addr', asked, '--query-token-file', token.path,
			'--query-socket', at('query.sock'), '--ctl-socket', at('ctl.sock'),
		], cleanEnvironment());
		await untilReady(child);
		const daemon = new Daemon(child, folder);
		for (const kind of ['udp', 'tcp'] as const) {
			expect(daemon.announced.filter(address => announced.test(address.slice(kind.length + 1)))).not.toEqual([]);
			await run(peer('logger'), [
				`--${kind}`, '-n', from, '-P', String(daemon.port(kind)), '--rfc5424=notime,notq,nohost', '-t', 'app', `over ${kind}`,
			]);
		}
		await daemon.received(2);
		// The message names no host, so the line shows where it came from.
		const lines = await daemon.lines();
		expect(lines.map(line => line.split(' ').slice(3).join(' ')).sort()).toEqual([`${from} app: over tcp`, `${from} app: over udp`]);
		const url = `http://${from.includes(':') ? `[${from}]` : from}:${daemon.port('http')}/`;
		const {stdout} = await run(peer('curl'), ['--silent', '--show-error', '--globoff', '--user', `:${token.token}`, url]);
		expect(stdout.toString('utf8').trim().split('\n')).toEqual(lines);
	});

	test('two sockets of the same kind are two sources', async () => {
		const folder = temporaryFolder();
		const daemon = await startDaemon({folder, args: ['--syslog-stream-socket', join(folder, 'second.sock')]});
		await sendStream(daemon.streamSocket, ['<13>1 - - app - - - one\n']);
		await sendStream(join(folder, 'second.sock'), ['<13>1 - - app - - - two\n', '<13>1 - - app - - - three\n']);
		const {sources} = await daemon.received(3);
		expect(sources.filter(({name}) => name.startsWith('unix-stream:')).map(({name, received}) => [name, received]))
			.toEqual([[`unix-stream:${daemon.streamSocket}`, 1], [`unix-stream:${join(folder, 'second.sock')}`, 2]]);
	});
});
