import {createServer} from 'node:http';
import {once} from 'node:events';
import {spawn} from 'node:child_process';
import {mkdirSync, renameSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {cleanEnvironment, type Daemon, startDaemon} from '../e2e/support/daemon.js';
import type {Child} from '../e2e/support/child.js';
import {temporaryFolder} from '../e2e/support/folder.js';
import {waitFor, within} from '../e2e/support/wait.js';
import {lines, runToEnd, send, start, TAIL} from './support.js';

async function daemonWith(count: number, args: readonly string[] = []): Promise<Daemon> {
	const daemon = await startDaemon({args});
	await send(daemon, 1, count);
	await daemon.received(count);
	return daemon;
}

async function printed(child: Child, text: string): Promise<void> {
	await waitFor(JSON.stringify(text.slice(-100)), () => printedLog(child).length >= text.length, {
		describe: () => `; there was ${child.stdout.toString().slice(-500)}`,
	});
	expect(printedLog(child)).toBe(text);
}

/** What was printed, with a short word for the message about a restart, whose time and host vary. */
function printedLog(child: Child): string {
	return child.stdout.toString().replace(/^.+ circologd\[\d+\]: the daemon has started anew since your cursor was given.+$/gm, 'RESTART');
}

describe('without -f', () => {
	test('prints the last 10 messages, or as many as -n says', async () => {
		const {querySocket} = await daemonWith(25);
		const tail = async (...args: string[]): Promise<unknown> => runToEnd(TAIL, [...args, '--query-socket', querySocket]);
		expect(await tail()).toEqual({code: 0, stdout: lines(16, 25), stderr: ''});
		expect(await tail('-n', '3')).toEqual({code: 0, stdout: lines(23, 25), stderr: ''});
		expect(await tail('-n', 'all')).toEqual({code: 0, stdout: lines(1, 25), stderr: ''});
		expect(await tail('-n0')).toEqual({code: 0, stdout: '', stderr: ''});
		expect(await tail('-n', '+0')).toEqual({code: 0, stdout: lines(1, 25), stderr: ''});
		expect(await tail('-n', '100')).toEqual({code: 0, stdout: lines(1, 25), stderr: ''});
	});

	test('prints other formats, with flags of one dash and with variables', async () => {
		const {querySocket} = await daemonWith(2);
		const json = await runToEnd(TAIL, ['-query-socket', querySocket, '-fmt=json', '-n', '1']);
		expect(JSON.parse(json.stdout)).toMatchObject({seq: 2, message: 'text 2'});
		const raw = await runToEnd(TAIL, [], {CIRCOLOG_QUERY_SOCKET: querySocket, CIRCOLOG_FMT: 'rfc5424', CIRCOLOG_LINES: '1'});
		expect(raw).toEqual({code: 0, stdout: '<14>1 2026-11-20T15:08:40Z host app - - - text 2\n', stderr: ''});
	});

	test('asks over TCP', async () => {
		const daemon = await daemonWith(3, ['--query-addr', '127.0.0.1:0']);
		const port = daemon.port('http');
		for (const address of [`127.0.0.1:${port}`, `localhost:${port}`, `:${port}`]) {
			expect(await runToEnd(TAIL, ['--query-addr', address])).toEqual({code: 0, stdout: lines(1, 3), stderr: ''});
		}
	});

	test('finds the daemon in the runtime folder', async () => {
		const {folder} = await daemonWith(1);
		expect(await runToEnd(TAIL, [], {RUNTIME_DIRECTORY: folder})).toEqual({code: 0, stdout: lines(1, 1), stderr: ''});
	});

	test('a pipe that is closed early is no error', async () => {
		const {querySocket} = await daemonWith(20_000);
		const shell = `('${TAIL}' -n all --query-socket '${querySocket}'; echo "code $?" >&2) | head -n 1`;
		expect(await runToEnd('/bin/sh', ['-c', shell])).toEqual({code: 0, stdout: lines(1, 1), stderr: 'code 0\n'});
	});

	test('an answer that ends too early is an error', async () => {
		const path = join(temporaryFolder(), 'query.sock');
		const server = createServer((_request, response) => {
			response.writeHead(200);
			response.write(lines(1, 2), () => response.destroy());
		}).listen(path);
		onTestFinished(() => void server.close());
		await once(server, 'listening');
		expect(await runToEnd(TAIL, ['--query-socket', path])).toEqual({
			code: 1, stdout: lines(1, 2), stderr: `circolog-tail: lost the connection to ${path} in the middle of the answer\n`,
		});
	});
});

describe('with -f', () => {
	test('prints the backlog and then every new message, until a signal ends it', async () => {
		const daemon = await daemonWith(12);
		const follower = start(TAIL, ['-f', '--query-socket', daemon.querySocket]);
		await printed(follower, lines(3, 12));
		await send(daemon, 13, 15);
		await printed(follower, lines(3, 15));
		for (const signal of ['SIGINT', 'SIGTERM'] as const) {
			const ended = start(TAIL, ['-f', '-n', '1', '--query-socket', daemon.querySocket]);
			await printed(ended, lines(15, 15));
			ended.kill(signal);
			expect(await within('the end', 1000, ended.exited)).toEqual({code: null, signal});
		}
	});

	test('prints only what is new with -n 0', async () => {
		const daemon = await daemonWith(5);
		const follower = start(TAIL, ['-fn0', '--query-socket', daemon.querySocket]);
		await daemon.until('the follower', status => status.followers.current === 1);
		await send(daemon, 6, 6);
		await printed(follower, lines(6, 6));
	});

	test('ends when nobody reads its output any more, also while there is nothing to print', async () => {
		const {querySocket} = await daemonWith(3);
		const shell = `('${TAIL}' -f --query-socket '${querySocket}'; echo "code $?" >&2) | head -n 1`;
		expect(await runToEnd('/bin/sh', ['-c', shell])).toEqual({code: 0, stdout: lines(1, 1), stderr: 'code 0\n'});
	});

	test('ends when the socket that is its output is closed', async () => {
		const {querySocket} = await daemonWith(1);
		const follower = spawn(TAIL, ['-f', '--query-socket', querySocket], {env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'inherit']});
		onTestFinished(() => void follower.kill('SIGKILL'));
		await once(follower.stdout, 'data');
		follower.stdout.destroy();
		expect(await within('the end', 5000, once(follower, 'exit'))).toEqual([0, null]);
	});

	test('goes on after the daemon was killed and started again: nothing twice, nothing missing, one notice', async () => {
		const folder = temporaryFolder();
		const first = await startDaemon({folder});
		await send(first, 1, 500);
		const follower = start(TAIL, ['-f', '-n', 'all', '--query-socket', first.querySocket]);
		await printed(follower, lines(1, 500));
		first.child.kill('SIGKILL');
		await first.child.exited;
		const lost = `circolog-tail: lost the connection to ${first.querySocket}; reconnecting\n`;
		await waitFor('the notice', () => follower.stderr === lost);
		const second = await startDaemon({folder});
		await send(second, 501, 1000);
		await printed(follower, `${lines(1, 500)}RESTART\n${lines(501, 1000)}`);
		expect(follower.stderr).toBe(`${lost}circolog-tail: connected again; the daemon was restarted\n`);
	});

	test('goes on after the daemon was stopped in good order', async () => {
		const folder = temporaryFolder();
		const first = await startDaemon({folder});
		await send(first, 1, 3);
		const follower = start(TAIL, ['-f', '--query-socket', first.querySocket]);
		await printed(follower, lines(1, 3));
		await first.stop();
		const second = await startDaemon({folder});
		await send(second, 4, 6);
		await printed(follower, `${lines(1, 3)}RESTART\n${lines(4, 6)}`);
		expect(follower.stderr.split('\n')).toHaveLength(3);
	});

	test('follows over TCP and over sockets with unusual names', async () => {
		const folder = join(temporaryFolder(), 'a b:c%2F?#ü');
		mkdirSync(folder);
		const daemon = await startDaemon({args: ['--query-addr', '127.0.0.1:0']});
		renameSync(daemon.querySocket, join(folder, 'query.sock'));
		await send(daemon, 1, 2);
		const followers = [
			start(TAIL, ['-f', '--query-addr', `localhost:${daemon.port('http')}`]),
			start(TAIL, ['-f', '--query-socket', join(folder, 'query.sock')]),
		];
		for (const follower of followers) await printed(follower, lines(1, 2));
	});
});

describe('mistakes', () => {
	test.each([[[]], [['-f']]])('no daemon: one line and exit code 1 %j', async args => {
		const path = join(temporaryFolder(), 'query.sock');
		expect(await runToEnd(TAIL, [...args, '--query-socket', path])).toEqual({
			code: 1, stdout: '', stderr: `circolog-tail: cannot reach circologd at ${path}: no such socket (is circologd running?)\n`,
		});
		expect(await runToEnd(TAIL, [...args, '--query-addr', '127.0.0.1:1'])).toEqual({
			code: 1, stdout: '', stderr: 'circolog-tail: cannot reach circologd at 127.0.0.1:1: nobody listens there (is circologd running?)\n',
		});
	});

	test.each([[[]], [['-f']]])('a format that the daemon does not know: its sentence and exit code 2 %j', async args => {
		const {querySocket} = await startDaemon();
		const {code, stdout, stderr} = await runToEnd(TAIL, [...args, '--fmt', 'nope', '--query-socket', querySocket]);
		expect({code, stdout}).toEqual({code: 2, stdout: ''});
		expect(stderr).toMatch(/^circolog-tail: .*"nope".*\n$/);
	});

	test.each([[[]], [['-f']]])('a socket of another kind: one line %j', async args => {
		const {ctlSocket, syslogSocket} = await startDaemon();
		expect(await runToEnd(TAIL, [...args, '--query-socket', syslogSocket])).toEqual({
			code: 1, stdout: '', stderr: `circolog-tail: cannot reach circologd at ${syslogSocket}: that is a datagram socket\n`,
		});
		const {code, stderr} = await runToEnd(TAIL, [...args, '--query-socket', ctlSocket]);
		expect(code).toBeGreaterThan(0);
		expect(stderr).toMatch(/^circolog-tail: .+\n$/);
	});

	test('usage: one line and exit code 2', async () => {
		expect(await runToEnd(TAIL, ['-n', 'x'])).toEqual({
			code: 2, stdout: '', stderr: 'circolog-tail: -n, --lines: "x" is not allowed: a whole number from 0 to 1000000000, all, or +0 for all\n',
		});
	});
});

test('--help and --version', async () => {
	expect(await runToEnd(TAIL, ['--version'])).toEqual({code: 0, stdout: 'circolog-tail 0.1.0\n', stderr: ''});
	const help = await runToEnd(TAIL, ['--help']);
	expect(help).toMatchObject({code: 0, stderr: ''});
	expect(help.stdout).toContain('CIRCOLOG_LINES');
	expect(help.stdout.split('\n').filter(line => line.length > 80)).toEqual([]);
});
