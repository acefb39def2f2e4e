import {readdirSync} from 'node:fs';
import type {Socket} from 'node:net';
import {describe, expect, test} from 'vitest';
import {expectAccounted} from './support/accounting.js';
import {Child, run} from './support/child.js';
import {CIRCOLOGD, cleanEnvironment, Daemon, startDaemon, untilReady} from './support/daemon.js';
import {temporaryFolder} from './support/folder.js';
import {describeWithPeers, peer} from './support/peers.js';
import {openStream, type StreamAddress} from './support/stream.js';
import {waitFor, within} from './support/wait.js';

/** Opens a connection whose end is no error, whoever brings it about. */
async function open(address: StreamAddress, from?: string): Promise<Socket> {
	const socket = await openStream(address, from);
	return socket.on('error', () => undefined).resume();
}

/** Resolves when a connection has ended, also by a reset. */
async function ended(socket: Socket): Promise<void> {
	return new Promise(resolve => {
		if (socket.destroyed) resolve();
		else socket.once('close', () => {
			resolve();
		});
	});
}

describe('connections', () => {
	test('beyond --max-connections are refused and counted, on TCP and on unix sockets, until others have ended', async () => {
		const daemon = await startDaemon({args: ['--max-connections', '3', '--max-connections-per-address', '3']});
		for (const address of [daemon.port('tcp'), daemon.streamSocket]) {
			const sockets = [];
			for (let i = 0; i < 3; i++) sockets.push(await open(address));
			const fourth = await open(address);
			await within('the end of the fourth', 5000, ended(fourth));
			sockets[1]!.destroy();
			// Whether the daemon knows by now is seen by trying.
			await waitFor('room for another', async () => {
				const next = await open(address);
				next.write('<13>1 - - next - - - hello\n');
				return Promise.race([ended(next).then(() => false), daemon.until('its message', ({buffer}) => buffer.messages.used > 0).then(() => true)]);
			});
			await daemon.command('/logs/clear');
		}
		const {sources} = await daemon.status();
		for (const kind of ['tcp:', 'unix-stream:']) {
			const source = sources.find(({name}) => name.startsWith(kind))!;
			expect(source.connections).toBe(4);
			expect(source.connections_refused).toBeGreaterThanOrEqual(1);
		}
		await expectAccounted(daemon);
	});

	test('of one address cannot be more than half of all, so that others find room', async () => {
		const daemon = await startDaemon({args: ['--max-connections', '8']});
		const port = daemon.port('tcp');
		for (let i = 0; i < 6; i++) await open(port);
		await daemon.until('all of them', ({counters: {connections, connections_refused: refused}}) => connections + refused === 6);
		const others = await Promise.all(['127.0.0.2', '127.0.0.3', '127.0.0.2'].map(async from => open(port, from)));
		for (const other of others) other.write('<13>1 - - other - - - hello\n');
		const {counters} = await daemon.received(3);
		expect(counters).toMatchObject({connections: 7, connections_refused: 2, stored: 3});
		// Unix sockets have no addresses.
		for (let i = 0; i < 6; i++) (await open(daemon.streamSocket)).write('<13>1 - - unix - - - hello\n');
		await daemon.received(9);
	});

	test('on which nothing comes for --idle-timeout are cut and counted, and what came of a message is kept', async () => {
		const daemon = await startDaemon({args: ['--idle-timeout', '1s']});
		const silent = await Promise.all([open(daemon.port('tcp')), open(daemon.streamSocket)]);
		silent[0].write('<13>1 - - app - - - unfinished');
		const busy = await open(daemon.port('tcp'));
		const talk = setInterval(() => busy.write('<13>1 - - busy - - - still here\n'), 100);
		let busyEnded = false;
		busy.once('close', () => {
			busyEnded = true;
		});
		await within('the end of those that are silent', 10_000, Promise.all(silent.map(ended)));
		expect(busyEnded).toBe(false);
		clearInterval(talk);
		busy.destroy();
		const {counters} = await daemon.until('the end of all', status => status.counters.connections_cut === 2);
		expect(counters).toMatchObject({connections: 3, connections_cut: 2});
		expect((await daemon.messages()).filter(({message}) => message === 'unfinished')).toHaveLength(1);
	});
});

describeWithPeers(['prlimit'], 'when file descriptors run out', () => {
	test('some are left for queries; who connects is refused and counted, and let in when there are some again', async () => {
		const daemon = await startDaemon();
		const before = readdirSync(`/proc/${daemon.child.pid}/fd`).length;
		// A new daemon, for the limit is looked at when it starts.
		const folder = temporaryFolder();
		const child = new Child(peer('prlimit'), [
			`--nofile=${before + 120}`, CIRCOLOGD, '--syslog-tcp', '127.0.0.1:0', '--query-socket', `${folder}/query.sock`, '--ctl-socket', `${folder}/ctl.sock`,
		], cleanEnvironment());
		await untilReady(child);
		const small = new Daemon(child, folder);
		const sockets = await Promise.all(Array.from({length: 250}, async () => open(small.port('tcp'))));
		const {counters} = await small.until('all connections', ({counters: {connections, connections_refused: refused}}) => connections + refused === 250);
		expect(counters.connections).toBeGreaterThan(20);
		expect(counters.connections_refused).toBeGreaterThan(100);
		expect(counters.receive_errors).toBe(0);
		expect((await small.curl('/healthz')).status).toBe(200);
		for (const socket of sockets) socket.destroy();
		await waitFor('the descriptors', () => readdirSync(`/proc/${child.pid}/fd`).length < before + 10);
		const late = await open(small.port('tcp'));
		late.write('<13>1 - - late - - - hello\n');
		await small.received(1);
	});
});

describeWithPeers(['unshare', 'nsenter', 'ip'], 'a connection whose other end has gone without a word', () => {
	test('is found, ended and counted, and what came before is kept', async () => {
		const folder = temporaryFolder();
		const child = new Child(peer('unshare'), [
			'--net', '--map-root-user', '--user', 'sh', '-c', 'ip link set lo up && exec "$0" "$@"',
			CIRCOLOGD, '--tcp-keepalive', '1s', '--syslog-tcp', '127.0.0.1:5514', '--query-socket', `${folder}/query.sock`, '--ctl-socket', `${folder}/ctl.sock`,
		], cleanEnvironment());
		await untilReady(child);
		const daemon = new Daemon(child, folder);
		const inside = ['--target', String(child.pid), '--user', '--net', '--preserve-credentials'];
		new Child(peer('nsenter'), [...inside, process.execPath, '-e', 'require("node:net").connect(5514, "127.0.0.1").write("<13>1 - - app - - - whole\\n<13>1 - - app - - - unfinished")'], cleanEnvironment());
		// What was written at once is there at once.
		await daemon.received(1);
		// From here on no packet arrives, nor does any error.
		await run(peer('nsenter'), [...inside, 'ip', 'link', 'set', 'lo', 'down']);
		const {counters} = await daemon.until('the end of the connection', status => status.counters.connections_cut === 1, 25_000);
		expect(counters).toMatchObject({received: 2, stored: 2, connections: 1, connections_cut: 1});
		expect((await daemon.messages()).map(({message}) => message)).toEqual(['whole', 'unfinished']);
	});
});
