import {chmodSync, chownSync, readFileSync, unlinkSync, writeFileSync} from 'node:fs';
import {createServer as createHttpServer} from 'node:http';
import {createServer, type Server} from 'node:net';
import {once} from 'node:events';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {RSYSLOG_SOCKET_PARSER, RSYSLOG_UNESCAPED} from '../../src/doctor/configuration.js';
import type {Finding} from '../../src/doctor/finding.js';
import {CTL, runToEnd} from '../cmd/support.js';
import {cleanEnvironment, type Daemon, startDaemon} from './support/daemon.js';
import {sendDatagrams} from './support/datagrams.js';
import {temporaryFolder} from './support/folder.js';
import {run} from './support/child.js';
import {startLocalRsyslog, startLocalSyslogNg} from './support/local-log.js';
import {describeWithPeers} from './support/peers.js';
import {readmeBlock} from './support/readme.js';
import {sendStream} from './support/stream.js';
import {openUdp} from './support/udp.js';

/** For messages that come: they do so much sooner. */
const LONG = '8s';

async function doctor(ctlSocket: string, ...args: string[]): Promise<{code: number; findings: Finding[]}> {
	const {code, stdout, stderr} = await runToEnd(CTL, ['doctor', '--json', '--ctl-socket', ctlSocket, ...args]);
	expect(stderr).toBe('');
	return {code, findings: JSON.parse(stdout) as Finding[]};
}

/** The only finding of a check. */
function the(findings: readonly Finding[], check: Finding['check']): Finding {
	const found = findings.filter(each => each.check === check);
	expect(found, `${check} in ${JSON.stringify(findings, null, 1)}`).toHaveLength(1);
	return found[0]!;
}

/** What does not depend on the machine. */
function troubles(findings: readonly Finding[]): Finding[] {
	return findings.filter(({check, state}) => check !== 'queue-length' && state !== 'ok');
}

/** The lines of a configuration in an advice. */
function configurationIn({advice}: Finding): string {
	return advice.filter(line => !/^(?:#|sudo )/.test(line)).join('\n');
}

async function listening(server: Server, path: string): Promise<void> {
	server.listen(path);
	await once(server, 'listening');
	onTestFinished(() => {
		server.close();
	});
}

describe('the daemon', () => {
	test('is absent: says so, and how to start it', async () => {
		const {code, findings} = await doctor(join(temporaryFolder(), 'ctl.sock'));
		expect(code).toBe(1);
		expect(the(findings, 'daemon')).toMatchObject({state: 'fault', found: expect.stringMatching(/^there is no socket .*: circologd does not run/) as unknown});
		expect(findings.some(({check}) => check === 'reading' || check === 'listener')).toBe(false);
	});

	test('listens elsewhere: says what to type, and that is right', async () => {
		const daemon = await startDaemon();
		const {findings} = await doctor(join(temporaryFolder(), 'ctl.sock'));
		const advice = the(findings, 'daemon').advice.filter(line => line.startsWith('circolog-ctl doctor --ctl-socket /'));
		expect(advice.length).toBeGreaterThan(0);
		// Others may be running; five are told of.
		if (advice.length < 5) expect(advice).toContain(`circolog-ctl doctor --ctl-socket ${daemon.ctlSocket}`);
	});

	test('has ended and left its socket', async () => {
		const daemon = await startDaemon();
		daemon.child.kill('SIGKILL');
		await daemon.child.exited;
		const {code, findings} = await doctor(daemon.ctlSocket);
		expect(code).toBe(1);
		expect(the(findings, 'daemon')).toMatchObject({state: 'fault', found: `nobody listens at ${daemon.ctlSocket}: the daemon that made it has ended`});
	});

	test('is another server, or no server at all', async () => {
		const folder = temporaryFolder();
		const http = createHttpServer((_request, response) => response.end('{"version":1}'));
		await listening(http, join(folder, 'http.sock'));
		await listening(createServer(socket => socket.on('error', () => undefined).end('hello\n')), join(folder, 'smtp.sock'));
		writeFileSync(join(folder, 'file'), '');
		const daemon = await startDaemon({folder});
		for (const [path, found] of [
			[join(folder, 'http.sock'), /^something else than circologd answers at /],
			[join(folder, 'smtp.sock'), /it does not speak HTTP$/],
			[join(folder, 'file'), /is no socket$/],
			[daemon.syslogSocket, /is a datagram socket, which syslog messages are sent to$/],
			[daemon.querySocket, /^something else answers at .*, maybe another of circologd's sockets: /],
		] as const) {
			const {code, findings} = await doctor(path);
			expect(code).toBe(1);
			expect(the(findings, 'daemon')).toMatchObject({state: 'fault', found: expect.stringMatching(found) as unknown});
		}
	});

	test('is paused: says so at once, and how to go on', async () => {
		const daemon = await startDaemon();
		await daemon.command('/pause/on');
		const {code, findings} = await doctor(daemon.ctlSocket, '--within', '1h');
		expect(code).toBe(1);
		expect(the(findings, 'pause')).toMatchObject({state: 'fault', advice: ['circolog-ctl resume']});
		expect(findings.filter(({check}) => check === 'listener')).toEqual([]);
		expect((await daemon.status()).counters.received).toBe(0);
		expect(await runToEnd(CTL, [...the(findings, 'pause').advice[0]!.split(' ').slice(1), '--ctl-socket', daemon.ctlSocket])).toMatchObject({code: 0});
		expect(the((await doctor(daemon.ctlSocket)).findings, 'pause').state).toBe('ok');
	});
});

describe.skipIf(process.getuid!() !== 0)('another user (needs root to become one)', () => {
	const STRANGER = ['--reuid=65534', '--regid=65534', '--clear-groups'];

	async function asStranger(ctlSocket: string, groups = STRANGER): Promise<Finding[]> {
		const {stdout} = await run('setpriv', [...groups, CTL, 'doctor', '--json', '--ctl-socket', ctlSocket], {env: cleanEnvironment(), allowed: [0, 1]});
		return JSON.parse(stdout.toString()) as Finding[];
	}

	test('may not enter the folder, then not use the socket; with what it is told, it may', async () => {
		const daemon = await startDaemon();
		const folder = the(await asStranger(daemon.ctlSocket), 'daemon');
		expect(folder).toMatchObject({state: 'fault', found: `user nobody may not enter ${daemon.folder}`});
		const [, , mode, path] = folder.advice.at(-1)!.split(' ');
		await run('chmod', [mode!, path!]);
		const socket = the(await asStranger(daemon.ctlSocket), 'daemon');
		expect(socket).toMatchObject({state: 'fault', found: `user nobody may not use ${daemon.ctlSocket}, which has mode 0660 and belongs to user 0, group root`});
		expect(socket.advice).toContain('sudo circolog-ctl doctor');
		for (const each of [daemon.ctlSocket, daemon.querySocket]) chownSync(each, 0, 4);
		const group = the(await asStranger(daemon.ctlSocket), 'daemon');
		expect(group.advice).toContain('sudo usermod -aG adm nobody');
		const findings = await asStranger(daemon.ctlSocket, ['--reuid=65534', '--regid=65534', '--groups=4']);
		expect([the(findings, 'daemon').state, the(findings, 'reading').state]).toEqual(['ok', 'ok']);
	});

	test('may not read, where only the query socket is closed; nor send, where only that one is', async () => {
		const daemon = await startDaemon();
		chmodSync(daemon.folder, 0o755);
		chmodSync(daemon.ctlSocket, 0o666);
		chmodSync(daemon.querySocket, 0o600);
		const closed = await asStranger(daemon.ctlSocket);
		expect(the(closed, 'reading')).toMatchObject({state: 'fault', advice: expect.arrayContaining(['--socket-mode 660']) as unknown});
		chmodSync(daemon.querySocket, 0o666);
		const findings = (await asStranger(daemon.ctlSocket)).filter(({check}) => check === 'listener');
		const states = Object.fromEntries(findings.map(({found, state}) => [found.split(':')[0], state])) as Record<string, string>;
		expect(states).toEqual({'unix-dgram': 'fault', 'unix-stream': 'fault', udp: 'ok', tcp: 'ok'});
	});
});

describe('listeners', () => {
	test('each gets a message, which is found again; nothing else is wrong', async () => {
		const daemon = await startDaemon();
		const {code, findings} = await doctor(daemon.ctlSocket, '--within', LONG);
		expect(code).toBe(0);
		expect(troubles(findings)).toEqual([]);
		const found = findings.filter(({check}) => check === 'listener').map(each => each.found);
		const names = [
			`unix-dgram:${daemon.syslogSocket}`, `unix-stream:${daemon.streamSocket}`, `udp:127.0.0.1:${daemon.port('udp')}`, `tcp:127.0.0.1:${daemon.port('tcp')}`,
		];
		expect(found.map(each => each.replace(/: \d+\.\d ms$/, ''))).toEqual(names);
		for (const each of found) expect(each).toMatch(/: \d+\.\d ms$/);
		const messages = await daemon.messages();
		expect(messages).toHaveLength(4);
		for (const message of messages) {
			expect(message).toMatchObject({app_name: 'circolog-ctl', msg_id: 'DOCTOR'});
			expect(message.message).toMatch(/^circolog-doctor-[\da-f]{8}-\d: /);
		}
	});

	test('one whose file is gone, or is another by now', async () => {
		const daemon = await startDaemon();
		unlinkSync(daemon.syslogSocket);
		unlinkSync(daemon.streamSocket);
		await listening(createServer(socket => socket.resume()), daemon.streamSocket);
		// As long as the other listeners may take on a busy host.
		const {code, findings} = await doctor(daemon.ctlSocket, '--within', '3s');
		expect(code).toBe(1);
		const faults = findings.filter(({check, state}) => check === 'listener' && state === 'fault').map(({found}) => found);
		expect(faults).toEqual([
			`unix-dgram:${daemon.syslogSocket} takes no message: there is no such socket`,
			`unix-stream:${daemon.streamSocket}: a message was sent, but could not be read within 3000 ms`,
		]);
	});
});

describe('the socket that local programs log to', () => {
	test('is not there, though it was named; or is there, and nobody listens', async () => {
		const daemon = await startDaemon();
		const absent = join(daemon.folder, 'log');
		const {code, findings} = await doctor(daemon.ctlSocket, '--log-socket', absent);
		expect(code).toBe(1);
		expect(the(findings, 'log-socket')).toMatchObject({state: 'fault', found: `there is no ${absent}, so there is no local syslog daemon to try`});
		const other = await startDaemon();
		other.child.kill('SIGKILL');
		await other.child.exited;
		expect(the((await doctor(daemon.ctlSocket, '--log-socket', other.syslogSocket)).findings, 'log-socket'))
			.toMatchObject({state: 'fault', found: `${other.syslogSocket} takes no message: nobody listens there`});
	});
});

describe('clocks', () => {
	const stamped = (aheadSeconds: number, host: string): string =>
		`<13>1 ${new Date(Date.now() + aheadSeconds * 1000).toISOString()} ${host} app - - - text`;

	test('that are off are found, by host; hours are taken for a zone; one message held up is nothing', async () => {
		const daemon = await startDaemon();
		await sendStream(daemon.streamSocket, [
			stamped(-90, 'late'), stamped(7200, 'zone'), stamped(-3000, 'good'), stamped(-1, 'good'), '<13>1 - silent app - - - text',
		].map(line => `${line}\n`));
		await daemon.received(5);
		const {code, findings} = await doctor(daemon.ctlSocket, '--within', LONG);
		expect(code).toBe(0);
		expect(troubles(findings).map(({check, found}) => [check, found])).toEqual(expect.arrayContaining([
			['clock', expect.stringMatching(/^the time in messages of late is 1 minute 3\d seconds behind$/)],
			['clock', expect.stringMatching(/^the time in messages of zone is 2 hours ahead: probably another time zone/)],
		]) as unknown);
		expect(troubles(findings)).toHaveLength(2);
		await sendStream(daemon.streamSocket, [stamped(0, 'late'), stamped(0, 'zone')].map(line => `${line}\n`));
		await daemon.until('the new messages', ({counters}) => counters.received === 11);
		expect(the((await doctor(daemon.ctlSocket)).findings, 'clock').state).toBe('ok');
	});
});

describe('messages that are there already', () => {
	test('show what is wrong with those who sent them over the network', async () => {
		const daemon = await startDaemon();
		await openUdp(daemon.port('udp')).send([
			'<13>1 2026-11-20T15:00:00Z far 1 - - - 2026-11-20T15:00:00Z far app 12 M3 [a@1 b="c"] text',
			'<13>1 - far app - - - one#012two',
			'<13>Nov 20 15:00:00 switch app: a device that speaks BSD',
		]);
		await daemon.received(3);
		const {findings} = await doctor(daemon.ctlSocket, '--within', LONG);
		expect(the(findings, 'embedded-header').found).toBe(
			`1 of the last 3 messages through udp:127.0.0.1:${daemon.port('udp')}, have another header in their text: "2026-11-20T15:00:00Z far app 12 M3 [a@1 b=\\"c\\"] text"`,
		);
		expect(the(findings, 'control-characters').advice).toContain(RSYSLOG_UNESCAPED);
		expect(findings.filter(({check}) => check === 'format' || check === 'leading-space')).toEqual([]);
	});

	test('but not where the sender has ended: it may have been put right', async () => {
		const daemon = await startDaemon();
		await sendDatagrams(daemon.syslogSocket, ['<13>1 - here app - - -  two#011spaces']);
		await daemon.received(1);
		const {findings} = await doctor(daemon.ctlSocket, '--within', LONG);
		expect(troubles(findings)).toEqual([]);
	});
});

/** A configuration of syslog-ng, with Debian's name for the source. */
const syslogNg = (source: string, forwarding: string): string => `@version: 3.38
options { stats-freq(0); keep-hostname(yes); };
source s_src { ${source} };
${forwarding}
`;
const forwards = (driver: string): string => `destination d_circolog { ${driver}; };\nlog { source(s_src); destination(d_circolog); };`;
const GOOD_SOURCE = 'unix-dgram("@LOG@" flags(syslog-protocol));';

describeWithPeers(['syslog-ng', 'python3'], 'syslog-ng', () => {
	const good = (daemon: Daemon): string => forwards(`unix-dgram("${daemon.syslogSocket}" flags(syslog-protocol) time-reopen(1))`);

	async function examine(daemon: Daemon, socket: string): Promise<Finding[]> {
		return (await doctor(daemon.ctlSocket, '--log-socket', socket, '--within', LONG)).findings;
	}

	test('set up as README says: all is well, and the latency is told', async () => {
		const daemon = await startDaemon();
		const readme = readmeBlock('destination d_circolog').replace('/run/circolog/syslog.sock', daemon.syslogSocket);
		const log = await startLocalSyslogNg(syslogNg(GOOD_SOURCE, readme));
		const findings = await examine(daemon, log.socket);
		expect(troubles(findings)).toEqual([]);
		expect(the(findings, 'log-socket').found).toMatch(new RegExp(`^${log.socket}, syslog-ng: \\d+\\.\\d ms$`));
		expect(the(findings, 'time-reopen').found).toMatch(new RegExp(`^syslog-ng tries again after 1 s \\(${log.configuration}:\\d+\\)$`));
		expect(the(findings, 'structured-data').state).toBe('ok');
	});

	test('without the syslog-protocol flag and with its own time-reopen: the lines printed put both right', async () => {
		const daemon = await startDaemon();
		const log = await startLocalSyslogNg(syslogNg(GOOD_SOURCE, forwards(`unix-dgram("${daemon.syslogSocket}")`)));
		const findings = await examine(daemon, log.socket);
		expect(troubles(findings).map(({check, state}) => `${check} ${state}`)).toEqual(['format warning', 'time-reopen warning']);
		expect(the(findings, 'format').found).toMatch(/no syslog-protocol flag/);
		expect(the(findings, 'time-reopen').found).toMatch(/^syslog-ng waits 60 s, its default, /);
		for (const check of ['format', 'time-reopen'] as const) {
			await log.restart(syslogNg(GOOD_SOURCE, configurationIn(the(findings, check))));
			expect(troubles(await examine(daemon, log.socket))).toEqual([]);
		}
	});

	test('with a source that does not know RFC 5424: the header is in the text, and the line printed puts it right', async () => {
		const daemon = await startDaemon();
		const log = await startLocalSyslogNg(syslogNg('unix-dgram("@LOG@");', good(daemon)));
		const findings = await examine(daemon, log.socket);
		expect(troubles(findings).map(({check}) => check)).toEqual(['embedded-header']);
		const line = configurationIn(the(findings, 'embedded-header'));
		expect(line).toBe(`unix-dgram("${log.socket}" flags(syslog-protocol));`);
		await log.restart(syslogNg(line, good(daemon)));
		expect(troubles(await examine(daemon, log.socket))).toEqual([]);
	});

	test('with a template that makes a second header: the lines printed put it right', async () => {
		const daemon = await startDaemon();
		const template = 'template("<$PRI>1 $ISODATE $HOST $PROGRAM $PID - - $MSG")';
		const log = await startLocalSyslogNg(syslogNg(GOOD_SOURCE, forwards(`unix-dgram("${daemon.syslogSocket}" ${template} flags(syslog-protocol) time-reopen(1))`)));
		const findings = await examine(daemon, log.socket);
		expect(troubles(findings).map(({check}) => check)).toEqual(['embedded-header']);
		await log.restart(syslogNg(GOOD_SOURCE, configurationIn(the(findings, 'embedded-header'))));
		expect(troubles(await examine(daemon, log.socket))).toEqual([]);
	});

	test('that forwards nothing: a fault, after as long as was said; the lines printed put it right', async () => {
		const daemon = await startDaemon();
		const log = await startLocalSyslogNg(syslogNg(GOOD_SOURCE, forwards('file("/dev/null")')));
		const {code, findings} = await doctor(daemon.ctlSocket, '--log-socket', log.socket, '--within', '700ms');
		expect(code).toBe(1);
		const [fault, ...others] = troubles(findings);
		expect(others).toEqual([]);
		expect(fault).toMatchObject({check: 'log-socket', found: `of 3 messages sent to ${log.socket}, none came to circologd within 700 ms: syslog-ng does not forward all there is`});
		await log.restart(syslogNg(GOOD_SOURCE, configurationIn(fault!)));
		expect(troubles(await examine(daemon, log.socket))).toEqual([]);
	});

	test('in another time zone than the daemon, and in the BSD format', async () => {
		const daemon = await startDaemon({env: {TZ: 'UTC'}});
		const log = await startLocalSyslogNg(
			syslogNg('unix-dgram("@LOG@" flags(syslog-protocol) keep-timestamp(no));', forwards(`unix-dgram("${daemon.syslogSocket}" time-reopen(1))`)), {TZ: 'Asia/Kolkata'},
		);
		const findings = await examine(daemon, log.socket);
		expect(the(findings, 'clock').found).toMatch(/ is 5 hours 30 minutes ahead: probably another time zone/);
		await log.restart(syslogNg(GOOD_SOURCE, configurationIn(the(findings, 'format'))));
		expect(the(await examine(daemon, log.socket), 'clock').state).toBe('ok');
	});

	test('that forwards in the BSD format, seen in what is there already, for as long as it runs', async () => {
		const daemon = await startDaemon();
		const log = await startLocalSyslogNg(syslogNg(GOOD_SOURCE, forwards(`unix-dgram("${daemon.syslogSocket}" time-reopen(1))`)));
		await sendDatagrams(log.socket, ['<13>1 - vm app - - - text']);
		await daemon.received(1);
		// Its own socket is not tried here: what is found comes from the message.
		const {findings} = await doctor(daemon.ctlSocket, '--log-socket', join(daemon.folder, 'absent'), '--within', LONG);
		const found = the(findings, 'format');
		expect(found.found).toMatch(new RegExp(`^1 of the last 1 messages through unix-dgram:${daemon.syslogSocket}, from syslog-ng \\(process \\d+\\), were forwarded in the BSD format: "text"$`));
		await log.restart(syslogNg(GOOD_SOURCE, configurationIn(found)));
		expect((await doctor(daemon.ctlSocket, '--log-socket', join(daemon.folder, 'absent'))).findings.filter(({check}) => check === 'format')).toEqual([]);
	});

	test('that takes messages on a stream, as syslog(3) can send them', async () => {
		const daemon = await startDaemon();
		const log = await startLocalSyslogNg(syslogNg('unix-stream("@LOG@" flags(syslog-protocol,no-multi-line));', good(daemon)));
		const {findings} = await doctor(daemon.ctlSocket, '--log-socket', log.socket, '--within', '2s');
		expect(the(findings, 'log-socket').found).toMatch(/, syslog-ng: \d+\.\d ms$/);
	});

	test('over TCP: its time-reopen is found there too', async () => {
		const daemon = await startDaemon();
		const log = await startLocalSyslogNg(syslogNg(GOOD_SOURCE, forwards(`syslog("127.0.0.1" transport(tcp) port(${daemon.port('tcp')}))`)));
		const findings = await examine(daemon, log.socket);
		expect(troubles(findings).map(({check}) => check)).toEqual(['time-reopen']);
		expect(the(findings, 'time-reopen').advice.join('\n')).toContain(`syslog("127.0.0.1" transport(tcp) port(${daemon.port('tcp')}) time-reopen(1))`);
	});
});

describeWithPeers(['rsyslogd', 'python3'], 'rsyslog', () => {
	/** Its own socket, as `module(load="imuxsock")` makes it, at the path that is tried. */
	const atPath = (module: string): string => module.replace('load="imuxsock"', 'load="imuxsock" SysSock.Name="@LOG@"');
	const rsyslog = (forwarding: string, module = RSYSLOG_SOCKET_PARSER, settings = RSYSLOG_UNESCAPED): string =>
		`global(workDirectory="/tmp")\n${settings}\n${atPath(module)}\n${forwarding}\n`;
	const omuxsock = (daemon: Daemon, template: string): string => `module(load="omuxsock")\n$OMUxSockSocket ${daemon.syslogSocket}\n*.* :omuxsock:${template}`;
	const readme = (daemon: Daemon): string => readmeBlock('$OMUxSockSocket').replace('/run/circolog/syslog.sock', daemon.syslogSocket);

	async function examine(daemon: Daemon, socket: string): Promise<Finding[]> {
		return (await doctor(daemon.ctlSocket, '--log-socket', socket, '--within', LONG)).findings;
	}

	test.each([
		{fault: 'the BSD format', check: 'format' as const, template: ''},
		{fault: 'two spaces', check: 'leading-space' as const, template: ';RSYSLOG_SyslogProtocol23Format'},
	])('with $fault: the lines printed put it right', async ({check, template}) => {
		const daemon = await startDaemon();
		const log = await startLocalRsyslog(rsyslog(omuxsock(daemon, template)));
		const findings = await examine(daemon, log.socket);
		expect(troubles(findings).map(each => each.check)).toEqual([check]);
		const lines = configurationIn(the(findings, check));
		expect(lines).toBe(readme(daemon).trimEnd());
		await log.restart(rsyslog(lines));
		const after = await examine(daemon, log.socket);
		expect(troubles(after)).toEqual([]);
		expect(the(after, 'structured-data').state).toBe('ok');
		expect(the(after, 'log-socket').found).toMatch(/, rsyslog: \d/);
	});

	test('as it comes: control characters are escaped, RFC 5424 is not understood; the lines printed put both right', async () => {
		const daemon = await startDaemon();
		const log = await startLocalRsyslog(rsyslog(readme(daemon), 'module(load="imuxsock")', ''));
		const findings = await examine(daemon, log.socket);
		expect(troubles(findings).map(({check}) => check)).toEqual(['embedded-header', 'control-characters']);
		const [module, settings] = (['embedded-header', 'control-characters'] as const).map(check => configurationIn(the(findings, check)));
		await log.restart(rsyslog(readme(daemon), module, settings));
		expect(troubles(await examine(daemon, log.socket))).toEqual([]);
	});

	test('with a template of raw messages, or without structured data: the lines printed put it right', async () => {
		const daemon = await startDaemon();
		const own = (text: string): string => `template(name="own" type="string" string="<%PRI%>1 %TIMESTAMP:::date-rfc3339% %HOSTNAME% %APP-NAME% %PROCID% %MSGID% -${text}")\n${omuxsock(daemon, ';own')}`;
		const log = await startLocalRsyslog(rsyslog(own(' %rawmsg%')));
		const raw = await examine(daemon, log.socket);
		expect(troubles(raw).map(({check}) => check)).toEqual(['embedded-header']);
		await log.restart(rsyslog(own('%msg:::sp-if-no-1st-sp%%msg%')));
		const without = await examine(daemon, log.socket);
		expect(troubles(without).map(({check}) => check)).toEqual(['structured-data']);
		for (const found of [the(raw, 'embedded-header'), the(without, 'structured-data')]) {
			await log.restart(rsyslog(configurationIn(found)));
			expect(troubles(await examine(daemon, log.socket))).toEqual([]);
		}
	});
});

test('for people: a line a check, what to do below it, and a closing line', async () => {
	const daemon = await startDaemon();
	const {code, stdout} = await runToEnd(CTL, ['doctor', '--ctl-socket', daemon.ctlSocket]);
	expect(code).toBe(0);
	expect(stdout).toMatch(new RegExp(`^ok       daemon              circologd \\d+\\.\\d+\\.\\d+ answers at ${daemon.ctlSocket}\n`));
	expect(stdout).toMatch(/\n(?:all is well|1 warning)\n$/);
	expect(stdout).not.toContain('\u001b');
	expect(stdout).toMatch(/^ok {7}privacy {13}\S+ [KM]iB are locked in memory, and no core is made$/m);
	expect(readFileSync('/proc/sys/net/unix/max_dgram_qlen', 'utf8').trim() === '10').toBe(/^warning {2}queue-length/m.test(stdout));
});
