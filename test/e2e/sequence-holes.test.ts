import {once} from 'node:events';
import {type AddressInfo, createServer} from 'node:net';
import {describe, expect, test} from 'vitest';
import {type Daemon, startDaemon} from './support/daemon.js';
import {sendDatagrams} from './support/datagrams.js';
import {lossesOf, type LossTotal} from './support/losses.js';
import {describeWithPeers} from './support/peers.js';
import {sendStream} from './support/stream.js';
import {startSyslogNg, syslogNgForward} from './support/syslog-ng.js';
import {openUdp} from './support/udp.js';
import {waitFor} from './support/wait.js';

/** Messages with these numbers. */
function numbered(numbers: readonly number[], host = 'web1'): string[] {
	return numbers.map(number => `<13>1 2026-11-20T15:10:37+00:00 ${host} app 1 - [meta sequenceId="${number}"] number ${number}\n`);
}

function upTo(from: number, to: number): number[] {
	return Array.from({length: to - from + 1}, (_, i) => from + i);
}

/** What is written down of senders, once a reason is among it. */
async function heard(daemon: Daemon, reason: string): Promise<string[]> {
	const {losses} = await waitFor(`an entry for ${reason}`, async () => {
		const answer = await lossesOf(daemon);
		return answer.losses.some(each => each.reason === reason) ? answer : undefined;
	});
	return losses.map(({source, reason: why, count, from_seq, to_seq}) => `${source}: ${count} ${why} before ${from_seq === to_seq ? to_seq : `${from_seq} to ${to_seq}`}`);
}

describe('what was lost before it got here is counted by the sender', () => {
	test('a hole in its numbers, and where; a new beginning is told apart', async () => {
		const daemon = await startDaemon();
		await sendStream(daemon.streamSocket, numbered([...upTo(1, 100), ...upTo(108, 200), 1, 2, 3]));
		await daemon.received(196);
		const on = `web1 on unix-stream:${daemon.streamSocket}`;
		expect(await heard(daemon, 'sender_restarted')).toEqual([`${on}: 7 sequence_hole before 101`, `${on}: 0 sender_restarted before 194`]);
		expect((await lossesOf(daemon)).totals.map(({reason, count}: LossTotal) => [reason, count])).toEqual([['sequence_hole', 7]]);
	});

	test('over UDP, where the order may change: what comes late is not lost', async () => {
		const daemon = await startDaemon();
		await openUdp(daemon.port('udp')).send(numbered([1, 2, 5, 3, 7, 8, 6, 9, 12]));
		await daemon.received(9);
		const found = await heard(daemon, 'sequence_hole');
		expect(found.map(text => text.replace(/before.*/, ''))).toEqual(['web1 from 127.0.0.1: 3 sequence_hole ']);
	});

	test('but not what the daemon has thrown away itself, which is counted already', async () => {
		const daemon = await startDaemon();
		await sendStream(daemon.streamSocket, numbered(upTo(1, 50)));
		await daemon.received(50);
		await daemon.command('/pause/on');
		await sendStream(daemon.streamSocket, numbered(upTo(51, 80)));
		await daemon.received(80);
		await daemon.command('/pause/off');
		// Of 31 to 85, thirty were thrown away, and five never came.
		await sendStream(daemon.streamSocket, numbered(upTo(86, 90)));
		await daemon.received(85);
		const source = `unix-stream:${daemon.streamSocket}`;
		expect(await heard(daemon, 'sequence_hole')).toEqual([`${source}: 30 discarded_paused before 51`, `web1 on ${source}: 5 sequence_hole before 51`]);
	});

	test('by each host that sends through the same socket', async () => {
		const daemon = await startDaemon();
		const both = upTo(1, 20).flatMap(number => [...numbered([number], 'a'), ...numbered(number === 9 ? [] : [number + 1000], 'b')]);
		await sendDatagrams(daemon.syslogSocket, both);
		await daemon.received(39);
		expect(await heard(daemon, 'sequence_hole')).toEqual([`b on unix-dgram:${daemon.syslogSocket}: 1 sequence_hole before 19`]);
	});
});

/** A TCP port that nobody listens on. */
async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const {port} = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}

describeWithPeers(['syslog-ng'], 'syslog-ng, behind a relay whose queue is too small', () => {
	const COUNT = 20_000;
	const message = (i: number | string): string => `<13>1 2026-11-20T15:10:37+00:00 vm app ${i} - - message\n`;

	test('what the relay drops while the daemon stands still is counted to the message; a restart of the sender is told apart', async () => {
		const daemon = await startDaemon();
		const port = await freePort();
		await startSyslogNg(`source s_net { network(ip("127.0.0.1") port(${port}) transport("tcp") flags(syslog-protocol) log-iw-size(10000) log-fetch-limit(1000)); };
destination d_circolog { unix-dgram("${daemon.syslogSocket}" flags(syslog-protocol) time-reopen(1) log-fifo-size(500)); };
log { source(s_net); source(s_src); destination(d_circolog); };`);
		const forward = syslogNgForward(`network("127.0.0.1" port(${port}) transport("tcp") flags(syslog-protocol) time-reopen(1))`);
		const first = await startSyslogNg(forward);
		await sendStream(first.streamInput, Array.from({length: 10}, (_, i) => message(i)));
		await daemon.received(10);
		daemon.child.kill('SIGSTOP');
		await sendStream(first.streamInput, Array.from({length: COUNT}, (_, i) => message(i)));
		daemon.child.kill('SIGCONT');
		// The last ones may be among those that are dropped: only a later one shows that.
		await waitFor('a message that gets through', async () => {
			await sendStream(first.streamInput, [message('later')]);
			return (await daemon.lines()).some(line => line.includes('app[later]'));
		});
		await first.stop();
		const {received, last} = await settled(daemon);
		const {totals} = await lossesOf(daemon, '?reason=sequence_hole');
		const source = `vm on unix-dgram:${daemon.syslogSocket}`;
		expect(totals).toMatchObject([{source, count: last - received}]);
		expect(totals[0]!.count).toBeGreaterThan(COUNT / 2);

		const second = await startSyslogNg(forward);
		await sendStream(second.streamInput, [message('anew'), message('anew')]);
		await daemon.received(received + 2);
		expect((await heard(daemon, 'sender_restarted')).at(-1)).toBe(`${source}: 0 sender_restarted before ${received + 1}`);
		expect((await lossesOf(daemon, '?reason=sequence_hole')).totals).toEqual(totals);
	}, 60_000);

	/** How many messages were received and which number the last of them has, when nothing more comes and the watch has seen all. */
	async function settled(daemon: Daemon): Promise<{received: number; last: number}> {
		return waitFor('the last number', async () => {
			const before = await lossesOf(daemon);
			const {counters: {received}} = await daemon.status();
			const last = Number((await daemon.messages()).at(-1)?.structured_data?.['meta']?.['sequenceId']?.[0]);
			const sum = before.totals.filter(({reason}) => reason === 'sequence_hole').reduce((all, {count}) => all + count, received);
			return sum === last ? {received, last} : undefined;
		});
	}
});
