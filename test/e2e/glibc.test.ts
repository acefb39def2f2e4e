import {spawnSync} from 'node:child_process';
import {mkdirSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {run} from './support/child.js';
import {startDaemon} from './support/daemon.js';
import {temporaryFolder} from './support/folder.js';
import {describeWithPeers, findPeer, peer} from './support/peers.js';

// glibc's syslog(3) knows one address, /dev/log. python3's syslog module is nothing but that function; after chroot(2)
// its /dev/log is the one in our folder, where the daemon has made its socket. No mount is needed for that, so it works
// in an ordinary container too. Everything that Python would load later has to be loaded before.
const PROGRAM = `
import os, sys, syslog, time
time.localtime()
os.chroot(sys.argv[1])
syslog.openlog('gapp', syslog.LOG_PID, syslog.LOG_LOCAL0)
syslog.syslog(syslog.LOG_INFO, 'one')
syslog.syslog(syslog.LOG_ERR, sys.argv[2])
syslog.syslog(syslog.LOG_INFO, 'x' * 5000)
syslog.closelog()
syslog.openlog('', syslog.LOG_PID, syslog.LOG_USER)
syslog.syslog(syslog.LOG_INFO, 'nameless')
print(os.getpid())
`;

/** A command in front of others that makes chroot(2) possible: none for root, a user namespace for everyone else. */
function wrapper(): string[] | undefined {
	const unshare = findPeer('unshare');
	const candidates = [[], ...(unshare === undefined ? [] : [[unshare, '--map-root-user']])];
	return candidates.find(prefix => {
		const [command, ...args] = [...prefix, findPeer('python3') ?? 'python3', '-c', 'import os; os.chroot("/")'];
		return spawnSync(command, args).status === 0;
	});
}

const prefix = wrapper();
const subject = 'glibc syslog(3) to /dev/log';
if (prefix === undefined) {
	console.warn(`SKIPPED: ${subject}: neither root nor allowed to make a user namespace`);
}

describeWithPeers(['python3'], subject, () => {
	test.skipIf(prefix === undefined).each([
		// On the stream an LF ends a message as well as the NUL does; between the two there is no message.
		{kind: 'datagram', name: 'unix-dgram', flag: '--syslogd-socket', text: 'two\nlines', message: 'two\nlines'},
		{kind: 'stream', name: 'unix-stream', flag: '--syslog-stream-socket', text: 'two\n', message: 'two'},
	])('a $kind socket: every message arrives whole, with its process and priority', async ({name, flag, text, message}) => {
		const root = temporaryFolder();
		mkdirSync(join(root, 'dev'));
		const daemon = await startDaemon({args: [flag, join(root, 'dev/log')]});
		const [command, ...args] = [...prefix!, peer('python3'), '-c', PROGRAM, root, text];
		const pid = (await run(command, args)).stdout.toString('utf8').trim();

		const status = await daemon.until('four messages', ({counters}) => counters.stored >= 4);
		expect(status.sources.find(source => source.name === `${name}:${join(root, 'dev/log')}`))
			.toMatchObject({received: 4, stored: 4, discarded_empty: 0, truncated: 0});
		const messages = await daemon.messages();
		expect(messages.slice(0, 3)).toMatchObject([
			{priority: 134, app_name: 'gapp', proc_id: pid, message: 'one'},
			{priority: 131, app_name: 'gapp', proc_id: pid, message},
			{priority: 134, app_name: 'gapp', proc_id: pid, message: 'x'.repeat(5000)},
		]);
		expect(messages[3]).toMatchObject({priority: 14});
		expect(messages[3]?.message).toContain('nameless');
		expect(messages.filter(({hostname: named}) => named !== undefined)).toEqual([]);
		// A local sender names no host: the line shows this one.
		expect((await daemon.lines('syslog'))[0]).toContain(` ${hostname().split('.')[0] ?? ''}`);
		expect((await daemon.lines('syslog'))[1]).toMatch(/: two(#012lines)?$/);
	});
});
