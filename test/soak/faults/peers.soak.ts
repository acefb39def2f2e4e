import type {Socket} from 'node:net';
import {expect, test} from 'vitest';
import {residentBytes} from '../../../bench/process-numbers.js';
import {CTL, start, TAIL} from '../../cmd/support.js';
import {expectAccounted} from '../../e2e/support/accounting.js';
import {type Daemon, startDaemon} from '../../e2e/support/daemon.js';
import {ask} from '../../e2e/support/http.js';
import {expectNumbers, newlineEnded, numberedMessages, octetCounted} from '../../e2e/support/numbered.js';
import {describeWithPeers} from '../../e2e/support/peers.js';
import {run} from '../../e2e/support/child.js';
import {openStream, sendStream} from '../../e2e/support/stream.js';
import {waitFor, within} from '../../e2e/support/wait.js';

const MIB = 1024 * 1024;
const IDLE = 2000;
/** A connection has a descriptor, a watcher and no buffer. */
const MAX_IDLE_BYTES = 8 * 1024;
const SOON_MS = 5000;

async function expectPrompt(daemon: Daemon): Promise<void> {
	expect((await within('an answer', SOON_MS, ask(daemon.querySocket, '/?l=1'))).status).toBe(200);
}

describeWithPeers(['prlimit'], 'connections', () => {
	test(`${IDLE} that say nothing, or stop within a message, cost little and hold up nobody`, async () => {
		const daemon = await startDaemon({args: ['--max-connections', '4096', '--max-connections-per-address', '4096', '--buffer-bytes', '4M']});
		await run('prlimit', [`--pid=${daemon.child.pid}`, '--nofile=8192']);
		await sendStream(daemon.port('tcp'), numberedMessages(1000).map(newlineEnded));
		await daemon.received(1000);
		const before = residentBytes(daemon.child.pid);
		const sockets: Socket[] = [];
		for (let i = 0; i < IDLE; i++) {
			const socket = await openStream(daemon.port('tcp'));
			sockets.push(socket.on('error', () => undefined).resume());
			// A half of them has begun a message, in either framing.
			if (i % 4 === 0) socket.write('<13>1 - - app - - - a line without an e');
			if (i % 4 === 1) socket.write('400 <13>1 - - app - - - a frame without an e');
		}
		await daemon.until('all of them', ({counters}) => counters.connections === IDLE + 1);
		expect((residentBytes(daemon.child.pid) - before) / IDLE).toBeLessThan(MAX_IDLE_BYTES);
		await expectPrompt(daemon);
		await sendStream(daemon.port('tcp'), numberedMessages(20_000).slice(1000).map(octetCounted));
		await daemon.received(20_000);
		for (const socket of sockets) socket.destroy();
		// What had come of a message is kept.
		await daemon.received(20_000 + IDLE / 2);
		await expectAccounted(daemon);
		await daemon.stop();
	});
});

test('a reader that is stopped by a signal delays nobody, makes nothing grow, and is told what it missed', async () => {
	const daemon = await startDaemon({args: ['--buffer-bytes', '2M']});
	const reader = start(TAIL, ['-f', '-n', '0', '--fmt', 'rfc5424', '--query-socket', daemon.querySocket]);
	await daemon.until('the reader', ({followers}) => followers.current === 1);
	reader.kill('SIGSTOP');
	const before = residentBytes(daemon.child.pid);
	const messages = numberedMessages(200_000);
	const begun = performance.now();
	for (let at = 0; at < messages.length; at += 20_000) await sendStream(daemon.streamSocket, [messages.slice(at, at + 20_000).map(newlineEnded).join('')]);
	await daemon.received(messages.length);
	console.log(`stopped reader: ${Math.round(messages.length / (performance.now() - begun) * 1000).toLocaleString('en')} messages a second meanwhile`);
	expect(residentBytes(daemon.child.pid) - before).toBeLessThan(64 * MIB);
	await expectPrompt(daemon);
	reader.kill('SIGCONT');
	await waitFor('the last message', () => reader.stdout.includes(messages.at(-1)!));
	const lines = reader.stdout.toString('latin1').trimEnd().split('\n');
	const told = lines.reduce((sum, line) => sum + Number(/ (\d+) messages? lost/.exec(line)?.[1] ?? 0), 0);
	expect(told).toBeGreaterThan(0);
	expect(lines.filter(line => !line.includes(' GAP ')).length + told).toBe(messages.length);
	await daemon.stop();
});

test('a sender that is stopped within a message delays no other, and its message is whole when it goes on', async () => {
	const daemon = await startDaemon();
	const program = 'const s = require("node:net").connect(process.argv[1]); s.write("<13>1 - - slow - - - the first half", () => { console.log("half"); process.stdin.once("data", () => { s.end(" and the second\\n"); }); });';
	const sender = start(process.execPath, ['-e', program, daemon.streamSocket]);
	await waitFor('the first half', () => sender.stdout.includes('half'));
	sender.kill('SIGSTOP');
	await sendStream(daemon.streamSocket, numberedMessages(5000).map(newlineEnded));
	await daemon.received(5000);
	expectNumbers(await daemon.lines('rfc5424'), 1, 5000);
	sender.kill('SIGCONT');
	sender.write('go on\n');
	await daemon.received(5001);
	expect((await daemon.messages()).at(-1)).toMatchObject({app_name: 'slow', message: 'the first half and the second'});
	await expectAccounted(daemon);
});

test('a stopped daemon loses nothing that senders over a unix socket have sent, and its clients wait', async () => {
	const daemon = await startDaemon();
	daemon.child.kill('SIGSTOP');
	const sending = sendStream(daemon.streamSocket, numberedMessages(50_000).map(newlineEnded));
	const status = run(CTL, ['status', '--ctl-socket', daemon.ctlSocket]);
	daemon.child.kill('SIGCONT');
	await Promise.all([sending, status]);
	await daemon.received(50_000);
	await expectAccounted(daemon);
});
