import {describe, expect, test} from 'vitest';
import {expectAccounted} from './support/accounting.js';
import {type Daemon, startDaemon} from './support/daemon.js';
import {sendDatagrams} from './support/datagrams.js';
import {follow, webSocketUrl} from './support/follower.js';
import {expectNumbers, framed, newlineEnded, numberedMessages, numbersIn, octetCounted} from './support/numbered.js';
import {describeWithPeers} from './support/peers.js';
import {omuxsock, startRsyslog} from './support/rsyslog.js';
import {sendStream} from './support/stream.js';
import {startSyslogNg, syslogNgForward} from './support/syslog-ng.js';
import {openUdp} from './support/udp.js';

const COUNT = 100_000;
const MESSAGES = numberedMessages(COUNT);
/** Datagrams on their way at once: fewer than the smallest usual UDP receive buffer holds (212,992 bytes, 1,280 each). */
const UDP_WINDOW = 100;

/** A daemon whose ring holds all messages of a test. */
async function startRoomyDaemon(): Promise<Daemon> {
	return startDaemon({args: ['--buffer-size', '200000', '--buffer-bytes', '256M']});
}

/** Proves that all messages have come, each once, in order, and that nothing was counted as lost. */
async function expectAll(daemon: Daemon, source: string): Promise<void> {
	const status = await daemon.received(COUNT, 60_000);
	expectNumbers(await daemon.lines('rfc5424'), 1, COUNT);
	expect(status.sources.find(({name}) => name.startsWith(source))).toMatchObject({
		received: COUNT, stored: COUNT, discarded_paused: 0, discarded_empty: 0, truncated: 0, unparsed: 0, kernel_drops: 0,
	});
	await expectAccounted(daemon);
}

/** Sends without overrunning the receiver: looks at the daemon's own counters after each window. */
async function sendUdpInStep(daemon: Daemon, messages: readonly string[]): Promise<void> {
	const udp = openUdp(daemon.port('udp'));
	for (let sent = 0; sent < messages.length; sent += UDP_WINDOW) {
		await udp.send(messages.slice(sent, sent + UDP_WINDOW));
		const target = Math.min(sent + UDP_WINDOW, messages.length);
		await daemon.until(`${target} datagrams`, ({counters}) => counters.received + counters.kernel_drops >= target);
	}
}

describe('100,000 messages: every one is kept, in order', {timeout: 90_000}, () => {
	test('over a unix stream socket', async () => {
		const daemon = await startRoomyDaemon();
		await sendStream(daemon.streamSocket, framed(MESSAGES, newlineEnded));
		await expectAll(daemon, 'unix-stream:');
	});

	test('over TCP, a line a message', async () => {
		const daemon = await startRoomyDaemon();
		await sendStream(daemon.port('tcp'), framed(MESSAGES, newlineEnded));
		await expectAll(daemon, 'tcp:');
	});

	test('over TCP, octet-counted', async () => {
		const daemon = await startRoomyDaemon();
		await sendStream(daemon.port('tcp'), framed(MESSAGES, octetCounted));
		await expectAll(daemon, 'tcp:');
	});

	test('over UDP, by a sender that keeps step', async () => {
		const daemon = await startRoomyDaemon();
		await sendUdpInStep(daemon, MESSAGES);
		await expectAll(daemon, 'udp:');
	});
});

describeWithPeers(['python3'], '100,000 messages over a unix datagram socket', () => {
	test('every one is kept, in order', async () => {
		const daemon = await startRoomyDaemon();
		await sendDatagrams(daemon.syslogSocket, MESSAGES);
		await expectAll(daemon, 'unix-dgram:');
	});

	test('a follower gets every one, in order, while they come', async () => {
		const daemon = await startRoomyDaemon();
		const follower = await follow(webSocketUrl(daemon.querySocket, '/ws?fmt=rfc5424'));
		await sendDatagrams(daemon.syslogSocket, MESSAGES);
		await follower.until(COUNT);
		expectNumbers(follower.frames, 1, COUNT);
	});

	test('a small ring keeps the newest and counts the others', async () => {
		const daemon = await startDaemon({args: ['--buffer-size', '1000']});
		await sendDatagrams(daemon.syslogSocket, MESSAGES);
		const status = await daemon.received(COUNT);
		expect(status.counters).toMatchObject({stored: COUNT, evicted: COUNT - 1000});
		await expectAccounted(daemon);
		expectNumbers(await daemon.lines('rfc5424'), COUNT - 999, COUNT);
	});

	test('four sources at once do not disturb each other', async () => {
		const daemon = await startRoomyDaemon();
		const part = COUNT / 4;
		const from = (app: string): string[] => numberedMessages(part).map(message => message.replace('counter', app));
		await Promise.all([
			sendDatagrams(daemon.syslogSocket, from('datagrams')),
			sendStream(daemon.streamSocket, framed(from('stream'), newlineEnded)),
			sendStream(daemon.port('tcp'), framed(from('tcp'), octetCounted)),
			sendStream(daemon.port('tcp'), framed(from('another'), newlineEnded)),
		]);
		await daemon.received(COUNT);
		await expectAccounted(daemon);
		const lines = await daemon.lines('rfc5424');
		for (const app of ['datagrams', 'stream', 'tcp', 'another']) {
			expectNumbers(lines.filter(line => line.includes(` sender ${app} `)), 1, part);
		}
	});
});

describe('a UDP sender that overruns the daemon', () => {
	test('loses messages, and every lost one is counted, each time', async () => {
		const daemon = await startRoomyDaemon();
		const udp = openUdp(daemon.port('udp'));
		const rounds = 3;
		const flood = numberedMessages(rounds * 40_000);
		let status = await daemon.status();
		for (let sent = 0; sent < flood.length;) {
			const {kernel_drops: before} = status.counters;
			daemon.child.kill('SIGSTOP');
			for (const end = sent + 40_000; sent < end; sent += 1000) await udp.send(flood.slice(sent, sent + 1000));
			daemon.child.kill('SIGCONT');
			// More than one read takes: the kernel marks datagrams with how many it had dropped when it queued them.
			status = await daemon.until('the sum of received and lost', ({counters}) => counters.received + counters.kernel_drops >= sent);
			expect(status.counters.received + status.counters.kernel_drops).toBe(sent);
			expect(status.counters.kernel_drops).toBeGreaterThan(before);
		}
		await expectAccounted(daemon);
		const numbers = numbersIn(await daemon.lines('rfc5424'));
		expect(numbers).toHaveLength(status.counters.received);
		expect(numbers.every((number, i) => i === 0 || number > numbers[i - 1]!)).toBe(true);
	});
});

describeWithPeers(['rsyslogd'], '100,000 messages through rsyslog: every one is kept, in order', () => {
	test.each([
		{way: 'omuxsock', source: 'unix-dgram:', output: (daemon: Daemon) => omuxsock(daemon.syslogSocket, ';RSYSLOG_SyslogProtocol23Format')},
		{way: 'omfwd over TCP', source: 'tcp:', output: (daemon: Daemon) =>
			`action(type="omfwd" target="127.0.0.1" port="${daemon.port('tcp')}" protocol="tcp" template="RSYSLOG_SyslogProtocol23Format")`},
	])('$way', {timeout: 90_000}, async ({source, output}) => {
		const daemon = await startRoomyDaemon();
		const rsyslog = await startRsyslog(output(daemon));
		await sendStream(rsyslog.streamInput, framed(MESSAGES, newlineEnded));
		await expectAll(daemon, source);
	});
});

describeWithPeers(['syslog-ng'], '100,000 messages through syslog-ng: every one is kept, in order', () => {
	test.each([
		{way: 'unix-dgram', source: 'unix-dgram:', destination: (daemon: Daemon) => `unix-dgram("${daemon.syslogSocket}" flags(syslog-protocol) time-reopen(1))`},
		{way: 'syslog over TCP', source: 'tcp:', destination: (daemon: Daemon) => `syslog("127.0.0.1" port(${daemon.port('tcp')}) transport(tcp))`},
	])('$way', {timeout: 90_000}, async ({source, destination}) => {
		const daemon = await startRoomyDaemon();
		const syslogNg = await startSyslogNg(syslogNgForward(destination(daemon)));
		await sendStream(syslogNg.streamInput, framed(MESSAGES, newlineEnded));
		await expectAll(daemon, source);
	});
});
