import {existsSync, lstatSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {Child, run} from './support/child.js';
import {CIRCOLOGD, cleanEnvironment, type Daemon, startDaemon, untilReady} from './support/daemon.js';
import {sendDatagrams} from './support/datagrams.js';
import {temporaryFolder} from './support/folder.js';
import {follow, webSocketUrl} from './support/follower.js';
import {watchModes} from './support/mode-watch.js';
import {expectNumbers, framed, newlineEnded, numberedMessages} from './support/numbered.js';
import {describeWithPeers, peer} from './support/peers.js';
import {openStream, sendStream} from './support/stream.js';
import {waitFor, within} from './support/wait.js';

const SOCKET_FLAGS = ['--syslogd-socket', '--syslog-stream-socket', '--query-socket', '--ctl-socket'];
const SOCKETS = ['syslog.sock', 'stream.sock', 'query.sock', 'ctl.sock'];

/** Runs a circologd that has to refuse to start; returns its stderr without the lines of what it had opened before. */
async function refused(...flags: string[]): Promise<{code: number; reason: string[]; stderr: string}> {
	const {code, stderr} = await run(CIRCOLOGD, flags, {env: cleanEnvironment(), allowed: [1, 2], deadlineMs: 10_000});
	return {code, stderr, reason: stderr.trim().split('\n')};
}

function modes(folder: string): string[] {
	return SOCKETS.map(name => (lstatSync(join(folder, name)).mode & 0o7777).toString(8));
}

describe('socket files', () => {
	test('are removed at the end, and their places can be used again at once', async () => {
		const first = await startDaemon();
		await sendStream(first.streamSocket, ['<13>1 - - app - - - number=1\n']);
		await first.received(1);
		const {epoch} = await first.status();
		await first.stop();
		expect(SOCKETS.filter(name => existsSync(join(first.folder, name)))).toEqual([]);

		const second = await startDaemon({folder: first.folder});
		expect(await second.lines()).toEqual([]);
		expect((await second.status()).epoch).not.toBe(epoch);
		await sendStream(second.streamSocket, ['<13>1 - - app - - - number=2\n']);
		await second.received(1);
		expectNumbers(await second.lines(), 2, 2);
	});

	test('that a killed daemon left behind are replaced', async () => {
		const first = await startDaemon();
		first.child.kill('SIGKILL');
		await first.child.exited;
		expect(SOCKETS.filter(name => existsSync(join(first.folder, name)))).toEqual(SOCKETS);
		const second = await startDaemon({folder: first.folder});
		await sendStream(second.streamSocket, ['<13>1 - - app - - - number=1\n']);
		await second.received(1);
		expect((await second.curl('/')).text).toContain('number=1');
	});

	test.each(SOCKETS)('a live %s is never stolen', async name => {
		const first = await startDaemon();
		const folder = temporaryFolder();
		const path = (socket: string): string => join(socket === name ? first.folder : folder, socket);
		const {code, reason} = await refused(
			'--syslogd-socket', path('syslog.sock'), '--syslog-stream-socket', path('stream.sock'),
			'--query-socket', path('query.sock'), '--ctl-socket', path('ctl.sock'),
		);
		expect(code).toBe(1);
		expect(reason).toEqual([expect.stringContaining(join(first.folder, name))]);
		// What it had opened before it found out is gone; the first daemon has not noticed anything.
		expect(SOCKETS.filter(socket => existsSync(join(folder, socket)))).toEqual([]);
		expect(SOCKETS.filter(socket => !existsSync(join(first.folder, socket)))).toEqual([]);
		await sendStream(first.streamSocket, ['<13>1 - - app - - - number=1\n']);
		await first.received(1);
		expectNumbers(await first.lines(), 1, 1);
	});

	test.each(SOCKET_FLAGS)(
		'%s never removes a file that is no socket',
		async flag => {
			const folder = temporaryFolder();
			const precious = join(folder, 'precious');
			writeFileSync(precious, 'do not touch');
			const others = ['syslogd-socket', 'query-socket', 'ctl-socket'].filter(name => `--${name}` !== flag);
			const {code, reason} = await refused(flag, precious, ...others.flatMap(name => [`--${name}`, join(folder, name)]));
			expect(code).toBe(1);
			expect(reason).toEqual([expect.stringContaining(precious)]);
			expect(readFileSync(precious, 'utf8')).toBe('do not touch');
		},
	);

	test.each(SOCKET_FLAGS)(
		'%s in a folder that does not exist is named, with exit code 1, and nothing is left behind',
		async flag => {
			const folder = temporaryFolder();
			const path = join(folder, 'missing', 'x.sock');
			const sockets = ['syslogd-socket', 'query-socket', 'ctl-socket'].flatMap(name => [`--${name}`, join(folder, name)]);
			const {code, reason} = await refused(...sockets, flag, path);
			expect(code).toBe(1);
			expect(reason).toEqual([expect.stringContaining(path)]);
			expect(readdirSync(folder)).toEqual([]);
		},
	);

	test.each(['--syslog-tcp', '--syslog-udp', '--query-addr'])('%s: a port in use is named, with exit code 1, and nothing is left behind', async flag => {
		const folder = temporaryFolder();
		const daemon = await startDaemon({args: ['--query-addr', '127.0.0.1:0']});
		const address = `127.0.0.1:${daemon.port(flag === '--syslog-udp' ? 'udp' : flag === '--syslog-tcp' ? 'tcp' : 'http')}`;
		const sockets = ['syslogd-socket', 'query-socket', 'ctl-socket'].flatMap(name => [`--${name}`, join(folder, name)]);
		const {code, reason} = await refused(...sockets, flag, address);
		expect(code).toBe(1);
		expect(reason).toEqual([expect.stringContaining(address)]);
		expect(readdirSync(folder)).toEqual([]);
	});

	test('--socket-mode sets the mode of all of them', async () => {
		expect(modes((await startDaemon()).folder)).toEqual(['660', '660', '660', '660']);
		expect(modes((await startDaemon({args: ['--socket-mode', '0600']})).folder)).toEqual(['600', '600', '600', '600']);
		expect(modes((await startDaemon({args: ['--socket-mode', '666']})).folder)).toEqual(['666', '666', '666', '666']);
	});
});

describeWithPeers(['python3', 'env'], 'socket files under a watching eye', () => {
	test('have mode 0660 from the first moment, whatever the umask', async () => {
		const folder = temporaryFolder();
		const paths = SOCKETS.map(name => join(folder, name));
		const watch = await watchModes(paths);
		const child = new Child(peer('env'), ['sh', '-c', 'umask 0; exec "$@"', 'sh', CIRCOLOGD,
			'--syslogd-socket', paths[0]!, '--syslog-stream-socket', paths[1]!,
			'--query-socket', paths[2]!, '--ctl-socket', paths[3]!,
		], cleanEnvironment());
		await untilReady(child);
		expect((await watch.stop()).sort()).toEqual(paths.map(path => `${path} 0o660`).sort());
	});
});

describeWithPeers(['curl'], 'the end', () => {
	/** Clients of every kind that do nothing to let go. */
	async function withStuckClients(): Promise<Daemon> {
		const count = 50_000;
		const daemon = await startDaemon({args: ['--query-addr', '127.0.0.1:0', '--buffer-size', '100000', '--pid-file', join(temporaryFolder(), 'pid')]});
		await sendStream(daemon.streamSocket, framed(numberedMessages(count), newlineEnded));
		await daemon.received(count);
		(await follow(webSocketUrl(daemon.querySocket, '/ws'))).pause();
		(await follow(`ws://127.0.0.1:${daemon.port('http')}/ws`)).pause();
		for (const address of [daemon.querySocket, daemon.port('http')]) {
			// A dump that nobody reads, half a request, and a connection without one.
			(await openStream(address)).pause().write('GET /?fmt=rfc5424 HTTP/1.1\r\nHost: localhost\r\n\r\n');
			(await openStream(address)).write('GET / HTTP/1.1\r\nHost: local');
			await openStream(address);
		}
		(await openStream(daemon.ctlSocket)).write('POST /pause/on HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n');
		for (const address of [daemon.streamSocket, daemon.port('tcp')]) {
			(await openStream(address)).write('<13>1 - - app - - - half a line');
		}
		await daemon.until('all clients', ({followers, sources}) => followers.current === 2
			&& sources.reduce((sum, {connections}) => sum + connections, 0) >= 3);
		return daemon;
	}

	test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it within 2 seconds, whatever its clients do', async signal => {
		const daemon = await withStuckClients();
		await daemon.stop(signal);
		expect(SOCKETS.filter(name => existsSync(join(daemon.folder, name)))).toEqual([]);
	});

	test('followers get what was sent before it', async () => {
		const count = 50_000;
		const daemon = await startDaemon();
		const follower = await follow(webSocketUrl(daemon.querySocket, '/ws'));
		const stream = new Child(peer('curl'), ['--silent', '--no-buffer', '--unix-socket', daemon.querySocket, 'http://localhost/?follow=1'], cleanEnvironment());
		await daemon.until('both', ({followers}) => followers.current === 2);
		await sendStream(daemon.streamSocket, framed(numberedMessages(count), newlineEnded));
		await daemon.stop();
		await Promise.all([stream.exited, waitFor('the close frame', () => follower.closed)]);
		expectNumbers(follower.frames, 1, count);
		expectNumbers(stream.stdout.toString().split('\n').slice(0, -1), 1, count);
	});

	test('SIGTERM while it is still starting leaves nothing behind', async () => {
		const folder = temporaryFolder();
		const child = new Child(CIRCOLOGD, SOCKET_FLAGS.flatMap(flag => [flag, join(folder, flag)]), cleanEnvironment());
		// The first of its sockets is there before the last.
		await waitFor('a socket', () => readdirSync(folder).length > 0);
		child.kill('SIGTERM');
		expect(await within('the end', 5000, child.exited)).toEqual({code: 0, signal: null});
		expect(readdirSync(folder)).toEqual([]);
	});

	test('a second signal does not disturb the end', async () => {
		const daemon = await startDaemon();
		daemon.child.kill('SIGTERM');
		await daemon.stop('SIGINT');
		expect(SOCKETS.filter(name => existsSync(join(daemon.folder, name)))).toEqual([]);
	});

	test('--pid-file holds the process id while it runs, and is removed', async () => {
		const pidFile = join(temporaryFolder(), 'circologd.pid');
		const daemon = await startDaemon({args: ['--pid-file', pidFile]});
		expect(readFileSync(pidFile, 'utf8')).toBe(`${daemon.child.pid}\n`);
		await daemon.stop();
		expect(existsSync(pidFile)).toBe(false);
	});

	test('the process is called circologd', async () => {
		const daemon = await startDaemon();
		expect(readFileSync(`/proc/${daemon.child.pid}/cmdline`, 'latin1')).toMatch(/^circologd\0*$/);
		expect(readFileSync(`/proc/${daemon.child.pid}/comm`, 'latin1').trim()).toBe('circologd');
	});
});

describeWithPeers(['python3'], 'the end under load', () => {
	test('a sender in full swing does not keep it alive', async () => {
		const daemon = await startDaemon();
		const sender = sendDatagrams(daemon.syslogSocket, numberedMessages(400_000)).then(() => 'all sent', () => 'cut off');
		await daemon.until('the flood', ({counters}) => counters.received > 1000);
		await daemon.stop();
		expect(await sender).toBe('cut off');
	});
});
