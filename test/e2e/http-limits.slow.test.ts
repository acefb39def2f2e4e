import {readFileSync} from 'node:fs';
import {connect, type Socket} from 'node:net';
import {describe, expect, onTestFinished, test} from 'vitest';
import {type Daemon, startDaemon} from './support/daemon.js';
import {follow, refusedHandshake, webSocketUrl} from './support/follower.js';
import {ask, type HttpAddress} from './support/http.js';
import {sendStream} from './support/stream.js';
import {waitFor} from './support/wait.js';

/** Slow enough for a busy machine, and much less than the daemon would need if it waited for a slow client. */
const PROMPT_MS = 2000;
const REQUEST_TIMEOUT_MS = 10_000;

/** Tries to connect; undefined where the kernel's queue of connections is full at the moment, as a unix socket's may be. */
async function tryToOpen(address: HttpAddress): Promise<Socket | undefined> {
	const socket = typeof address === 'string' ? connect(address) : connect(address, '127.0.0.1');
	const opened = await new Promise<boolean>((resolve, reject) => {
		socket.once('connect', () => {
			resolve(true);
		}).on('error', (error: NodeJS.ErrnoException) => {
			if (error.code === 'EAGAIN') resolve(false);
			else reject(error);
		});
	});
	return opened ? socket.resume() : undefined;
}

async function open(address: HttpAddress): Promise<Socket> {
	const socket = await waitFor('a connection', async () => tryToOpen(address));
	onTestFinished(() => {
		socket.destroy();
	});
	return socket;
}

async function closed(socket: Socket): Promise<void> {
	if (socket.closed) return;
	await new Promise<void>(resolve => {
		socket.once('close', () => {
			resolve();
		});
	});
}

async function openMany(address: HttpAddress, count: number): Promise<Socket[]> {
	const sockets: Socket[] = [];
	while (sockets.length < count) sockets.push(...await Promise.all(Array.from({length: Math.min(100, count - sockets.length)}, async () => open(address))));
	return sockets;
}

/** What a daemon has in memory, in MiB. */
function residentMiB({child}: Daemon): number {
	return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'latin1'))?.[1]) / 1024;
}

async function expectPrompt(address: HttpAddress): Promise<void> {
	const begun = performance.now();
	expect((await ask(address, '/healthz')).status).toBe(200);
	expect(performance.now() - begun).toBeLessThan(PROMPT_MS);
}

describe.each(['unix', 'tcp'] as const)('over %s', kind => {
	const addressOf = (daemon: Daemon): HttpAddress => (kind === 'unix' ? daemon.querySocket : daemon.port('http'));
	const startIt = async (...args: string[]): Promise<Daemon> => startDaemon({args: ['--query-addr', '127.0.0.1:0', ...args]});

	test('requests that come a byte at a time, or not at all, are cut off, and hold up nobody', {timeout: 60_000}, async () => {
		const daemon = await startIt();
		const address = addressOf(daemon);
		const begun = performance.now();
		const slow = await openMany(address, 50);
		const silent = await openMany(address, 50);
		for (const socket of slow) socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
		const drip = setInterval(() => {
			for (const socket of slow) if (socket.writable) socket.write('x');
		}, 500);
		onTestFinished(() => {
			clearInterval(drip);
		});
		await expectPrompt(address);
		await waitFor('the end of all', () => [...slow, ...silent].every(({closed}) => closed), {deadlineMs: 30_000});
		expect(performance.now() - begun).toBeGreaterThan(REQUEST_TIMEOUT_MS - 1000);
		const {http} = await daemon.until('the count', status => status.http.timed_out >= 100);
		expect(http.timed_out).toBe(100);
	});

	test('2,000 idle connections keep nobody out, and neither do more than are allowed', {timeout: 60_000}, async () => {
		const daemon = await startIt();
		const address = addressOf(daemon);
		await expectPrompt(address);
		const before = residentMiB(daemon);
		const idle = await openMany(address, 2000);
		await daemon.until('all of them', ({http}) => http.connections >= 2000);
		await expectPrompt(address);
		await openMany(address, 100);
		await daemon.until('the oldest displaced', ({http}) => http.displaced > 0);
		await expectPrompt(address);
		await closed(idle[0]!);
		expect((await daemon.status()).http.refused).toBe(0);
		expect(residentMiB(daemon) - before).toBeLessThan(100);
		await daemon.stop();
	});

	test('huge headers and addresses are refused, by count, and cost no memory', async () => {
		const daemon = await startIt();
		const address = addressOf(daemon);
		const before = residentMiB(daemon);
		for (const head of [`GET /?q=${'a'.repeat(1e6)} HTTP/1.1\r\n`, `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(1e6)}\r\n`]) {
			for (let i = 0; i < 20; i++) {
				const socket = await open(address);
				let answer = '';
				socket.on('data', (part: Buffer) => {
					answer += part.toString();
				});
				socket.write(head);
				await closed(socket);
				// The connection may be reset before the answer is read: there is more on its way that nobody takes.
				if (answer !== '') expect(answer).toMatch(/^HTTP\/1\.1 431 /);
			}
		}
		expect((await daemon.status()).http.too_large).toBe(40);
		await expectPrompt(address);
		expect(residentMiB(daemon) - before).toBeLessThan(60);
	});
});

describe('a connection that was to be a websocket and was refused', () => {
	test.each([
		['for its Host', 'querySocket', '/ws', 'Host: evil.example', 403],
		['for its Origin', 'querySocket', '/ws', 'Host: localhost\r\nOrigin: http://evil.example', 403],
		['for an address that cannot be read', 'querySocket', '/%zz', 'Host: localhost', 400],
		['where there is none', 'querySocket', '/count', 'Host: localhost', 200],
		['by the control socket', 'ctlSocket', '/ws', 'Host: localhost', 404],
	] as const)('%s gets its answer, and is closed', async (_why, socketName, path, headers, status) => {
		const daemon = await startDaemon();
		const {http: {connections: before}} = await daemon.status();
		for (let i = 0; i < 5; i++) {
			const socket = await open(daemon[socketName]);
			let answer = '';
			socket.on('data', (part: Buffer) => {
				answer += part.toString();
			});
			socket.write(`GET ${path} HTTP/1.1\r\n${headers}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`);
			await waitFor('the answer', () => answer.startsWith(`HTTP/1.1 ${status} `), {describe: () => `; it was ${answer}`});
			socket.destroy();
		}
		await daemon.until('an end of them', ({http}) => http.connections <= before);
	});
});

describe('followers', () => {
	test('1,000 that never read hold up nobody, and hold one piece each', {timeout: 120_000}, async () => {
		const daemon = await startDaemon({args: ['--buffer-bytes', '4M']});
		const asked = 'GET /?follow=1&fmt=json HTTP/1.1\r\nHost: localhost\r\n\r\n';
		const before = residentMiB(daemon);
		for (let i = 0; i < 1000; i++) {
			const socket = await open(daemon.querySocket);
			socket.pause();
			socket.write(asked);
		}
		await daemon.until('all of them', ({followers}) => followers.current === 1000, 60_000);
		const refused = await ask(daemon.querySocket, '/?follow=1&timeout=0');
		expect(refused).toMatchObject({status: 503, headers: {'retry-after': '5'}});
		expect(refused.body.toString()).toContain('1000 clients follow already, which is all that --max-followers allows');
		const line = `<13>1 - - app - - - ${'x'.repeat(500)}\n`;
		await sendStream(daemon.streamSocket, Array.from({length: 100}, () => line.repeat(200)));
		await daemon.received(20_000, 60_000);
		await expectPrompt(daemon.querySocket);
		expect((await ask(daemon.querySocket, '/?l=1')).body.toString()).toContain('xxx');
		expect(residentMiB(daemon) - before).toBeLessThan(200);
		expect((await daemon.status()).followers).toMatchObject({current: 1000, max: 1000, refused: 1});
		// A thousand that have not read what they got: beside other tests that may take longer than the two seconds it has else.
		await daemon.stop('SIGTERM', 20_000);
	});

	test('beyond --max-followers are refused in each way of following, until one goes', async () => {
		const daemon = await startDaemon({args: ['--max-followers', '2']});
		const [first] = [await follow(webSocketUrl(daemon.querySocket, '/ws')), await follow(webSocketUrl(daemon.querySocket, '/ws'))];
		expect(await refusedHandshake(webSocketUrl(daemon.querySocket, '/ws'))).toMatchObject({status: 503});
		for (const path of ['/?follow=1', '/wait']) expect(await ask(daemon.querySocket, path)).toMatchObject({status: 503, headers: {'retry-after': '5'}});
		expect((await ask(daemon.querySocket, '/')).status).toBe(200);
		first.terminate();
		await daemon.until('its end', ({followers}) => followers.current === 1);
		await follow(webSocketUrl(daemon.querySocket, '/ws'));
		expect((await daemon.status()).followers.refused).toBe(3);
	});
});
