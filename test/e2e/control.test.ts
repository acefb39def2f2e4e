import {readFileSync, readlinkSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {Child} from './support/child.js';
import {CIRCOLOGD, cleanEnvironment, type Daemon, startDaemon, untilReady} from './support/daemon.js';
import {sendDatagrams} from './support/datagrams.js';
import {temporaryFolder} from './support/folder.js';
import {ask} from './support/http.js';
import {listeningPorts} from './support/listening.js';
import {expectNumbers, framed, newlineEnded, numberedMessages} from './support/numbered.js';
import {describeWithPeers, peer} from './support/peers.js';
import type {Status} from './support/status.js';
import {openStream, sendStream} from './support/stream.js';
import {waitFor} from './support/wait.js';

async function send(daemon: Daemon, from: number, to: number): Promise<void> {
	await sendStream(daemon.streamSocket, framed(numberedMessages(to).slice(from - 1), newlineEnded));
	await daemon.received(to);
}

const SIGUSR1_BIT = 1n << 9n;

function signalIsBlocked(pid: number): boolean {
	const mask = /^SigBlk:\s+(\w+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
	return (BigInt(`0x${mask}`) & SIGUSR1_BIT) !== 0n;
}

/**
 * Starts the daemon by a command that its flags are appended to. Between exec and its own main() no program can handle
 * a signal; so it starts with SIGUSR1 blocked, as a child of a service manager may. Node takes the block away as soon as
 * it has a handler.
 */
function startBlocked(...command: string[]): {child: Child; paused: () => Promise<boolean>} {
	const folder = temporaryFolder();
	const at = (name: string): string => join(folder, name);
	const child = new Child(peer('env'), [
		'--block-signal=USR1', ...command,
		'--syslogd-socket', at('syslog.sock'), '--query-socket', at('query.sock'), '--ctl-socket', at('ctl.sock'),
	], cleanEnvironment());
	return {
		child,
		paused: async () => (JSON.parse((await ask(at('ctl.sock'), '/status')).body.toString('utf8')) as Status).paused,
	};
}

async function commandJson(daemon: Daemon, path: string): Promise<unknown> {
	const answer = await daemon.command(path);
	expect(answer.status).toBe(200);
	expect(answer.headers['content-type']).toMatch(/^application\/json\b/);
	return JSON.parse(answer.body.toString('utf8'));
}

describe('pause', () => {
	test('SIGUSR1 pauses, SIGUSR1 again resumes: what comes in between is discarded and counted, the backlog stays', async () => {
		const daemon = await startDaemon();
		await send(daemon, 1, 10);
		daemon.child.kill('SIGUSR1');
		await daemon.until('pause', ({paused}) => paused);
		await send(daemon, 11, 25);
		expectNumbers(await daemon.lines(), 1, 10);
		daemon.child.kill('SIGUSR1');
		await daemon.until('resumption', ({paused}) => !paused);
		await send(daemon, 26, 30);
		const {counters} = await daemon.status();
		expect(counters).toMatchObject({received: 30, stored: 15, discarded_paused: 15});
		const lines = await daemon.lines();
		expectNumbers(lines.slice(0, 10), 1, 10);
		expectNumbers(lines.slice(10), 26, 30);
	});

	test('the control socket pauses, resumes and toggles, and says what is the case now', async () => {
		const daemon = await startDaemon();
		for (const [path, paused] of [
			['/pause/on', true], ['/pause/on', true], ['/pause/off', false], ['/pause/off', false],
			['/pause/toggle', true], ['/pause/toggle', false],
		] as const) {
			expect(await commandJson(daemon, path), path).toEqual({paused});
			expect((await daemon.status()).paused, path).toBe(paused);
		}
	});

	test('what was written to an open connection before a command is taken before it', async () => {
		const daemon = await startDaemon();
		const socket = await openStream(daemon.port('tcp'));
		for (let i = 1; i <= 20; i++) {
			await new Promise(resolve => socket.write([...framed(numberedMessages(1000), newlineEnded)].join(''), resolve));
			await commandJson(daemon, '/pause/toggle');
			const {counters} = await daemon.status();
			expect(counters).toMatchObject({received: i * 1000, stored: Math.ceil(i / 2) * 1000});
		}
	});

	test('messages that were sent before the answer to /pause/off are discarded, those after it are stored', async () => {
		const daemon = await startDaemon();
		for (let round = 0; round < 10; round++) {
			await commandJson(daemon, '/pause/on');
			await send(daemon, 2 * round + 1, 2 * round + 1);
			await commandJson(daemon, '/pause/off');
			await send(daemon, 2 * round + 2, 2 * round + 2);
		}
		expect((await daemon.lines()).map(line => /number=(\d+)/.exec(line)?.[1]))
			.toEqual(['2', '4', '6', '8', '10', '12', '14', '16', '18', '20']);
	});
});

describe('a pause with a time', () => {
	test('ends by itself, says so in the log, and tells until when it lasts', async () => {
		const daemon = await startDaemon();
		const before = Date.now();
		const answer = await commandJson(daemon, '/pause/on?for=1500ms') as {paused: boolean; paused_until: string};
		expect(answer).toEqual({paused: true, paused_until: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/) as unknown});
		expect(Date.parse(answer.paused_until)).toBeGreaterThanOrEqual(before + 1500);
		expect(Date.parse(answer.paused_until)).toBeLessThanOrEqual(Date.now() + 1500);
		await daemon.until('end of the pause', ({paused}) => !paused);
		expect(Date.now()).toBeGreaterThanOrEqual(before + 1500);
		await waitFor('the line in the log', () => /^circologd: resumed: the time of the pause is over$/m.test(daemon.child.stderr));
		expect(await daemon.status()).not.toHaveProperty('paused_until');
		await send(daemon, 1, 1);
		expectNumbers(await daemon.lines(), 1, 1);
	});

	test('any later command takes its place', async () => {
		const daemon = await startDaemon();
		for (const [path, paused] of [['/pause/on', true], ['/pause/off', false], ['/pause/toggle', false]] as const) {
			await commandJson(daemon, '/pause/on?for=1h');
			expect(await daemon.status()).toMatchObject({paused: true, paused_until: expect.any(String) as unknown});
			expect(await commandJson(daemon, path), path).toEqual({paused});
			expect(await daemon.status(), path).not.toHaveProperty('paused_until');
		}
		const [short, long] = [await commandJson(daemon, '/pause/on?for=10m'), await commandJson(daemon, '/pause/on?for=2h')] as {paused_until: string}[];
		expect(Date.parse(long!.paused_until) - Date.parse(short!.paused_until)).toBeGreaterThan(6_000_000);
		expect(await daemon.status()).toMatchObject({paused_until: long!.paused_until});
		daemon.child.kill('SIGUSR1');
		expect(await daemon.until('resumption', ({paused}) => !paused)).not.toHaveProperty('paused_until');
	});

	test.each([
		'for=', 'for=soon', 'for=0', 'for=-1s', 'for=8d', 'for=1h&for=2h', 'until=1h',
	])('%s is refused, and pauses nothing', async query => {
		const daemon = await startDaemon();
		const answer = await daemon.command(`/pause/on?${query}`);
		expect(answer.status).toBe(400);
		expect(answer.body.toString('utf8')).toMatch(/^(?:for: |unknown parameter "until"; allowed are for\n)/);
		expect((await daemon.status()).paused).toBe(false);
	});

	test('takes no other commands with a time', async () => {
		const daemon = await startDaemon();
		for (const path of ['/pause/off?for=1h', '/pause/toggle?for=1h', '/logs/clear?for=1h']) {
			expect((await daemon.command(path)).status, path).toBe(400);
		}
	});

	test('does not hold up a daemon that ends', async () => {
		const daemon = await startDaemon();
		await commandJson(daemon, '/pause/on?for=1h');
		await daemon.stop();
	});
});

describeWithPeers(['python3'], 'pause with blocking senders', () => {
	test('a paused daemon goes on reading: nobody who logs is blocked', async () => {
		const daemon = await startDaemon();
		await commandJson(daemon, '/pause/on');
		// The socket's queue holds some hundred datagrams at most; a blocking sender ends only if somebody reads.
		await sendDatagrams(daemon.syslogSocket, numberedMessages(5000));
		const status = await daemon.received(5000);
		expect(status.counters).toMatchObject({stored: 0, discarded_paused: 5000});
		expect(await daemon.lines()).toEqual([]);
	});
});

describe('clear', () => {
	test('forgets all messages, says how many, and goes on with the sequence', async () => {
		const daemon = await startDaemon();
		await send(daemon, 1, 100);
		const before = (await daemon.messages()).at(-1)?.seq ?? Number.NaN;
		expect(await commandJson(daemon, '/logs/clear')).toEqual({cleared: 100});
		expect(await daemon.lines()).toEqual([]);
		const empty = await daemon.status();
		expect(empty.buffer.messages.used).toBe(0);
		expect(empty.buffer).not.toHaveProperty('oldest');
		expect(empty.counters).toMatchObject({cleared: 100, evicted: 0, stored: 100});
		expect(await commandJson(daemon, '/logs/clear')).toEqual({cleared: 0});
		await send(daemon, 101, 103);
		expectNumbers(await daemon.lines(), 101, 103);
		expect((await daemon.messages())[0]?.seq).toBe(before + 1);
	});
});

describe('status', () => {
	test('tells what is kept, what was lost, and who listens where', async () => {
		const daemon = await startDaemon({args: ['--buffer-size', '50']});
		await send(daemon, 1, 80);
		const status: Status = await daemon.status();
		expect(status.version).toMatch(/^\d+\.\d+\.\d+/);
		expect(status.epoch).toMatch(/^[0-9a-f]{12}$/);
		expect(status.buffer.messages).toEqual({used: 50, max: 50});
		expect(status.buffer.bytes.used).toBeGreaterThan(50 * 100);
		expect(status.buffer.bytes.used).toBeLessThanOrEqual(status.buffer.bytes.max);
		const kept = await daemon.messages();
		expect(status.buffer.oldest_seq).toBe(kept[0]?.seq);
		expect(status.buffer.next_seq).toBe((kept.at(-1)?.seq ?? Number.NaN) + 1);
		expect(status.buffer.oldest).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
		expect([status.buffer.oldest, status.buffer.newest]).toEqual([kept[0]?.received, kept.at(-1)?.received]);
		const bytes = numberedMessages(80).join('').length;
		expect(status.counters).toMatchObject({received: 80, received_bytes: bytes, stored: 80, evicted: 30, truncated: 0, unparsed: 0});
		expect(status.sources.map(({name}) => name.split(':')[0]).sort()).toEqual(['tcp', 'udp', 'unix-dgram', 'unix-stream']);
		expect(status.listeners.map(({address}) => address).sort()).toEqual([...daemon.announced].sort());
	});

	test('/stats answers on the control socket as on the query socket', async () => {
		const daemon = await startDaemon();
		await send(daemon, 1, 80);
		interface Numbers {messages: object; top: object}
		const [control, query] = await Promise.all([daemon.ctlSocket, daemon.querySocket].map(async socket =>
			JSON.parse((await ask(socket, '/stats')).body.toString('utf8')) as Numbers));
		expect(control!.messages).toMatchObject({held: 80});
		expect(control!.top).toEqual(query!.top);
		expect((await ask(daemon.ctlSocket, '/stats?l=1')).status).toBe(400);
	});

	test('unknown paths are 404 and other methods 405, and neither does anything', async () => {
		const daemon = await startDaemon();
		await send(daemon, 1, 1);
		for (const [method, path, code] of [
			['POST', '/pause', 404], ['POST', '/logs', 404], ['GET', '/', 404],
			['GET', '/pause/toggle', 405], ['GET', '/logs/clear', 405], ['DELETE', '/logs/clear', 405], ['POST', '/status', 405],
		] as const) {
			const answer = await ask(daemon.ctlSocket, path, {method});
			expect(answer.status, `${method} ${path}`).toBe(code);
			expect(answer.body.toString('utf8')).toMatch(/^[^\n]+\n$/);
		}
		expect(await daemon.status()).toMatchObject({paused: false, buffer: {messages: {used: 1}}});
	});
});

describeWithPeers(['env'], 'SIGUSR1', () => {
	test('is a toggle from the first millisecond, kills nothing and never opens a debugger port', async () => {
		const {child, paused} = startBlocked(CIRCOLOGD);
		await waitFor('the blocked signal', () => signalIsBlocked(child.pid));
		const ports = new Set<number>();
		const timer = setInterval(() => {
			child.kill('SIGUSR1');
			listeningPorts(child.pid).forEach(port => ports.add(port));
		}, 1);
		try {
			await untilReady(child);
		} finally {
			clearInterval(timer);
		}

		// Signals that came close together count as one, and the last may not have been taken yet: one of the next counts.
		await waitFor('a toggle by a single signal', async () => {
			const before = await paused();
			child.kill('SIGUSR1');
			return waitFor('it', async () => await paused() !== before, {deadlineMs: 500}).catch(() => undefined);
		});
		listeningPorts(child.pid).forEach(port => ports.add(port));
		expect([...ports]).toEqual([]);
		expect(child.stderr).not.toMatch(/debugger listening/i);
		expect(child.ended).toBeUndefined();
	});

	test('that comes once while node is still starting pauses', async () => {
		const {child, paused} = startBlocked(CIRCOLOGD);
		await waitFor('node', () => readlinkSync(`/proc/${child.pid}/exe`) === process.execPath);
		child.kill('SIGUSR1');
		await untilReady(child);
		expect(await paused()).toBe(true);
		expect(child.stderr).toMatch(/^circologd: paused/m);
	});

	test('that never came is not made up from what a shell wrote before it became the daemon', async () => {
		const {child, paused} = startBlocked('/bin/sh', '-c', 'seq 10000 | tail -n 5000 >&2; seq 1000 >&2; exec "$0" "$@"', CIRCOLOGD);
		await untilReady(child);
		expect(await paused()).toBe(false);
	});
});
