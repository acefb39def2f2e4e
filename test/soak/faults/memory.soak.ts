import {existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {expectAccounted} from '../../e2e/support/accounting.js';
import {CIRCOLOGD, cleanEnvironment, Daemon, untilReady} from '../../e2e/support/daemon.js';
import {Child} from '../../e2e/support/child.js';
import {temporaryFolder} from '../../e2e/support/folder.js';
import {follow, webSocketUrl} from '../../e2e/support/follower.js';
import {ask} from '../../e2e/support/http.js';
import {newlineEnded, numberedMessages} from '../../e2e/support/numbered.js';
import {sendStream} from '../../e2e/support/stream.js';

const MIB = 1024 * 1024;
const RING_MIB = 32;
/** What a service of this size may be given; see docs/operations.md. */
const LIMIT_MIB = RING_MIB + 160;

/** Where groups are made, and what their limit is called: cgroup v1 has a tree for memory alone. */
const TREE = ['/sys/fs/cgroup/memory', '/sys/fs/cgroup'].find(path => existsSync(join(path, 'cgroup.procs')));
const LIMIT = TREE?.endsWith('/memory') === true ? 'memory.limit_in_bytes' : 'memory.max';
const GROUP = `circolog-soak-${process.pid}`;

/** A control group that may be limited; undefined where this user may not make one. */
function makeGroup(): string | undefined {
	if (TREE === undefined) return undefined;
	const group = join(TREE, GROUP);
	try {
		mkdirSync(group);
		writeFileSync(join(group, LIMIT), String(LIMIT_MIB * MIB));
	} catch {
		return undefined;
	}
	return group;
}

const group = makeGroup();

describe.runIf(group !== undefined)(`within ${LIMIT_MIB} MiB of memory`, () => {
	test(`a ring of ${RING_MIB} MiB is filled many times over, read and followed, and nobody is killed`, async () => {
		const folder = temporaryFolder();
		const at = (name: string): string => join(folder, name);
		const child = new Child('/bin/sh', ['-c', 'echo $$ >"$0" && exec "$@"', join(group!, 'cgroup.procs'), CIRCOLOGD,
			'--syslogd-socket', at('syslog.sock'), '--syslog-stream-socket', at('stream.sock'), '--query-socket', at('query.sock'), '--ctl-socket', at('ctl.sock'),
			'--buffer-bytes', `${RING_MIB}M`,
		], cleanEnvironment());
		onTestFinished(async () => {
			child.kill('SIGKILL');
			await child.exited;
			rmdirSync(group!);
		});
		await untilReady(child);
		const daemon = new Daemon(child, folder);
		expect(readFileSync(`/proc/${child.pid}/cgroup`, 'latin1')).toContain(GROUP);
		const followers = await Promise.all(Array.from({length: 20}, async () => follow(webSocketUrl(daemon.querySocket, '/ws?batch=1&l=0'))));
		for (const follower of followers.slice(10)) follower.pause();
		const batch = numberedMessages(20_000).map(newlineEnded).join('');
		for (let i = 0; i < 40; i++) {
			await sendStream(daemon.streamSocket, [batch]);
			if (i % 8 === 0) await Promise.all(['/?fmt=json', '/?fmt=export', '/patterns', '/count?q=uncommon'].map(async path => { expect((await ask(daemon.querySocket, path)).status).toBe(200); }));
		}
		await daemon.received(800_000);
		await daemon.command('/buffer/resize?bytes=48M');
		await expectAccounted(daemon);
		for (const follower of followers) follower.terminate();
		await daemon.stop();
	});
});
