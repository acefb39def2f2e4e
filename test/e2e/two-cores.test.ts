import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {allowedCpus, threadId} from '../../src/libc/affinity.js';
import {Child, run} from './support/child.js';
import {CIRCOLOGD, cleanEnvironment, Daemon, startDaemon, untilReady} from './support/daemon.js';
import {temporaryFolder} from './support/folder.js';
import {describeWithPeers, peer} from './support/peers.js';
import {sendStream} from './support/stream.js';
import {waitFor} from './support/wait.js';

const CPUS = allowedCpus(threadId());
const COUNT = 20_000;
const MOST_ROUNDS = 100;
const LINES = Array.from({length: COUNT}, (_, i) => `<134>1 2026-11-20T15:10:37.123456+00:00 host app 4711 - - message ${i} with some text behind it\n`).join('');

/** The CPUs that each thread of a process may run on, as the kernel writes them. */
function lists(pid: number): string[] {
	return readdirSync(`/proc/${pid}/task`).flatMap(thread => {
		try {
			return [/^Cpus_allowed_list:\t(.+)$/m.exec(readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8'))![1]!];
		} catch {
			// It has ended meanwhile.
			return [];
		}
	});
}

/** Floods a daemon on so many CPUs until some thread may not run on all of them, or for some rounds; returns whether one was found. */
async function isToldWhereToRun(cpus: readonly number[], rounds: number): Promise<boolean> {
	const daemon = await startDaemon({args: ['--buffer-bytes', '4M']});
	const {pid} = daemon.child;
	await run(peer('taskset'), ['--all-tasks', '--cpu-list', '--pid', cpus.join(','), String(pid)]);
	const [whole] = lists(pid);
	let isFound = false;
	let sent = 0;
	for (let round = 0; round < rounds && !isFound; round++) {
		let isSending = true as boolean;
		const sending = sendStream(daemon.port('tcp'), [LINES]).finally(() => {
			isSending = false;
		});
		while (isSending) {
			isFound ||= lists(pid).some(list => list !== whole);
			await new Promise(setImmediate);
		}
		await sending;
		sent += COUNT;
	}
	const {counters} = await daemon.received(sent);
	expect(counters.received).toBe(counters.stored);
	await waitFor('all threads to be free again', () => lists(pid).every(list => list === whole));
	return isFound;
}

describeWithPeers(['unshare'], 'where there is no /proc', () => {
	test('a daemon starts, and takes what is sent while it compresses', async () => {
		const folder = temporaryFolder();
		const child = new Child(peer('unshare'), [
			'--mount', '/bin/sh', '-c', 'umount --lazy /proc && exec "$@"', 'sh', CIRCOLOGD, '--buffer-bytes', '4M', '--syslogd-socket', join(folder, 'syslog.sock'),
			'--syslog-tcp', '127.0.0.1:0', '--query-socket', join(folder, 'query.sock'), '--ctl-socket', join(folder, 'ctl.sock'),
		], cleanEnvironment());
		await untilReady(child);
		const daemon = new Daemon(child, folder);
		await sendStream(daemon.port('tcp'), [LINES]);
		await daemon.received(COUNT);
		await daemon.stop();
	});
});

describeWithPeers(['taskset'], 'a flood', () => {
	test.runIf(CPUS.length >= 2)('on two cores, the receiver is told where to run while the main thread works, and no longer afterwards', async () => {
		expect(await isToldWhereToRun(CPUS.slice(0, 2), MOST_ROUNDS)).toBe(true);
	});

	test('on one core, nobody is told', async () => {
		expect(await isToldWhereToRun(CPUS.slice(0, 1), 5)).toBe(false);
	});
});
