import {closeSync, existsSync, lstatSync, openSync, readdirSync, readFileSync, unlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {CTL} from '../cmd/support.js';
import {Child, run} from './support/child.js';
import {curl} from './support/curl.js';
import {CIRCOLOGD, cleanEnvironment, Daemon, untilReady} from './support/daemon.js';
import {sendDatagrams} from './support/datagrams.js';
import {temporaryFolder} from './support/folder.js';
import {follow, webSocketUrl} from './support/follower.js';
import {expectNumbers, numberedMessages, numbersIn} from './support/numbered.js';
import {describeWithPeers, peer} from './support/peers.js';
import {Sender} from './support/sender.js';
import {holdSocket, type Passed, ServiceManager, startWithDescriptors} from './support/service-manager.js';
import {openStream, sendStream} from './support/stream.js';
import {waitFor, within} from './support/wait.js';

const SOCKETS = ['syslog.sock', 'stream.sock', 'query.sock', 'ctl.sock'];

/** What makes a socket file itself, and who may use it. */
function identities(folder: string): string[] {
	return SOCKETS.map(name => lstatSync(join(folder, name))).map(({ino, mode, uid}) => `${ino} ${mode.toString(8)} ${uid}`);
}

/** The messages' own texts. */
async function texts(daemon: Daemon): Promise<string[]> {
	return (await daemon.messages()).map(({message}) => message ?? '');
}

describeWithPeers(['logger', 'curl'], 'inherited sockets', () => {
	test('of every kind are served, and no others are made', async () => {
		const manager = new ServiceManager();
		const daemon = await manager.start();
		const {udpPort, tcpPort, httpPort, folder} = manager;
		const expected = [
			`listening for syslog on unix-dgram:${folder}/syslog.sock, inherited`, `listening for syslog on unix-stream:${folder}/stream.sock, inherited`,
			`listening for syslog on udp:127.0.0.1:${udpPort}, inherited`, `listening for syslog on tcp:127.0.0.1:${tcpPort}, inherited`,
			`answering queries on unix:${folder}/query.sock, inherited`, `answering queries on http://127.0.0.1:${httpPort}, inherited`,
			`taking commands on unix:${folder}/ctl.sock, inherited`,
		];
		expect(daemon.child.stderr.split('\n').filter(line => / on \S+:/.test(line))).toEqual(expected.map(line => `circologd: ${line}`));

		await manager.log('by datagram');
		await sendStream(daemon.streamSocket, ['<13>1 - - app - - - by stream\n']);
		await manager.log('by udp', ['--udp', '--server', '127.0.0.1', '--port', String(udpPort)]);
		await manager.log('by tcp', ['--tcp', '--server', '127.0.0.1', '--port', String(tcpPort)]);
		const {listeners, sources} = await daemon.received(4);
		expect(sources.map(({stored}) => stored)).toEqual([1, 1, 1, 1]);
		expect(listeners.map(({inherited}) => inherited)).toEqual(expected.map(() => true));
		expect((await daemon.curl('/?fmt=cat')).text.split('\n').sort()).toEqual(['', 'by datagram', 'by stream', 'by tcp', 'by udp']);
		expect((await curl([`http://127.0.0.1:${httpPort}/count`])).text).toBe('4\n');
		expect((await curl(['--header', 'Host: evil.example', `http://127.0.0.1:${httpPort}/`])).status).toBe(403);
		expect(readdirSync(manager.runtimeFolder)).toEqual([]);
		await daemon.stop();
	});

	test('outlive the daemon as they are, however it ends', async () => {
		const manager = new ServiceManager();
		const before = identities(manager.folder);
		await (await manager.start({args: ['--socket-mode', '600']})).stop();
		expect(identities(manager.folder)).toEqual(before);
		const second = await manager.start();
		second.child.kill('SIGKILL');
		await second.child.exited;
		expect(identities(manager.folder)).toEqual(before);
		const third = await manager.start();
		await manager.log('still here');
		await third.received(1);
	});

	test('give what was sent before the daemon was there, and tell who sent it', async () => {
		const manager = new ServiceManager();
		await manager.log('one');
		await manager.log('two', ['--udp', '--server', '127.0.0.1', '--port', String(manager.udpPort)]);
		const stream = await openStream(join(manager.folder, 'stream.sock'));
		stream.end('<13>1 - - app - - - three\n');
		const asked = run(peer('curl'), ['--silent', '--unix-socket', join(manager.folder, 'query.sock'), 'http://localhost/healthz']);
		const daemon = await manager.start();
		await daemon.received(3);
		expect((await texts(daemon)).sort()).toEqual(['one', 'three', 'two']);
		expect((await daemon.curl('/?fmt=logfmt&grep=one')).text).toContain(` uid=${process.getuid!()} `);
		expect((await asked).stdout.toString()).toBe('ok\n');
	});

	test('that did not ask for credentials before say of nobody that he sent it', async () => {
		const path = join(temporaryFolder(), 'x.sock');
		const {fd} = holdSocket('dgram', path, {passCredentials: false});
		const folder = temporaryFolder();
		await run(peer('logger'), ['--socket', path, 'early']);
		const child = startWithDescriptors({descriptors: [fd], names: 'syslog', env: {RUNTIME_DIRECTORY: folder}});
		await untilReady(child);
		const daemon = new Daemon(child, folder);
		await daemon.received(1);
		await run(peer('logger'), ['--socket', path, 'late']);
		await daemon.received(2);
		const [early = '', late = ''] = (await daemon.curl('/?fmt=logfmt')).text.split('\n');
		expect(early).toContain('message=early');
		expect(early).not.toMatch(/ [pu]id=/);
		expect(late).toContain('message=late');
		expect(late).toContain(` uid=${process.getuid!()} `);
	});

	test('are not for the programs that the daemon might start', async () => {
		const daemon = await new ServiceManager().start();
		for (const fd of [3, 4, 5, 6, 7, 8, 9]) {
			const [, flags = ''] = /^flags:\s+(\d+)$/m.exec(readFileSync(`/proc/${daemon.child.pid}/fdinfo/${fd}`, 'utf8')) ?? [];
			expect(parseInt(flags, 8) & 0o2000000, `close-on-exec of ${fd}`).not.toBe(0);
		}
	});

	test('stand beside those that flags ask for', async () => {
		const manager = new ServiceManager();
		const folder = temporaryFolder();
		const daemon = await manager.start({args: ['--syslogd-socket', join(folder, 'more.sock'), '--query-socket', join(folder, 'query.sock')]});
		await run(peer('logger'), ['--socket', join(folder, 'more.sock'), 'more']);
		await daemon.received(1);
		expect((await curl(['--unix-socket', join(folder, 'query.sock'), 'http://localhost/?fmt=cat'])).text).toBe('more\n');
		await daemon.stop();
		expect(readdirSync(folder)).toEqual([]);
	});

	test('whose file has gone are made anew by their unit, says the doctor', async () => {
		const manager = new ServiceManager();
		const daemon = await manager.start();
		unlinkSync(daemon.syslogSocket);
		const {stdout} = await run(CTL, ['doctor', '--ctl-socket', daemon.ctlSocket, '--log-socket', join(manager.folder, 'none')], {env: cleanEnvironment(), allowed: [1]});
		expect(stdout.toString()).toContain('sudo systemctl restart circolog-syslog.socket circologd.service\n');
	});

	test('that are meant for another process are left alone', async () => {
		const folder = temporaryFolder();
		const child = new Child(CIRCOLOGD, [], {...cleanEnvironment(), LISTEN_PID: '1', LISTEN_FDS: '1', LISTEN_FDNAMES: 'syslog', RUNTIME_DIRECTORY: folder});
		await untilReady(child);
		expect(child.stderr).not.toContain('inherited');
		expect(readdirSync(folder).sort()).toEqual(['ctl.sock', 'query.sock', 'syslog.sock']);
	});
});

describeWithPeers(['systemd-socket-activate', 'curl'], 'systemd-socket-activate', () => {
	test('starts the daemon for the first request, which is answered', async () => {
		const folder = temporaryFolder();
		const at = (name: string): string => join(folder, name);
		const activator = new Child(peer('systemd-socket-activate'), [
			'--listen', at('query.sock'), '--listen', at('ctl.sock'), '--fdname=query:ctl', '-E', `RUNTIME_DIRECTORY=${folder}`, CIRCOLOGD,
		], cleanEnvironment());
		await waitFor('the sockets', () => existsSync(at('ctl.sock')));
		expect((await curl(['--unix-socket', at('query.sock'), 'http://localhost/healthz'])).text).toBe('ok\n');
		await untilReady(activator);
		expect(activator.stderr).toContain(`answering queries on unix:${at('query.sock')}, inherited`);
		expect(activator.stderr).toContain(`taking commands on unix:${at('ctl.sock')}, inherited`);
		expect(activator.stderr).toContain(`listening for syslog on unix-dgram:${at('syslog.sock')}\n`);
	});
});

describeWithPeers(['python3', 'logger', 'curl'], 'a restart on inherited sockets', () => {
	const PART = 5000;

	test('loses nothing that is sent meanwhile: followers of one daemon and the next have all of it once', async () => {
		const manager = new ServiceManager();
		const sender = new Sender('dgram', join(manager.folder, 'syslog.sock'));
		const seen: string[] = [];
		for (let restart = 0; restart < 4; restart++) {
			const daemon = await manager.start();
			const follower = await follow(webSocketUrl(daemon.querySocket, '/ws?fmt=rfc5424'));
			await follower.until(PART);
			await daemon.stop();
			await waitFor('the close frame', () => follower.closed);
			seen.push(...follower.frames);
		}
		const last = await manager.start();
		await last.until('a part', ({counters}) => counters.received >= PART);
		const sent = await sender.stop();
		await last.received(sent - seen.length);
		expectNumbers([...seen, ...await last.lines('rfc5424')], 1, sent);
	});

	test('by kill -9 loses what the daemon held in its memory, and nothing else', async () => {
		const manager = new ServiceManager();
		const first = await manager.start();
		const messages = numberedMessages(40_000);
		await sendDatagrams(first.syslogSocket, messages.slice(0, 10_000));
		await first.received(10_000);
		first.child.kill('SIGKILL');
		await first.child.exited;
		const sent = sendDatagrams(first.syslogSocket, messages.slice(10_000));
		const second = await manager.start();
		await sent;
		await second.received(30_000);
		expectNumbers(await second.lines('rfc5424'), 10_001, 40_000);
	});

	test('by kill -9 in full swing leaves no hole in what the next one has', async () => {
		const manager = new ServiceManager();
		const sender = new Sender('dgram', join(manager.folder, 'syslog.sock'));
		const first = await manager.start();
		const {counters: {received: before}} = await first.until('a part', ({counters}) => counters.received >= PART);
		first.child.kill('SIGKILL');
		await first.child.exited;
		const second = await manager.start();
		await second.until('a part', ({counters}) => counters.received >= PART);
		const sent = await sender.stop();
		await waitFor('the last message', async () => (await second.curl('/?l=1')).text.includes(`number=${sent},`));
		const lines = await second.lines('rfc5424');
		const [begin = 0] = numbersIn(lines);
		expect(begin).toBeGreaterThan(before);
		expectNumbers(lines, begin, sent);
	});

	test('has those wait who ask meanwhile, and answers them', async () => {
		const manager = new ServiceManager();
		await (await manager.start()).stop();
		const asked = Array.from({length: 20}, async () =>
			run(peer('curl'), ['--silent', '--fail', '--unix-socket', join(manager.folder, 'query.sock'), 'http://localhost/healthz']));
		(await openStream(join(manager.folder, 'stream.sock'))).end('<13>1 - - app - - - meanwhile\n');
		const second = await manager.start();
		for (const {stdout} of await Promise.all(asked)) expect(stdout.toString()).toBe('ok\n');
		await second.received(1);
	});
});

describe('an inherited socket that cannot be served', () => {
	/** Starts a daemon that has to refuse; returns the line in which it says why. */
	async function refused(passed: Passed): Promise<string> {
		const child = startWithDescriptors({env: {RUNTIME_DIRECTORY: temporaryFolder()}, ...passed});
		expect(await within('the end', 10_000, child.exited), child.stderr).toEqual({code: 2, signal: null});
		const [line = '', ...more] = child.stderr.trim().split('\n');
		expect(more).toEqual([]);
		return line;
	}

	const path = (name = 'x.sock'): string => join(temporaryFolder(), name);

	test.each([
		['a name that is not known', 'http', '"http"'],
		['no name', '', 'without a name'],
		['the name that systemd gives by itself', 'circolog.socket', '"circolog.socket"'],
		['a name of every object', 'constructor', '"constructor"'],
	])('%s: says which names there are', async (_what, names, shown) => {
		const {fd} = holdSocket('stream', path());
		expect(await refused({descriptors: [fd, fd], names: `query:${names}`}))
			.toBe(`circologd: inherited socket 4 (${shown}): allowed names (FileDescriptorName=) are syslog, syslog-tls, query and ctl`);
	});

	test('without names at all: says the same', async () => {
		expect(await refused({descriptors: [holdSocket('dgram', path()).fd]}))
			.toBe('circologd: inherited socket 3 (without a name): allowed names (FileDescriptorName=) are syslog, syslog-tls, query and ctl');
	});

	test.each([
		['a datagram socket to answer queries on', 'query', () => holdSocket('dgram', path('d.sock')).fd, /a unix datagram socket, unix-dgram:\S+d\.sock; allowed for query is a socket of the kind listening unix stream or listening TCP$/],
		['TCP to take commands on', 'ctl', () => holdSocket('stream', 0).fd, /a listening TCP socket, tcp:127\.0\.0\.1:\d+; allowed for ctl is a socket of the kind listening unix stream$/],
		['UDP to answer queries on', 'query', () => holdSocket('dgram', 0).fd, /a UDP socket, udp:127\.0\.0\.1:\d+; allowed for query /],
		['a stream socket that does not listen', 'syslog', () => holdSocket('stream', path(), {listens: false}).fd, /does not listen \(a unit with Accept=yes passes such\); allowed for syslog is a socket of the kind unix datagram, listening unix stream, UDP or listening TCP$/],
		['packets in sequence', 'syslog', () => holdSocket('seqpacket', path()).fd, /takes neither datagrams nor streams; allowed/],
	])('%s: says what is there, and what is allowed', async (_what, name, make, reason) => {
		const line = await refused({descriptors: [make()], names: name});
		expect(line).toMatch(new RegExp(`^circologd: inherited socket 3 \\("${name}"\\) is `));
		expect(line).toMatch(reason);
	});

	test('a file: says that it is no socket', async () => {
		const file = path('file');
		writeFileSync(file, '');
		const fd = openSync(file, 'r');
		expect(await refused({descriptors: [fd], names: 'syslog'})).toContain('inherited socket 3 ("syslog") is no socket; allowed');
		closeSync(fd);
	});

	test('a descriptor that is not there is named', async () => {
		const line = await refused({descriptors: [holdSocket('dgram', path()).fd], count: '500', names: Array.from({length: 500}, () => 'syslog').join(':')});
		expect(line).toMatch(/^circologd: inherited socket \d+ \("syslog"\) is not there: EBADF$/);
	});

	test('variables that contradict each other are named', async () => {
		const {fd} = holdSocket('dgram', path());
		expect(await refused({descriptors: [fd], names: 'syslog:query'})).toBe('circologd: LISTEN_FDNAMES: "syslog:query" has 2 names for 1 descriptors (LISTEN_FDS)');
		expect(await refused({descriptors: [fd], count: 'many'})).toBe('circologd: LISTEN_FDS: "many" is not allowed: a whole number from 0 to 4096');
	});

	test.each([
		['--syslogd-socket', 'syslog', 'dgram'], ['--syslog-stream-socket', 'syslog', 'stream'], ['--query-socket', 'query', 'stream'], ['--ctl-socket', 'ctl', 'stream'],
	] as const)('%s for the same path is named, and the socket left alone', async (flag, name, type) => {
		const at = path();
		const {fd} = holdSocket(type, at);
		expect(await refused({descriptors: [fd], names: name, args: [flag, at]}))
			.toBe(`circologd: ${flag}: ${at} is inherited already (descriptor 3, "${name}"): leave the flag out, or name another address`);
		expect(lstatSync(at).isSocket()).toBe(true);
	});

	test.each([['--syslog-udp', 'syslog', 'dgram'], ['--syslog-tcp', 'syslog', 'stream'], ['--query-addr', 'query', 'stream']] as const)(
		'%s for the same port is named', async (flag, name, type) => {
			const {fd, port} = holdSocket(type, 0);
			for (const host of ['127.0.0.1', '']) {
				expect(await refused({descriptors: [fd], names: name, args: [flag, `${host}:${port}`]}))
					.toContain(`${flag}: ${flag === '--syslog-udp' ? 'udp' : 'tcp'}:${host || '*'}:${port} is inherited already`);
			}
		},
	);
});
