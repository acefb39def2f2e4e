import {hostname} from 'node:os';
import {expect, test} from 'vitest';
import {type Daemon, startDaemon} from './support/daemon.js';
import {sendDatagrams} from './support/datagrams.js';
import {describeWithPeers} from './support/peers.js';
import {readmeBlock} from './support/readme.js';
import {omuxsock, RSYSLOG_HOST, startRsyslog} from './support/rsyslog.js';
import {sendStream} from './support/stream.js';

const MESSAGES = [
	'<13>1 2026-11-20T15:10:37.123456+00:00 vm myapp 15310 - - plain hello',
	'<134>1 2026-11-20T15:10:37.123456+00:00 vm myapp 15310 - - ',
	'<13>1 2026-11-20T15:10:37.123456+00:00 vm myapp 15310 ID47 [a@32473 x="1"] über\tTab',
];

const TIME_WITH_MICROSECONDS = /^2026-11-20T15:10:37\.123456\+00:00$/;

async function expectMessages(daemon: Daemon, source: string): Promise<void> {
	const status = await daemon.received(MESSAGES.length);
	expect(status.counters).toMatchObject({stored: MESSAGES.length, truncated: 0, unparsed: 0});
	expect(status.sources.find(({name}) => name.startsWith(source))).toMatchObject({received: MESSAGES.length});
	const [plain, empty, rich] = await daemon.messages();
	expect(plain).toMatchObject({hostname: 'vm', app_name: 'myapp', proc_id: '15310', priority: 13});
	expect(plain?.message?.trim()).toBe('plain hello');
	expect(plain?.timestamp).toMatch(TIME_WITH_MICROSECONDS);
	expect(empty).toMatchObject({priority: 134});
	expect(empty?.message?.trim() ?? '').toBe('');
	expect(rich).toMatchObject({msg_id: 'ID47', structured_data: {'a@32473': {x: ['1']}}});
	// imptcp makes #011 of the control character.
	expect(rich?.message?.trim()).toBe('über#011Tab');
}

async function forward(output: string): Promise<void> {
	const rsyslog = await startRsyslog(output);
	await sendStream(rsyslog.streamInput, MESSAGES.map(message => `${message}\n`));
}

/** README's configuration for the unix socket, with this daemon's. */
function readmeOmuxsock(daemon: Daemon): string {
	const block = readmeBlock('$OMUxSockSocket');
	expect(block).toContain('*.* :omuxsock:;circolog');
	return block.replace('/run/circolog/syslog.sock', daemon.syslogSocket);
}

/** README's configuration for the network, with this daemon's port. */
function readmeOmfwd(daemon: Daemon, protocol: 'udp' | 'tcp', framing = 'octet-counted'): string {
	const block = readmeBlock('type="omfwd"');
	const here = 'port="5514" protocol="tcp" TCP_Framing="octet-counted"';
	expect(block).toContain(here);
	return block.replace(here, `port="${daemon.port(protocol)}" protocol="${protocol}" TCP_Framing="${framing}"`);
}

describeWithPeers(['rsyslogd', 'python3'], 'rsyslog, configured as README says', () => {
	test('omuxsock: every field arrives, microseconds included', async () => {
		const daemon = await startDaemon();
		await forward(readmeOmuxsock(daemon));
		await expectMessages(daemon, 'unix-dgram:');
	});

	test('omuxsock with its default template: the BSD format is understood', async () => {
		const daemon = await startDaemon();
		const rsyslog = await startRsyslog(omuxsock(daemon.syslogSocket));
		await sendStream(rsyslog.streamInput, ['<13>Nov 20 15:10:37 vm myapp[15310]: plain hello\n', `${MESSAGES[0]!}\n`]);
		await daemon.received(2);
		const [fromBsd] = await daemon.messages();
		expect(fromBsd).toMatchObject({hostname: 'vm', app_name: 'myapp', proc_id: '15310', priority: 13});
		// rsyslog writes no colon behind the tag of a message that came in the new format.
		expect(await daemon.lines('syslog')).toEqual([
			expect.stringMatching(/^Nov 20 15:10:37 vm myapp\[15310\]: +plain hello$/),
			expect.stringMatching(/^Nov 20 15:10:37 vm myapp\[15310\]:? +plain hello$/),
		]);
	});

	test('a message of several lines stays one message', async () => {
		const daemon = await startDaemon();
		const rsyslog = await startRsyslog(readmeOmuxsock(daemon));
		await sendDatagrams(rsyslog.datagramInput, ['<13>1 2026-11-20T15:10:37+00:00 vm myapp - - - first\nsecond']);
		await daemon.received(1);
		expect(await daemon.lines('syslog')).toEqual([expect.stringMatching(/ vm myapp: first#012second$/)]);
	});

	test('a message without host name gets the one that rsyslog gives it', async () => {
		const daemon = await startDaemon();
		const rsyslog = await startRsyslog(readmeOmuxsock(daemon));
		await sendDatagrams(rsyslog.datagramInput, ['<13>Nov 20 15:10:44 myapp[12]: local']);
		await daemon.received(1);
		const [message] = await daemon.messages();
		expect(message).toMatchObject({hostname: RSYSLOG_HOST, app_name: 'myapp', proc_id: '12'});
		expect(message?.hostname).not.toBe(hostname());
	});

	test('omfwd over UDP', async () => {
		const daemon = await startDaemon();
		await forward(readmeOmfwd(daemon, 'udp'));
		await expectMessages(daemon, 'udp:');
	});

	test('omfwd over TCP, a line a message', async () => {
		const daemon = await startDaemon();
		await forward(readmeOmfwd(daemon, 'tcp', 'traditional'));
		await expectMessages(daemon, 'tcp:');
	});

	test('omfwd over TCP, octet-counted', async () => {
		const daemon = await startDaemon();
		await forward(readmeOmfwd(daemon, 'tcp'));
		await expectMessages(daemon, 'tcp:');
		for (const line of await daemon.lines('rfc5424')) {
			expect(line).toMatch(/^<\d+>1 2026/);
		}
	});
});
