import {expect, test} from 'vitest';
import {type Daemon, startDaemon} from './support/daemon.js';
import {sendDatagrams} from './support/datagrams.js';
import {describeWithPeers} from './support/peers.js';
import {readmeBlock} from './support/readme.js';
import {sendStream} from './support/stream.js';
import {startSyslogNg, syslogNgForward} from './support/syslog-ng.js';
import {waitFor} from './support/wait.js';

/** README's configuration, with this daemon's socket. */
function readmeConfiguration(daemon: Daemon): string {
	return readmeBlock('destination d_circolog').replace('/run/circolog/syslog.sock', daemon.syslogSocket);
}

/** README's destination over TCP that begins with `driver`, with this daemon's port. */
function readmeDriver(driver: string, daemon: Daemon): string {
	const line = readmeBlock('syslog("127.0.0.1"').split('\n').find(text => text.startsWith(`${driver}(`)) ?? '';
	expect(line).toContain('port(5514)');
	return syslogNgForward(line.replace('port(5514)', `port(${daemon.port('tcp')})`).replace(/;$/, ''));
}

const SHAPES = [
	'<13>1 2026-11-20T15:10:37+00:00 vm myapp 15310 - - plain hello',
	'<134>1 2026-11-20T15:10:37+00:00 vm myapp 15310 - - ',
	'<13>1 2026-11-20T15:10:37+00:00 vm myapp 15310 - - \u{FEFF}validated é',
	'<13>1 2026-11-20T15:10:37+00:00 vm myapp 15310 ID47 [a@32473 x="1" y="2"] first\nsecond\n  third',
];

const FIELDS = {hostname: 'vm', app_name: 'myapp', proc_id: '15310', timestamp: '2026-11-20T15:10:37+00:00'};

async function expectShapes(daemon: Daemon): Promise<void> {
	await daemon.received(SHAPES.length);
	const [plain, empty, withBom, multiLine, ...more] = await daemon.messages();
	expect(more).toEqual([]);
	expect(plain).toMatchObject({...FIELDS, priority: 13, message: 'plain hello'});
	expect(plain?.structured_data).toEqual({meta: {sequenceId: ['1']}});
	expect(empty).toMatchObject({...FIELDS, priority: 134, structured_data: {meta: {sequenceId: ['2']}}});
	expect(empty?.message ?? '').toBe('');
	expect(withBom).toMatchObject({...FIELDS, message: 'validated é'});
	expect(multiLine).toMatchObject({...FIELDS, msg_id: 'ID47', message: 'first\nsecond\n  third'});
	expect(multiLine?.structured_data).toEqual({'a@32473': {x: ['1'], y: ['2']}, meta: {sequenceId: ['4']}});
	const lines = await daemon.lines('syslog');
	expect(lines).toHaveLength(SHAPES.length);
	expect(lines[0]).toMatch(/^Nov 20 15:10:37 vm myapp\[15310\]: plain hello$/);
	expect(lines[3]).toMatch(/: first#012second#012 {2}third$/);
}

describeWithPeers(['syslog-ng', 'python3'], 'syslog-ng, configured as README says', () => {
	test('unix-dgram with flags(syslog-protocol): every shape of message is kept and read right', async () => {
		const daemon = await startDaemon();
		const syslogNg = await startSyslogNg(readmeConfiguration(daemon));
		await sendDatagrams(syslogNg.datagramInput, SHAPES);
		await expectShapes(daemon);

		const status = await daemon.status();
		expect(status.counters).toMatchObject({stored: SHAPES.length, truncated: 0, unparsed: 0, kernel_drops: 0});
		// The bytes are kept as they came, the sender's LF aside.
		const raw = (await daemon.curl('/?fmt=rfc5424&l=1')).text;
		expect(raw).toBe('<13>1 2026-11-20T15:10:37+00:00 vm myapp 15310 ID47 '
			+ '[a@32473 x="1" y="2"][meta sequenceId="4"] first\nsecond\n  third\n');
	});

	test('unix-dgram without the flag: the BSD format is understood too', async () => {
		const daemon = await startDaemon();
		const syslogNg = await startSyslogNg(syslogNgForward(`unix-dgram("${daemon.syslogSocket}" time-reopen(1))`));
		await sendDatagrams(syslogNg.datagramInput, [SHAPES[0]!]);
		await daemon.received(1);
		const [message] = await daemon.messages();
		expect(message).toMatchObject({hostname: 'vm', app_name: 'myapp', proc_id: '15310', priority: 13, message: 'plain hello'});
		expect(await daemon.lines('syslog')).toEqual(['Nov 20 15:10:37 vm myapp[15310]: plain hello']);
	});

	test('network() over TCP, a line a message: every line arrives once, in order', async () => {
		const daemon = await startDaemon();
		const syslogNg = await startSyslogNg(readmeDriver('network', daemon));
		const sent = Array.from({length: 50}, (_, i) => `<13>1 2026-11-20T15:10:37+00:00 vm myapp ${i} - - message ${i}\n`);
		await sendStream(syslogNg.streamInput, sent);
		const status = await daemon.received(50);
		expect(status.sources.find(({name}) => name.startsWith('tcp:'))).toMatchObject({received: 50, stored: 50});
		expect((await daemon.messages()).map(({proc_id, message}) => [proc_id, message]))
			.toEqual(sent.map((_, i) => [String(i), `message ${i}`]));
	});

	test('syslog(transport(tcp)), octet-counted: every shape of message is kept and read right', async () => {
		const daemon = await startDaemon();
		const syslogNg = await startSyslogNg(readmeDriver('syslog', daemon));
		await sendDatagrams(syslogNg.datagramInput, SHAPES);
		await expectShapes(daemon);
		const status = await daemon.status();
		expect(status.sources.find(({name}) => name.startsWith('tcp:'))).toMatchObject({received: SHAPES.length});
		// The count is framing, not message.
		for (const line of (await daemon.curl('/?fmt=rfc5424&l=3')).text.split('\n').filter(text => text.includes('myapp'))) {
			expect(line).toMatch(/^<\d+>1 2026/);
		}
	});

	test('with time-reopen(1) it finds a restarted daemon again and loses nothing', async () => {
		const first = await startDaemon();
		const syslogNg = await startSyslogNg(readmeConfiguration(first));
		await sendDatagrams(syslogNg.datagramInput, [SHAPES[0]!]);
		await first.received(1);
		await first.stop();

		await sendDatagrams(syslogNg.datagramInput, [SHAPES[0]!.replace('plain hello', 'sent meanwhile')]);
		const second = await startDaemon({folder: first.folder});
		const text = await waitFor('the message sent while the daemon was away', async () => {
			const lines = await second.lines('syslog');
			return lines.length > 0 ? lines.join('\n') : undefined;
		});
		expect(text).toMatch(/^Nov 20 15:10:37 vm myapp\[15310\]: sent meanwhile$/);
	});
});
