import {join} from 'node:path';
import {expect, test} from 'vitest';
import {startDaemon} from '../e2e/support/daemon.js';
import {temporaryFolder} from '../e2e/support/folder.js';
import {CTL, runToEnd, send} from './support.js';

test('pauses, resumes, toggles and clears', async () => {
	const daemon = await startDaemon();
	const ctl = async (...args: string[]): Promise<unknown> => runToEnd(CTL, [...args, '--ctl-socket', daemon.ctlSocket]);
	const says = (stdout: string): unknown => ({code: 0, stdout, stderr: ''});
	expect(await ctl('pause')).toEqual(says('paused\n'));
	expect(await ctl('pause')).toEqual(says('paused\n'));
	expect((await daemon.status()).paused).toBe(true);
	expect(await ctl('resume')).toEqual(says('resumed\n'));
	expect(await ctl('toggle')).toEqual(says('paused\n'));
	expect(await ctl('toggle', '--json')).toEqual(says('{"paused":false}\n'));
	await send(daemon, 1, 3);
	await daemon.received(3);
	expect(await ctl('clear')).toEqual(says('cleared 3 messages\n'));
	expect(await ctl('clear')).toEqual(says('cleared 0 messages\n'));
});

test('shows the state, for people and as it is', async () => {
	const daemon = await startDaemon();
	await send(daemon, 1, 3);
	await daemon.received(3);
	const screen = await runToEnd(CTL, ['status'], {CIRCOLOG_CTL_SOCKET: daemon.ctlSocket});
	expect(screen).toMatchObject({code: 0, stderr: ''});
	expect(screen.stdout).toMatch(/^circologd 0\.1\.0, recording, up \d+ s\n\nmessages +3 of /);
	expect(screen.stdout).toMatch(new RegExp(`^unix-stream:${daemon.streamSocket} +3 +3 +0$`, 'm'));
	const raw = await runToEnd(CTL, ['-ctl-socket', daemon.ctlSocket, 'status', '-json']);
	expect(JSON.parse(raw.stdout)).toMatchObject({version: '0.1.0', counters: {received: 3}});
	expect((await runToEnd(CTL, ['status'], {RUNTIME_DIRECTORY: daemon.folder})).code).toBe(0);
});

test('a pipe that is closed early is no error', async () => {
	const {ctlSocket} = await startDaemon();
	const shell = `('${CTL}' status --ctl-socket '${ctlSocket}'; echo "code $?" >&2) | true`;
	expect(await runToEnd('/bin/sh', ['-c', shell])).toEqual({code: 0, stdout: '', stderr: 'code 0\n'});
});

test('no daemon: one line and exit code 1', async () => {
	const path = join(temporaryFolder(), 'ctl.sock');
	expect(await runToEnd(CTL, ['status', '--ctl-socket', path])).toEqual({
		code: 1, stdout: '', stderr: `circolog-ctl: cannot reach circologd at ${path}: no such socket (is circologd running?)\n`,
	});
});

test('the query socket takes no commands, and says so', async () => {
	const {querySocket} = await startDaemon();
	const {code, stdout, stderr} = await runToEnd(CTL, ['clear', '--ctl-socket', querySocket]);
	expect({code, stdout}).toEqual({code: 1, stdout: ''});
	expect(stderr).toMatch(/^circolog-ctl: circologd at .*query\.sock answers 40[45]: .+\n$/);
});

test('usage: exit code 2', async () => {
	const nothing = await runToEnd(CTL, []);
	expect(nothing).toMatchObject({code: 2, stdout: ''});
	expect(nothing.stderr).toContain('Usage: circolog-ctl');
	expect(await runToEnd(CTL, ['stauts'])).toEqual({code: 2, stdout: '', stderr: "circolog-ctl: unknown command 'stauts' (did you mean status?)\n"});
	expect(await runToEnd(CTL, ['--version'])).toEqual({code: 0, stdout: 'circolog-ctl 0.1.0\n', stderr: ''});
});
