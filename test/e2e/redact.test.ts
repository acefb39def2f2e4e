import {randomBytes} from 'node:crypto';
import {writeFileSync} from 'node:fs';
import {networkInterfaces} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {Child, run} from './support/child.js';
import {CIRCOLOGD, cleanEnvironment, type Daemon, startDaemon} from './support/daemon.js';
import {sendDatagrams} from './support/datagrams.js';
import {temporaryFolder} from './support/folder.js';
import {octetCounted} from './support/numbered.js';
import {describeWithPeers, peer} from './support/peers.js';
import {findInMemory} from './support/process-memory.js';
import {openStream, sendStream} from './support/stream.js';
import {startSyslogNg, syslogNgForward} from './support/syslog-ng.js';
import {openUdp} from './support/udp.js';

const HEADER = '<13>1 2026-11-20T15:10:37.123456+00:00 vm app 42 ID7 [a@32473 ip="203.0.113.77"]';
const TEXT = 'from 203.0.113.77 and 2001:db8:1:2::5 to alice@example.org';
const MASKED = 'from 203.0.113.0 and 2001:db8:1:: to ***@example.org';
const MESSAGE = `${HEADER} ${TEXT}`;
const FIELDS = {hostname: 'vm', app_name: 'app', proc_id: '42', msg_id: 'ID7', structured_data: {'a@32473': {ip: ['203.0.113.0']}}, message: MASKED};

/** The only address of this machine of that family that others could have; it is reached without leaving the machine. */
function ownAddress(family: 'IPv4' | 'IPv6'): string | undefined {
	return Object.values(networkInterfaces()).flat().find(info => info?.family === family && !info.internal && info.scopeid === (family === 'IPv4' ? undefined : 0))?.address;
}

describeWithPeers(['logger', 'python3'], 'with --redact', () => {
	test('what comes in by any socket and framing is masked', async () => {
		const daemon = await startDaemon({args: ['--redact', 'ipv4,ipv6', '--redact', 'email']});
		await sendDatagrams(daemon.syslogSocket, [MESSAGE, `${MESSAGE}\n`]);
		await daemon.received(2);
		await openUdp(daemon.port('udp')).send([MESSAGE]);
		await daemon.received(3);
		await sendStream(daemon.port('tcp'), [`${MESSAGE}\n${MESSAGE}\n`]);
		await sendStream(daemon.port('tcp'), [octetCounted(MESSAGE), octetCounted(MESSAGE)]);
		await sendStream(daemon.streamSocket, [`${MESSAGE}\0${MESSAGE}`]);
		await daemon.received(9);
		const messages = await daemon.messages();
		expect(messages).toHaveLength(9);
		for (const message of messages) expect(message).toMatchObject(FIELDS);
		expect((await daemon.lines('rfc5424')).filter(line => /\.77|::5|alice/.test(line))).toEqual([]);
	});

	test('a stream is masked wherever it is cut on its way', async () => {
		const daemon = await startDaemon({args: ['--redact', 'all']});
		const stream = await openStream(daemon.port('tcp'));
		stream.setNoDelay(true);
		const frames = Buffer.from(`${MESSAGE}\n${octetCounted(MESSAGE)}`);
		for (let at = 0; at < frames.length; at++) {
			// One byte at a time: the daemon has read each before the next is sent, or reads several at once.
			await new Promise<void>(resolve => {
				stream.write(frames.subarray(at, at + 1), () => {
					resolve();
				});
			});
		}
		await daemon.received(2);
		for (const message of await daemon.messages()) expect(message).toMatchObject(FIELDS);
	});

	test('logger: the local format, and its own structured data', async () => {
		const daemon = await startDaemon({args: ['--redact', 'all']});
		await run(peer('logger'), ['-u', daemon.syslogSocket, '-t', 'app', TEXT]);
		await run(peer('logger'), ['-u', daemon.syslogSocket, '--rfc5424', '--sd-id', 'zoo@123', '--sd-param', 'ip="203.0.113.77"', '-t', 'app', TEXT]);
		await daemon.received(2);
		expect(await daemon.messages()).toMatchObject([
			{app_name: 'app', message: MASKED},
			{app_name: 'app', message: MASKED, structured_data: {'zoo@123': {ip: ['203.0.113.0']}}},
		]);
	});

	test('a message that is cut loses the word that the cut goes through, and is marked', async () => {
		const daemon = await startDaemon({args: ['--redact', 'all', '--max-message-size', '100']});
		const start = '<13>1 - - app - - - ';
		const messages = Array.from({length: 30}, (_, i) => `${start}${'x'.repeat(55 + i)} alice.liddell@example.org and more of it, so that it is longer than allowed`);
		await sendDatagrams(daemon.syslogSocket, messages);
		await sendStream(daemon.streamSocket, [`${messages.join('\n')}\n`]);
		const status = await daemon.received(60);
		expect(status.counters).toMatchObject({stored: 60, truncated: 60});
		const lines = await daemon.lines('rfc5424');
		expect(lines).toHaveLength(60);
		expect(lines.filter(line => /alic|lidd/.test(line))).toEqual([]);
		expect(lines.every(line => line.startsWith(start) && line.length <= 100)).toBe(true);
	});

	test('a replacement that makes a message longer than allowed is cut, and the message marked', async () => {
		const rules = join(temporaryFolder(), 'rules');
		writeFileSync(rules, 'grow s/a/aaaaaaaaaa/\n');
		const daemon = await startDaemon({args: ['--redact-file', rules, '--max-message-size', '100']});
		await sendDatagrams(daemon.syslogSocket, [`<13>1 - - x - - - ${'a'.repeat(8)}`, `<13>1 - - x - - - ${'a'.repeat(70)}`]);
		const status = await daemon.received(2);
		expect(status.counters).toMatchObject({stored: 2, truncated: 1});
		const lines = await daemon.lines('rfc5424');
		expect(lines[0]).toBe(`<13>1 - - x - - - ${'a'.repeat(80)}`);
		expect(lines[1]).toMatch(/^<13>1 - - x - - - a*$/);
		expect(lines[1]!.length).toBeLessThanOrEqual(100);
	});

	test('senders\' addresses are masked too', async ({skip}) => {
		const four = ownAddress('IPv4');
		const six = ownAddress('IPv6');
		if (four === undefined || four.endsWith('.0')) skip('this machine has no address of its own');
		const masked = four!.replace(/\d+$/, '0');
		const daemon = await startDaemon({args: ['--redact', 'ip', '--syslog-udp', `${four!}:0`, '--syslog-tcp', `${four!}:0`, ...six === undefined ? [] : ['--syslog-tcp', `[${six}]:0`]]});
		const port = (prefix: string): number => Number(daemon.announced.find(name => name.startsWith(prefix))!.split(':').at(-1));
		const script = `
import socket, sys
kind, host, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
s = socket.socket(socket.AF_INET6 if ':' in host else socket.AF_INET, socket.SOCK_DGRAM if kind == 'udp' else socket.SOCK_STREAM)
s.bind((host, 0))
s.connect((host, port))
s.send(b'<13>Nov 20 15:10:37 app: no host\\n')
`;
		await run(peer('python3'), ['-c', script, 'udp', four!, String(port(`udp:${four!}`))]);
		await run(peer('python3'), ['-c', script, 'tcp', four!, String(port(`tcp:${four!}`))]);
		await daemon.received(2);
		expect((await daemon.lines('syslog')).map(line => line.split(' ')[3])).toEqual([masked, masked]);
		if (six === undefined) return;
		await run(peer('python3'), ['-c', script, 'tcp', six, String(port(`tcp:[${six}]`))]);
		await daemon.received(3);
		const [host] = (await daemon.lines('syslog')).slice(2).map(line => line.split(' ')[3]);
		expect(host).toMatch(/::$/);
		expect(six.startsWith(host!.slice(0, -2))).toBe(true);
	});

	test('a paused daemon masks nothing, and keeps nothing', async () => {
		const daemon = await startDaemon({args: ['--redact', 'all']});
		await daemon.command('/pause/on');
		await sendDatagrams(daemon.syslogSocket, [MESSAGE]);
		const status = await daemon.received(1);
		expect(status.counters).toMatchObject({received: 1, discarded_paused: 1, stored: 0});
		expect(status.redaction?.messages).toBe(0);
	});

	test('it goes on masking after a resize', async () => {
		const daemon = await startDaemon({args: ['--redact', 'all']});
		await sendDatagrams(daemon.syslogSocket, [MESSAGE]);
		await daemon.received(1);
		await daemon.command('/buffer/resize?bytes=8M');
		await sendDatagrams(daemon.syslogSocket, [MESSAGE, MESSAGE]);
		await sendStream(daemon.streamSocket, [`${MESSAGE}\n`]);
		await daemon.received(4);
		expect((await daemon.messages()).map(({message}) => message)).toEqual([MASKED, MASKED, MASKED, MASKED]);
	});

	test('what was masked is counted by rule: status, metrics, circolog-ctl', async () => {
		const rules = join(temporaryFolder(), 'rules');
		writeFileSync(rules, '# of our own\nticket s/TICKET-\\d+/TICKET-?/g\n\nuser s|user=[a-z]+|user=?|i\n');
		const daemon = await startDaemon({args: ['--redact-file', rules], env: {CIRCOLOG_REDACT: 'email,ip'}});
		await sendDatagrams(daemon.syslogSocket, [MESSAGE, '<13>1 - - app - - - nothing', `<13>1 - - app - - [x u="USER=bob"] TICKET-1 TICKET-2 ${TEXT}`]);
		const {redaction} = await daemon.received(3);
		expect(redaction).toEqual({messages: 2, rules: [
			{name: 'ipv4', replacements: 3}, {name: 'ipv6', replacements: 2}, {name: 'email', replacements: 2}, {name: 'ticket', replacements: 2}, {name: 'user', replacements: 1},
		]});
		expect((await daemon.lines('rfc5424'))[2]).toBe(`<13>1 - - app - - [x u="user=?"] TICKET-? TICKET-? ${MASKED}`);
		const metrics = (await daemon.curl('/metrics')).body.toString();
		expect(metrics).toContain('circolog_redacted_messages_total 2\n');
		expect(metrics).toContain('circolog_redactions_total{rule="ticket"} 2\n');
		const {stdout} = await run(join(CIRCOLOGD, '../circolog-ctl'), ['--ctl-socket', daemon.ctlSocket, 'status']);
		expect(stdout.toString()).toMatch(/^redacted {3}2 messages: ipv4 3, ipv6 2, email 2, ticket 2, user 1$/m);
	});
});

describeWithPeers(['syslog-ng', 'python3'], 'behind syslog-ng', () => {
	test.each(['unix-dgram', 'tcp'])('%s: messages are masked and have all their fields', async transport => {
		const daemon = await startDaemon({args: ['--redact', 'all']});
		const driver = transport === 'unix-dgram' ? `unix-dgram("${daemon.syslogSocket}" flags(syslog-protocol))` : `syslog("127.0.0.1" transport(tcp) port(${daemon.port('tcp')}))`;
		const {datagramInput} = await startSyslogNg(syslogNgForward(driver));
		await sendDatagrams(datagramInput, [MESSAGE]);
		await daemon.received(1);
		expect((await daemon.messages())[0]).toMatchObject({...FIELDS, structured_data: {'a@32473': {ip: ['203.0.113.0']}, meta: {sequenceId: ['1']}}});
	});
});

describeWithPeers(['python3'], 'memory', () => {
	/** Sends texts with a word that is nowhere else, in every way; returns that word. */
	async function plant(daemon: Daemon): Promise<string> {
		const secret = `q${randomBytes(12).toString('hex')}`;
		const message = `<13>1 2026-11-20T15:10:37.123456+00:00 vm app - - - to ${secret}@example.org, TICKET-${secret}`;
		await sendDatagrams(daemon.syslogSocket, [message, `<13>1 - - app - - - ${'x '.repeat(3000)} ${secret}@example.org`]);
		await openUdp(daemon.port('udp')).send([message]);
		await sendStream(daemon.port('tcp'), [`${message}\n`, octetCounted(message), octetCounted(message)]);
		const stream = await openStream(daemon.streamSocket);
		// The first part of a frame is on its own for a while, in the framer.
		stream.write(message.slice(0, -20));
		await daemon.received(6);
		stream.write(`${message.slice(-20)}\n${message.slice(0, 60)}`);
		stream.end();
		await daemon.received(8);
		return secret;
	}

	test('what is masked is nowhere in the daemon\'s memory', async () => {
		const rules = join(temporaryFolder(), 'rules');
		writeFileSync(rules, 'ticket s/TICKET-\\w+/TICKET-?/\n');
		const daemon = await startDaemon({args: ['--redact', 'all', '--redact-file', rules]});
		const secret = await plant(daemon);
		await daemon.command('/pause/on');
		await sendDatagrams(daemon.syslogSocket, [`<13>1 - - app - - - ${secret}@example.org`]);
		await daemon.received(9);
		expect((await daemon.lines('rfc5424')).join('\n')).not.toContain(secret);
		expect(findInMemory(daemon.child.pid, secret)).toEqual([]);
	});

	test('without --redact it is found, so that the search is worth something', async () => {
		const daemon = await startDaemon();
		const secret = await plant(daemon);
		expect(findInMemory(daemon.child.pid, secret).length).toBeGreaterThan(0);
	});
});

describe('refused at the start, in one line', () => {
	test.each([
		[['--redact', 'ipv5'], /^circologd: --redact: "ipv5" is not allowed: all, ip or some of ipv4, ipv6, email, url-query, credit-card, bearer, secret\n$/],
		[['--redact', 'ipv4,x,email'], /^circologd: --redact: "ipv4,x,email" is not allowed: there is no rule "x"; all, ip or some of .*\n$/],
		[['--redact', ''], /^circologd: --redact: "" is not allowed: .*\n$/],
		[['--redact-file', 'absent'], /^circologd: --redact-file: ENOENT: .*\n$/],
		[['--redact-file', 'rules'], /^circologd: --redact-file: \S*rules:2:7: the pattern 'x\(': '\(' is not closed; write '\\\(' for the character\n$/],
	])('%j', async ([flag, value], expected) => {
		const folder = temporaryFolder();
		const at = (name: string): string => join(folder, name);
		writeFileSync(at('rules'), '# a comment\nx1 s/x(/y/\n');
		const child = new Child(CIRCOLOGD, [
			flag!, flag === '--redact' ? value! : at(value!), '--ctl-socket', at('c'), '--query-socket', at('q'), '--syslogd-socket', at('s'),
		], cleanEnvironment());
		expect(await child.exited).toEqual({code: 2, signal: null});
		expect(child.stderr).toMatch(expected);
	});
});
