import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {run} from './support/child.js';
import {startDaemon} from './support/daemon.js';
import {describeWithPeers, peer} from './support/peers.js';

const TEXT = 'hello from logger';

async function logger(...args: string[]): Promise<void> {
	await run(peer('logger'), args);
}

describeWithPeers(['logger'], 'logger', () => {
	test('-u: the local format, which names no host', async () => {
		const daemon = await startDaemon();
		await logger('-u', daemon.syslogSocket, '-t', 'myapp', '--id=123', '-p', 'local0.err', TEXT);
		await daemon.received(1);
		const [message] = await daemon.messages();
		expect(message).toMatchObject({app_name: 'myapp', proc_id: '123', priority: 131, message: TEXT});
		expect((await daemon.lines('rfc5424'))[0]).toMatch(/^<131>\w{3} [ \d]\d \d\d:\d\d:\d\d myapp\[123\]: hello from logger$/);
		expect((await daemon.lines('syslog'))[0]).toMatch(/^\w{3} [ \d]\d \d\d:\d\d:\d\d \S+ myapp\[123\]: hello from logger$/);
	});

	test('--rfc5424: time quality and structured data', async () => {
		const daemon = await startDaemon();
		await logger('-u', daemon.syslogSocket, '--rfc5424', '-t', 'myapp', '--msgid', 'MSG1',
			'--sd-id', 'zoo@123', '--sd-param', 'tiger="hungry"', '--sd-param', 'zebra="running"', TEXT);
		await daemon.received(1);
		const [message] = await daemon.messages();
		expect(message).toMatchObject({version: 1, priority: 13, app_name: 'myapp', msg_id: 'MSG1', message: TEXT});
		expect(message?.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}([+-]\d\d:\d\d|Z)$/);
		expect(message?.structured_data).toHaveProperty(['zoo@123'], {tiger: ['hungry'], zebra: ['running']});
		expect(message?.structured_data).toHaveProperty(['timeQuality', 'tzKnown'], ['1']);
	});

	test('--rfc5424=notime,notq,nohost: what is absent stays absent', async () => {
		const daemon = await startDaemon();
		await logger('-u', daemon.syslogSocket, '--rfc5424=notime,notq,nohost', '-t', 'myapp', '--id=123', TEXT);
		await daemon.received(1);
		const [message] = await daemon.messages();
		expect(await daemon.lines('rfc5424')).toEqual([`<13>1 - - myapp 123 - - ${TEXT}`]);
		expect(message).toMatchObject({app_name: 'myapp', proc_id: '123', message: TEXT});
		for (const absent of ['timestamp', 'hostname', 'msg_id', 'structured_data']) {
			expect(message).not.toHaveProperty(absent);
		}
	});

	test('--octet-count -d: a count inside a datagram is framing, not message', async () => {
		const daemon = await startDaemon();
		await logger('-u', daemon.syslogSocket, '--octet-count', '-d', '--rfc5424=notime,notq,nohost', '-t', 'myapp', TEXT);
		await daemon.received(1);
		const [message] = await daemon.messages();
		expect(message).toMatchObject({priority: 13, version: 1, app_name: 'myapp', message: TEXT});
	});

	test('each line of a file is a message, in order', async () => {
		const daemon = await startDaemon();
		const file = join(daemon.folder, 'lines');
		writeFileSync(file, Array.from({length: 500}, (_, i) => `line ${i}\n`).join(''));
		await logger('-u', daemon.syslogSocket, '-t', 'myapp', '-f', file);
		await daemon.received(500);
		expect((await daemon.messages()).map(({message}) => message)).toEqual(Array.from({length: 500}, (_, i) => `line ${i}`));
	});

	test('a unix stream socket', async () => {
		const daemon = await startDaemon();
		await logger('-u', daemon.streamSocket, '-t', 'myapp', TEXT);
		const status = await daemon.received(1);
		expect(status.sources.find(({name}) => name.startsWith('unix-stream:'))).toMatchObject({received: 1, connections: 1});
		expect((await daemon.messages())[0]).toMatchObject({app_name: 'myapp', message: TEXT});
	});

	test('UDP', async () => {
		const daemon = await startDaemon();
		await logger('--udp', '-n', '127.0.0.1', '-P', String(daemon.port('udp')), '-t', 'myapp', TEXT);
		const status = await daemon.received(1);
		expect(status.sources.find(({name}) => name.startsWith('udp:'))).toMatchObject({received: 1});
		expect((await daemon.messages())[0]).toMatchObject({app_name: 'myapp', message: TEXT});
	});

	test.each([
		{framing: 'a line a message', flags: []},
		{framing: 'octet-counted', flags: ['--octet-count']},
	])('TCP, $framing', async ({flags}) => {
		const daemon = await startDaemon();
		const file = join(daemon.folder, 'lines');
		writeFileSync(file, 'one\ntwo\nthree\n');
		await logger('--tcp', '-n', '127.0.0.1', '-P', String(daemon.port('tcp')), ...flags, '-t', 'myapp', '-f', file);
		const status = await daemon.received(3);
		expect(status.sources.find(({name}) => name.startsWith('tcp:'))).toMatchObject({received: 3, connections: 1});
		expect((await daemon.messages()).map(({app_name, message}) => [app_name, message]))
			.toEqual([['myapp', 'one'], ['myapp', 'two'], ['myapp', 'three']]);
	});

	test('a message longer than --max-message-size is cut, marked and counted', async () => {
		const daemon = await startDaemon({args: ['--max-message-size', '2K']});
		await logger('-u', daemon.syslogSocket, '--size', '5000', '--rfc5424=notime,notq,nohost', '-t', 'myapp', 'x'.repeat(4000));
		const status = await daemon.received(1);
		expect(status.counters).toMatchObject({stored: 1, truncated: 1});
		const [line] = await daemon.lines('rfc5424');
		expect(line).toMatch(/^<13>1 - - myapp - - - x+$/);
		expect(line).toHaveLength(2048);
	});
});
