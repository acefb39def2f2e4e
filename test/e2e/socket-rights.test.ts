import {statSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {Child, run} from './support/child.js';
import {CIRCOLOGD, cleanEnvironment, startDaemon, untilReady} from './support/daemon.js';
import {temporaryFolder} from './support/folder.js';
import {watchModes} from './support/mode-watch.js';
import {describeWithPeers} from './support/peers.js';

const NAMES = ['syslog', 'stream', 'query', 'ctl'];
const isRoot = process.getuid?.() === 0;

/** Mode, user and group of each socket in a folder. */
function rightsIn(folder: string): string[] {
	return NAMES.map(name => {
		const {mode, uid, gid} = statSync(join(folder, `${name}.sock`));
		return `${name} ${(mode & 0o777).toString(8)} ${uid} ${gid}`;
	});
}

describe('each socket its own', () => {
	const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];

	test.each([
		[['--socket-mode', 'syslog=666,query=640,ctl=600'], ['666', '660', '640', '600']],
		[['--socket-mode', '640', '--socket-mode', 'control=600', '--socket-mode', 'stream=622'], ['640', '622', '640', '600']],
		[['--socket-mode', 'query=644', '--socket-mode', '600', '--socket-mode', 'query=640'], ['600', '600', '640', '600']],
	])('%j', async (args, expected) => {
		const {folder} = await startDaemon({args});
		expect(rightsIn(folder)).toEqual(NAMES.map((name, i) => `${name} ${expected[i]!} ${uid} ${gid}`));
	});

	test('from the environment too', async () => {
		const {folder} = await startDaemon({env: {CIRCOLOG_SOCKET_MODE: 'query=644,600'}});
		expect(rightsIn(folder).map(line => line.split(' ')[1])).toEqual(['600', '600', '644', '600']);
	});

	test.skipIf(!isRoot)('users and groups by name or number, also of what the receiver makes', async () => {
		const {folder} = await startDaemon({args: ['--socket-user', 'syslog=nobody,ctl=7', '--socket-group', 'nogroup', '--socket-group', 'query=12345']});
		const nobody = Number((await run('id', ['-u', 'nobody'])).stdout.toString());
		const nogroup = Number((await run('getent', ['group', 'nogroup'])).stdout.toString().split(':')[2]);
		expect(rightsIn(folder)).toEqual([`syslog 660 ${nobody} ${nogroup}`, `stream 660 0 ${nogroup}`, 'query 660 0 12345', `ctl 660 7 ${nogroup}`]);
	});

	test.each([
		[['--socket-user', 'nobody-at-all'], '--socket-user: "nobody-at-all" is not allowed: there is no such user on this host'],
		[['--socket-group', 'query=-x'], '--socket-group: "-x" is not allowed: there is no such group on this host'],
		[['--socket-group', '4294967295'], 'there is no such group'],
		[['--socket-mode', 'query=888'], 'an octal file mode from 000 to 777'],
		[['--socket-mode', 'web=600'], 'KIND=VALUE with one of syslog, stream, query or ctl'],
		[['--socket-user', 'ctl='], 'a name or a number'],
	])('%j is refused before anything is opened', async (args, sentence) => {
		const {code, stderr} = await run(CIRCOLOGD, args, {env: {...cleanEnvironment(), RUNTIME_DIRECTORY: temporaryFolder()}, allowed: [2]});
		expect(code).toBe(2);
		expect(stderr).toContain(sentence);
		expect(stderr).not.toContain('listening');
	});
});

describeWithPeers(['python3'], 'under a watching eye', () => {
	test('no socket is open to anybody for a moment that it is not for', async () => {
		const folder = temporaryFolder();
		const paths = NAMES.map(name => join(folder, `${name}.sock`));
		const watch = await watchModes(paths);
		const child = new Child(CIRCOLOGD, [
			'--syslogd-socket', paths[0]!, '--syslog-stream-socket', paths[1]!, '--query-socket', paths[2]!, '--ctl-socket', paths[3]!,
			'--socket-mode', 'syslog=622,stream=666,query=640,ctl=620', ...(isRoot ? ['--socket-group', 'nogroup'] : []),
		], cleanEnvironment());
		await untilReady(child);
		const asked = [0o622, 0o666, 0o640, 0o620];
		const seen = (await watch.stop()).map(line => line.split(' '));
		expect(seen.length).toBeGreaterThanOrEqual(paths.length);
		for (const [path = '', mode = ''] of seen) expect(Number(mode) & ~asked[paths.indexOf(path)]!, `${path} ${mode}`).toBe(0);
	});
});
