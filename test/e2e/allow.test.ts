import {once} from 'node:events';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {expectAccounted} from './support/accounting.js';
import {Child, run} from './support/child.js';
import {CIRCOLOGD, cleanEnvironment, type Daemon, startDaemon, untilReady} from './support/daemon.js';
import {sendDatagrams} from './support/datagrams.js';
import {temporaryFolder} from './support/folder.js';
import {describeWithPeers} from './support/peers.js';
import {findInMemory} from './support/process-memory.js';
import {openStream, sendStream} from './support/stream.js';
import {openUdp} from './support/udp.js';

/** Sends from an address of 127.0.0.0/8 or ::1, over UDP, and waits until the daemon has it. */
async function send(daemon: Daemon, port: number, from: string, messages: readonly string[]): Promise<void> {
	const {counters} = await daemon.status();
	await openUdp(port, from).send(messages);
	await daemon.until('the datagrams', status => status.counters.received >= counters.received + messages.length);
}

function portOf(daemon: Daemon, prefix: string): number {
	return Number(daemon.announced.find(address => address.startsWith(prefix))?.slice(prefix.length));
}

describeWithPeers(['python3'], 'with --allow', () => {
	test('datagrams of others are dropped and counted by source', async () => {
		const daemon = await startDaemon({args: ['--allow', '127.0.0.1', '--allow', '127.0.2.0/24, 127.0.3.128/25']});
		const port = daemon.port('udp');
		for (const [i, from] of ['127.0.0.1', '127.0.0.2', '127.0.2.255', '127.0.3.127', '127.0.3.128', '127.0.4.0'].entries()) {
			await send(daemon, port, from, [`<13>1 - - app - - - ${i} from ${from}`]);
		}
		expect((await daemon.messages()).map(({message}) => message)).toEqual(['0 from 127.0.0.1', '2 from 127.0.2.255', '4 from 127.0.3.128']);
		const {sources} = await daemon.status();
		expect(sources.find(({name}) => name.startsWith('udp:'))).toMatchObject({received: 6, stored: 3, discarded_not_allowed: 3});
		await expectAccounted(daemon);
	});

	test('connections of others are closed when they are accepted, and counted', async () => {
		const daemon = await startDaemon({args: ['--allow', '127.0.0.0/31']});
		const [allowed, other] = [await openStream(daemon.port('tcp')), await openStream(daemon.port('tcp'), '127.0.0.2')];
		other.on('error', () => undefined).resume();
		await once(other, 'close');
		allowed.write('<13>1 - - app - - - kept\n');
		const status = await daemon.received(1);
		expect(status.sources.find(({name}) => name.startsWith('tcp:'))).toMatchObject({connections: 1, connections_not_allowed: 1, connections_refused: 0});
		await expectAccounted(daemon);
	});

	test('IPv4 senders of a socket for IPv4 and IPv6 are told by their IPv4 address', async () => {
		const daemon = await startDaemon({args: ['--allow', '127.0.0.2,::1', '--syslog-udp', ':0', '--syslog-tcp', '[::]:0']});
		const port = portOf(daemon, 'udp:*:');
		await send(daemon, port, '127.0.0.2', ['<13>1 - - app - - - two']);
		await send(daemon, port, '127.0.0.1', ['<13>1 - - app - - - one']);
		await send(daemon, port, '::1', ['<13>1 - - app - - - six']);
		expect((await daemon.messages()).map(({message}) => message)).toEqual(['two', 'six']);
		const tcp = portOf(daemon, 'tcp:[::]:');
		for (const from of ['127.0.0.2', '127.0.0.1', '::1']) (await openStream(tcp, from)).on('error', () => undefined).end('<13>1 - - app - - - tcp\n');
		const {counters} = await daemon.until('three connections', ({counters: {connections, connections_not_allowed: others, stored}}) => connections + others === 3 && stored === 4);
		expect(counters).toMatchObject({connections: 2, connections_not_allowed: 1, discarded_not_allowed: 1});
	});

	test('unix sockets are as open as before', async () => {
		const daemon = await startDaemon({args: ['--allow', '192.0.2.1']});
		await sendDatagrams(daemon.syslogSocket, ['<13>1 - - app - - - datagram']);
		await sendStream(daemon.streamSocket, ['<13>1 - - app - - - stream\n']);
		await daemon.received(2);
		expect((await daemon.status()).counters).toMatchObject({stored: 2, discarded_not_allowed: 0, connections_not_allowed: 0});
	});

	test('nothing of what was refused stays in memory, wherever it was received, and the rest stays whole', async () => {
		const daemon = await startDaemon({args: ['--allow', '127.0.0.1']});
		const [port, word] = [daemon.port('udp'), 'Xylophone'];
		const kept = Array.from({length: 1500}, (_, i) => `<13>1 - - app - - - message ${String(i).padStart(5, '0')} ${'k'.repeat(150)}`);
		const [good, bad] = [openUdp(port), openUdp(port, '127.0.0.2')];
		let sent = 0;
		// As long as the others first, so that they are received in place; then longer, so that some have to be moved.
		for (const extra of [0, 0, 0, 300, 0]) {
			// What comes while the daemon stands still is received in large batches.
			daemon.child.kill('SIGSTOP');
			for (const part of [0, 1, 2]) {
				await good.send(kept.slice(sent, sent + 100));
				sent += 100;
				if (sent > 300) await bad.send([`<13>1 - - app - - - ${word.toLowerCase()} ${part} ${'b'.repeat(150 + extra)} ${word}`]);
			}
			daemon.child.kill('SIGCONT');
			await daemon.until('the batch', ({counters}) => counters.stored === sent);
		}
		expect(await daemon.lines('rfc5424')).toEqual(kept.slice(0, sent));
		expect((await daemon.status()).counters).toMatchObject({discarded_not_allowed: 12, kernel_drops: 0});
		await expectAccounted(daemon);
		expect(findInMemory(daemon.child.pid, 'message 00042')).not.toEqual([]);
		expect([...findInMemory(daemon.child.pid, word), ...findInMemory(daemon.child.pid, word.toLowerCase())]).toEqual([]);
	});

	test('while paused, what is refused counts as refused and the rest as paused', async () => {
		const daemon = await startDaemon({args: ['--allow', '127.0.0.1']});
		await daemon.command('/pause/on');
		await send(daemon, daemon.port('udp'), '127.0.0.2', ['<13>a', '<13>b']);
		await send(daemon, daemon.port('udp'), '127.0.0.1', ['<13>c']);
		expect((await daemon.status()).counters).toMatchObject({received: 3, discarded_paused: 1, discarded_not_allowed: 2, stored: 0});
	});
});

describe('--allow says what is wrong with', () => {
	test.each([
		['banana', 'it is no address'], ['10.0.0.0/33', 'a prefix of IPv4 has 0 to 32 bits'], ['::/129', 'a prefix of IPv6 has 0 to 128 bits'],
		['10.1.2.3/8', 'it has bits beyond its prefix: 10.1.2.3 is the one address'], ['fe80::1%lo', 'it is no address'],
		['127.0.0.1,10.0.0.300', '"10.0.0.300": it is no address'], ['', 'it is no address'], ['10.0.0.0/', 'it is no address'],
	])('%j', async (value, wrong) => {
		const {code, stderr} = await run(CIRCOLOGD, [`--allow=${value}`], {env: cleanEnvironment(), allowed: [2]});
		expect(code).toBe(2);
		expect(stderr).toBe(`circologd: --allow: ${JSON.stringify(value)} is not allowed: addresses and networks, such as 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32 (${wrong})\n`);
	});

	test('too many', async () => {
		const many = Array.from({length: 257}, (_, i) => `10.0.${i >> 8}.${i & 255}`).join(',');
		const {stderr} = await run(CIRCOLOGD, ['--allow', many], {env: cleanEnvironment(), allowed: [2]});
		expect(stderr).toBe('circologd: --allow: 257 addresses and networks are too many: 256 are allowed\n');
	});

	test('a daemon that it does not concern', async () => {
		const folder = temporaryFolder();
		const child = new Child(CIRCOLOGD, [
			'--allow', '::1', '--syslogd-socket', join(folder, 'syslog.sock'), '--query-socket', join(folder, 'query.sock'), '--ctl-socket', join(folder, 'ctl.sock'),
		], cleanEnvironment());
		await untilReady(child);
		expect(child.stderr).toContain('circologd: --allow: syslog is received on unix sockets only, which it does not concern\n');
	});
});
