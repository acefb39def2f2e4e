import {join} from 'node:path';
import {expect, test} from 'vitest';
import {run} from './support/child.js';
import {type Daemon, startDaemon} from './support/daemon.js';
import {sendDatagrams} from './support/datagrams.js';
import {temporaryFolder} from './support/folder.js';
import {ask} from './support/http.js';
import {describeWithPeers, peer} from './support/peers.js';

const ZONE = {TZ: 'Europe/Berlin'};

/** An entry as journalctl shows it in JSON: a list of bytes for what is no printable text, a list for what repeats. */
type JournalEntry = Partial<Record<string, string | number[] | string[]>>;

async function daemonWith(messages: readonly (string | Uint8Array)[]): Promise<Daemon> {
	const daemon = await startDaemon({env: ZONE});
	await sendDatagrams(daemon.syslogSocket, messages);
	await daemon.received(messages.length);
	return daemon;
}

async function dumped(daemon: Daemon, format: string): Promise<Buffer> {
	const {status, body} = await ask(daemon.querySocket, `/?fmt=${format}`);
	expect(status).toBe(200);
	return body;
}

/** Has systemd make a journal of all messages; returns its path. */
async function journalOf(daemon: Daemon): Promise<string> {
	const path = join(temporaryFolder(), 'circolog.journal');
	await run(peer('systemd-journal-remote'), ['--output', path, '-'], {input: await dumped(daemon, 'export')});
	return path;
}

async function journalctl(path: string, ...args: string[]): Promise<string> {
	const {stdout} = await run(peer('journalctl'), ['--file', path, '--no-pager', '--quiet', '--all', ...args], {env: {...process.env, ...ZONE}});
	return stdout.toString('utf8');
}

async function entriesOf(daemon: Daemon): Promise<JournalEntry[]> {
	const lines = (await journalctl(await journalOf(daemon), '--output', 'json')).trimEnd().split('\n');
	return lines.map(line => JSON.parse(line) as JournalEntry);
}

const bytesOf = (text: string): number[] => [...new TextEncoder().encode(text)];

describeWithPeers(['journalctl', 'systemd-journal-remote', 'python3'], 'systemd', () => {
	test('takes the export format, and has every field then, byte by byte', async () => {
		const long = 'long message '.repeat(4000);
		const daemon = await daemonWith([
			'<134>1 2026-11-20T15:10:37.123456+00:00 vm app 42 ID7 [a@1 b="c \\"d\\""] hello',
			'<13>Nov 20 15:10:37 vm app[42]: BSD',
			'<13>1 - - - - - - first\nMESSAGE=second\n\nthird \x1b[2J',
			Uint8Array.of(0x3c, 0x31, 0x33, 0x3e, 0x61, 0xff, 0x00, 0x62),
			'<13>1 - - - - - -',
			`<13>1 - vm - - - [a${' n="v"'.repeat(1500)}] many`,
			`<13>1 - vm - - - - ${long}`,
			'no standard: é€😀',
		]);
		const received = (await daemon.messages()).map(message => message.received);
		const entries = await entriesOf(daemon);
		expect(entries).toHaveLength(received.length);
		expect(entries.map(({__REALTIME_TIMESTAMP: us}) => new Date(Number(us) / 1000).toISOString().slice(0, 23)))
			.toEqual(received.map(time => time.slice(0, 23)));
		const [full, bsd, lines, bytes, nothing, many, longest, none] = entries;
		expect(full).toMatchObject({
			PRIORITY: '6', SYSLOG_FACILITY: '16', _HOSTNAME: 'vm', SYSLOG_IDENTIFIER: 'app', SYSLOG_PID: '42', SYSLOG_MSGID: 'ID7',
			SYSLOG_TIMESTAMP: '2026-11-20T15:10:37.123456+00:00', SYSLOG_STRUCTURED_DATA: '[a@1 b="c \\"d\\""]', SD_A_1_B: 'c "d"',
			_SOURCE_REALTIME_TIMESTAMP: '1795187437123456', MESSAGE: 'hello',
		});
		expect(bsd).toMatchObject({_HOSTNAME: 'vm', SYSLOG_IDENTIFIER: 'app', SYSLOG_PID: '42', SYSLOG_TIMESTAMP: 'Nov 20 15:10:37', MESSAGE: 'BSD'});
		expect(lines?.['MESSAGE']).toEqual(bytesOf('first\nMESSAGE=second\n\nthird \x1b[2J'));
		expect(bytes?.['MESSAGE']).toEqual([0x61, 0xff, 0x00, 0x62]);
		expect(nothing?.['MESSAGE']).toBe('');
		expect(many?.['SYSLOG_STRUCTURED_DATA']).toBe(`[a${' n="v"'.repeat(1500)}]`);
		expect(many?.['MESSAGE']).toBe('many');
		expect(longest?.['MESSAGE']).toBe(long);
		expect(none).toMatchObject({PRIORITY: '5', MESSAGE: 'no standard: é€😀', SYSLOG_RAW: 'no standard: é€😀'});
		expect(new Set(entries.map(({_BOOT_ID: boot}) => boot)).size).toBe(1);
	});

	test('prints that journal as the short formats print the ring, line by line', async () => {
		const daemon = await daemonWith([
			'<134>1 2026-11-20T15:10:37.123456+00:00 vm app 42 ID7 [a@1 b="c"] hello',
			'<134>1 2026-07-20T15:10:37.5-08:00 vm app - - - summer, no process',
			'<13>Nov  5 15:10:37 vm app[42]: BSD',
			'<13>Nov 20 15:10:37 vm app: BSD without a process',
			'<13>1 - vm app 42 - - the time of receipt',
		]);
		const journal = await journalOf(daemon);
		for (const format of ['short-precise', 'short-iso', 'short-iso-precise', 'short-unix']) {
			const theirs = await journalctl(journal, '--output', format);
			// From its version 255 on systemd writes the zone with a colon.
			expect((await dumped(daemon, format)).toString('utf8')).toBe(theirs.replace(/^(\S+[+-]\d\d):(\d\d) /gm, '$1$2 '));
		}
		expect((await dumped(daemon, 'cat')).toString('utf8')).toBe(await journalctl(journal, '--output', 'cat'));
	});
});
