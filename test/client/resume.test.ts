import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {connect, createServer} from 'node:net';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {cleanEnvironment, startDaemon} from '../e2e/support/daemon.js';
import {temporaryFolder} from '../e2e/support/folder.js';
import {expectNumbers, framed, numberedMessages, octetCounted} from '../e2e/support/numbered.js';
import {sendStream} from '../e2e/support/stream.js';
import {waitFor} from '../e2e/support/wait.js';
import {start, TAIL} from '../cmd/support.js';

/** Bytes after which the connections are cut, one after the other: in a handshake, within a frame, far behind. */
const CUTS = [100, 300, 5000, 70_000, 131_072, 200_001, 33_333, 500_000, 77, 250_000];

/** A proxy for unix sockets that cuts each of its first connections after some bytes of answer. */
async function cuttingProxy(path: string, target: string): Promise<{cuts: () => number}> {
	let connections = 0;
	const server = createServer(client => {
		const daemon = connect(target);
		let left = CUTS[connections++] ?? Infinity;
		const end = (): void => {
			client.destroy();
			daemon.destroy();
		};
		for (const socket of [client, daemon]) socket.on('error', end).on('close', end);
		client.pipe(daemon);
		daemon.on('data', bytes => {
			client.write(bytes.subarray(0, left));
			left -= bytes.length;
			// In good order: what has been written still arrives.
			if (left <= 0) {
				client.end();
				daemon.destroy();
			}
		});
	}).listen(path);
	onTestFinished(() => void server.close());
	await once(server, 'listening');
	return {cuts: () => Math.min(connections, CUTS.length)};
}

function linesOf(bytes: Buffer): string[] {
	return bytes.toString().split('\n').slice(0, -1);
}

function carries(bytes: Buffer, number: number): boolean {
	return new RegExp(`number=${number}\\b`).test(bytes.toString());
}

test('whenever the connection is cut, nothing comes twice and nothing is missing', async () => {
	const count = 30_000;
	const daemon = await startDaemon();
	const path = join(temporaryFolder(), 'proxy.sock');
	const messages = numberedMessages(count);
	const half = count / 2;
	await sendStream(daemon.streamSocket, framed(messages.slice(0, half), octetCounted));
	await daemon.received(half);
	const proxy = await cuttingProxy(path, daemon.querySocket);
	// The first answer is cut in its head: that would be an error at the start.
	expect((await start(TAIL, ['-f', '-n', 'all', '--query-socket', path]).exited).code).toBe(1);
	const follower = start(TAIL, ['-f', '-n', 'all', '--query-socket', path]);
	await waitFor('the first notice', () => follower.stderr.length > 0);
	await sendStream(daemon.streamSocket, framed(messages.slice(half), octetCounted));
	await waitFor(`message ${count}`, () => carries(follower.stdout.subarray(-300), count), {
		describe: () => `; ${proxy.cuts()} cuts, ${linesOf(follower.stdout).length} lines, ${follower.stderr}`,
	});
	expectNumbers(linesOf(follower.stdout), 1, count);
	expect(proxy.cuts()).toBe(CUTS.length);
	expect(follower.stderr.split('\n').filter(line => line.includes('lost the connection')).length).toBeGreaterThan(3);
});

test('so it is with a filter, and with an ending of one’s own', async () => {
	const count = 30_000;
	const daemon = await startDaemon();
	const path = join(temporaryFolder(), 'proxy.sock');
	const messages = numberedMessages(count);
	await sendStream(daemon.streamSocket, framed(messages.slice(0, 100), octetCounted));
	await daemon.received(100);
	const proxy = await cuttingProxy(path, daemon.querySocket);
	const follower = start(TAIL, ['-F', '-q', '-z', '-n', '5', '-g', 'number=\\d*7,', '--query-socket', path]);
	await waitFor('the last of the backlog', () => carries(follower.stdout, 97));
	await sendStream(daemon.streamSocket, framed(messages.slice(100), octetCounted));
	await waitFor('the last', () => carries(follower.stdout.subarray(-300), count - 3));
	const printed = follower.stdout.toString().split('\0').slice(0, -1);
	expect(printed.map(line => Number(/number=(\d+)/.exec(line)?.[1]))).toEqual(Array.from({length: count / 10 - 5}, (_, i) => 57 + 10 * i));
	expect(proxy.cuts()).toBeGreaterThan(4);
	expect(follower.stderr).toBe('');
});

test('memory stays bounded while the reader of the output is slow, and it misses nothing then', async () => {
	const count = 400_000;
	const daemon = await startDaemon({args: ['--buffer-bytes', '256M']});
	const follower = spawn(TAIL, ['-f', '-n', 'all', '--fmt', 'json', '--query-socket', daemon.querySocket], {
		env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'inherit'],
	});
	onTestFinished(() => void follower.kill('SIGKILL'));
	await daemon.until('the follower', status => status.followers.current === 1);
	const peakKib = (): number => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${follower.pid ?? 0}/status`, 'utf8'))?.[1]);
	const before = peakKib();
	// More than 100 MB of JSON, for nobody.
	await sendStream(daemon.streamSocket, framed(numberedMessages(count), octetCounted));
	await daemon.received(count);
	const parts: Buffer[] = [];
	let bytes = 0;
	let end = Buffer.alloc(0);
	follower.stdout.on('data', (part: Buffer) => {
		parts.push(part);
		bytes += part.length;
		end = Buffer.concat([end.subarray(-300), part]);
	});
	await waitFor('the last message', () => carries(end, count), {describe: () => `; ${bytes} bytes have come`});
	expectNumbers(linesOf(Buffer.concat(parts)), 1, count);
	expect(bytes).toBeGreaterThan(100_000_000);
	// What the engine takes for its own work, and much less than what was to be printed.
	expect(peakKib() - before).toBeLessThan(60_000);
});
