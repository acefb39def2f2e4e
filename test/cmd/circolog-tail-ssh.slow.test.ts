import {mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Child} from '../e2e/support/child.js';
import {type Daemon, startDaemon} from '../e2e/support/daemon.js';
import {temporaryFolder} from '../e2e/support/folder.js';
import {describeWithPeers, peer} from '../e2e/support/peers.js';
import {onTerminal} from '../e2e/support/pseudo-terminal.js';
import {type SshServer, startSshServer} from '../e2e/support/ssh-server.js';
import {waitFor, within} from '../e2e/support/wait.js';
import {type Ended, lines, runToEnd, send, start, TAIL} from './support.js';

/** A daemon, a way to it through ssh, and a folder for temporary files. */
interface Scene {
	daemon: Daemon;
	server: SshServer;
	url: string;
	temporary: string;
	env: NodeJS.ProcessEnv;
}

async function scene(): Promise<Scene> {
	const [daemon, server] = await Promise.all([startDaemon(), startSshServer()]);
	const temporary = temporaryFolder();
	return {daemon, server, url: server.url(daemon.querySocket), temporary, env: environment(server.bin, temporary)};
}

function environment(bin: string, temporary: string): NodeJS.ProcessEnv {
	return {PATH: `${bin}:${process.env['PATH'] ?? ''}`, TMPDIR: temporary};
}

/** A folder with an `ssh` that is this script. */
function fakeSsh(script: string): {bin: string; temporary: string; env: NodeJS.ProcessEnv} {
	const [bin, temporary] = [temporaryFolder(), temporaryFolder()];
	writeFileSync(join(bin, 'ssh'), `#!/bin/sh\n${script}\n`, {mode: 0o755});
	return {bin, temporary, env: environment(bin, temporary)};
}

async function shows(child: Child, text: string): Promise<void> {
	await waitFor(JSON.stringify(text.slice(-100)), () => child.stdout.toString() === text, {
		describe: () => `; there was ${child.stdout.toString().slice(-500)} and ${child.stderr}`,
	});
}

/** Nothing is left behind: no folder, and no process that has one in its arguments. */
async function expectNothingLeft(temporary: string): Promise<void> {
	await waitFor('an empty folder', () => readdirSync(temporary).length === 0, {describe: () => `; there is ${readdirSync(temporary).join()}`});
	await waitFor('the end of ssh', () => processesOf(temporary).length === 0, {describe: () => `; there is ${processesOf(temporary).join()}`});
}

function processesOf(text: string): string[] {
	return readdirSync('/proc').filter(name => /^\d+$/.test(name)).filter(pid => {
		try {
			return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(text);
		} catch {
			return false;
		}
	});
}

describeWithPeers(['ssh', 'sshd', 'ssh-keygen'], 'through a real sshd', () => {
	test('one daemon is read in every mode, and nothing is left behind', async () => {
		const {daemon, url, temporary, env} = await scene();
		await send(daemon, 1, 12);
		const tail = async (...args: string[]): Promise<Ended> => runToEnd(TAIL, [...args, '--query-addr', url], env);
		expect(await tail()).toEqual({code: 0, stdout: lines(3, 12), stderr: ''});
		expect(await tail('-z', '-n1')).toEqual({code: 0, stdout: lines(12, 12).replace('\n', '\0'), stderr: ''});
		expect(await tail('--count')).toEqual({code: 0, stdout: '12\n', stderr: ''});
		expect(await tail('-f', '-U', 'now', '-n', '2')).toEqual({code: 0, stdout: lines(11, 12), stderr: ''});
		expect(await tail('-n', '1', '--until-match', 'text')).toEqual({code: 0, stdout: lines(12, 12), stderr: ''});
		expect((await tail('--top', 'app_name')).stdout).toMatch(/\b12\b.+\bapp\n$/);
		expect(await runToEnd(TAIL, ['-n1', '--query-socket', url], env)).toEqual({code: 0, stdout: lines(12, 12), stderr: ''});
		await expectNothingLeft(temporary);
	});

	test('it is merged with others, and named by its host', async () => {
		const {daemon, url, temporary, env} = await scene();
		const near = await startDaemon();
		await send(near, 1, 1);
		await near.received(1);
		await send(daemon, 2, 2);
		await daemon.received(1);
		const flags = ['--query-addr', url, '--query-socket', near.querySocket];
		expect(await runToEnd(TAIL, flags, env)).toEqual({
			code: 0, stdout: `query.sock | ${lines(1, 1)}127.0.0.1  | ${lines(2, 2)}`, stderr: '',
		});
		const child = start(TAIL, [...flags, '-f', '--no-origin'], env);
		await shows(child, lines(1, 2));
		await send(daemon, 3, 3);
		await shows(child, lines(1, 3));
		child.kill('SIGINT');
		expect(await within('the end', 5000, child.exited)).toEqual({code: null, signal: 'SIGINT'});
		await expectNothingLeft(temporary);
	});

	test.each(['SIGINT', 'SIGTERM', 'SIGKILL', 'SIGHUP'] as const)('ssh and its folder go with us, also by %s', async signal => {
		const {daemon, url, temporary, env} = await scene();
		await send(daemon, 1, 1);
		const child = start(TAIL, ['-f', '--query-addr', url], env);
		await shows(child, lines(1, 1));
		expect(readdirSync(temporary)).toHaveLength(1);
		expect(processesOf(temporary)).not.toEqual([]);
		child.kill(signal);
		expect(await within('the end', 5000, child.exited)).toEqual({code: null, signal});
		await expectNothingLeft(temporary);
	});

	test('goes on after ssh has died in the middle: nothing twice, nothing missing', async () => {
		const {daemon, url, temporary, env} = await scene();
		await send(daemon, 1, 3);
		const child = start(TAIL, ['-f', '--query-addr', url], env);
		await shows(child, lines(1, 3));
		await daemon.until('the follower', ({followers}) => followers.current === 1);
		const ssh = processesOf(temporary).filter(pid => readFileSync(`/proc/${pid}/comm`, 'latin1') === 'ssh\n');
		expect(ssh).toHaveLength(1);
		process.kill(Number(ssh[0]), 'SIGKILL');
		await send(daemon, 4, 6);
		await shows(child, lines(1, 6));
		expect(child.stderr).toBe(`circolog-tail: lost the connection to ${url}; reconnecting\ncircolog-tail: connected again\n`);
		child.kill('SIGTERM');
		await child.exited;
		await expectNothingLeft(temporary);
	});

	test('nobody at the far end is said in one line', async () => {
		const {server, temporary, env} = await scene();
		const url = server.url('/nowhere/query.sock');
		const {code, stdout, stderr} = await runToEnd(TAIL, ['--query-addr', url], env);
		expect({code, stdout}).toEqual({code: 1, stdout: ''});
		expect(stderr).toContain(`circolog-tail: cannot reach circologd at ${url}: nobody answers there (is circologd running, and may you use its socket?)\n`);
		await expectNothingLeft(temporary);
	});

	test('who is not let in gets no log, and reads why', async () => {
		const {daemon, server, temporary, env} = await scene();
		const url = `ssh://nobody-here@127.0.0.1:${server.port}${daemon.querySocket}`;
		const {code, stdout, stderr} = await runToEnd(TAIL, ['--query-addr', url], env);
		expect({code, stdout}).toEqual({code: 1, stdout: ''});
		expect(stderr).toMatch(/^circolog-tail: cannot reach circologd at ssh:\S+: .*Permission denied.*\n$/m);
		await expectNothingLeft(temporary);
	});

	test('one that is down holds up nobody, and is tried again', async () => {
		const {daemon, server, url, temporary, env} = await scene();
		await server.stop();
		const near = await startDaemon();
		await send(near, 1, 1);
		const child = start(TAIL, ['-f', '--no-origin', '--query-addr', url, '--query-socket', near.querySocket], env);
		await shows(child, lines(1, 1));
		await waitFor('the notice', () => /cannot reach circologd at ssh:\S+: ssh: .+refused.*; waiting for it\n$/.test(child.stderr));
		await send(daemon, 2, 2);
		await server.start();
		await shows(child, lines(1, 2));
		expect(child.stderr.split('\n')).toHaveLength(2);
		child.kill('SIGTERM');
		await child.exited;
		await expectNothingLeft(temporary);
	});
});

describe('whatever ssh does', () => {
	test('its words are ours, and harmless to a terminal', async () => {
		const {temporary, env} = fakeSsh("printf 'banner \\033[31m\\n\\nssh: no route\\n' >&2; exit 255");
		expect(await runToEnd(TAIL, ['--query-addr', 'ssh://web1'], env)).toEqual({
			code: 1, stdout: '',
			stderr: 'circolog-tail: ssh://web1: banner \ufffd[31m\ncircolog-tail: cannot reach circologd at ssh://web1: ssh: no route\n',
		});
		expect((await runToEnd(TAIL, ['-q', '--query-addr', 'ssh://web1'], env)).stderr).toBe('circolog-tail: cannot reach circologd at ssh://web1: ssh: no route\n');
		await expectNothingLeft(temporary);
	});

	test.each<[string, string]>([['exit 3', 'ssh has ended with code 3'], ['kill -KILL $$', 'ssh has ended with a signal']])('%s is said', async (script, reason) => {
		const {temporary, env} = fakeSsh(script);
		expect(await runToEnd(TAIL, ['--query-addr', 'ssh://web1'], env)).toEqual({
			code: 1, stdout: '', stderr: `circolog-tail: cannot reach circologd at ssh://web1: ${reason}\n`,
		});
		await expectNothingLeft(temporary);
	});

	test('there may be none', async () => {
		const [bin, temporary] = [temporaryFolder(), temporaryFolder()];
		for (const name of ['rm', 'rmdir']) symlinkSync(`/bin/${name}`, join(bin, name));
		const {code, stderr} = await runToEnd(process.execPath, [TAIL, '--query-addr', 'ssh://web1'], {PATH: bin, TMPDIR: temporary});
		expect(code).toBe(1);
		expect(stderr).toMatch(/^circolog-tail: cannot reach circologd at ssh:\/\/web1: there is no ssh here$/m);
		await expectNothingLeft(temporary);
	});

	test('may ask the first time, and never again', async () => {
		const log = join(temporaryFolder(), 'log');
		const {env, temporary} = fakeSsh(`echo "$@" >>'${log}'; echo no >&2; exit 255`);
		const child = start(TAIL, ['-F', '--query-addr', 'ssh://web1'], env);
		await waitFor('three attempts', () => readFileSync(log, {encoding: 'utf8', flag: 'a+'}).split('\n').length > 3);
		const [first, ...later] = readFileSync(log, 'utf8').trim().split('\n');
		expect(first).not.toContain('BatchMode=yes');
		for (const attempt of later) expect(attempt).toContain('BatchMode=yes');
		expect(child.stderr).toBe('circolog-tail: cannot reach circologd at ssh://web1: no; waiting for it\n');
		child.kill('SIGTERM');
		await child.exited;
		await expectNothingLeft(temporary);
	});

	test('a host is never an option, and a folder with an odd name is not used', async () => {
		const log = join(temporaryFolder(), 'log');
		const {bin} = fakeSsh(`printf '%s\\n' "$@" >'${log}'; exit 1`);
		const odd = join(temporaryFolder(), 'a%b${HOME}');
		mkdirSync(odd);
		await runToEnd(TAIL, ['--query-addr', 'ssh://anna@[::1]:22/run/x y.sock'], environment(bin, odd));
		const args = readFileSync(log, 'utf8').trim().split('\n');
		expect(args.slice(-6)).toEqual(['-l', 'anna', '-p', '22', '--', '::1']);
		expect(args[args.indexOf('-L') + 1]).toMatch(/^\/tmp\/circolog-ssh-\w+\/query\.sock:\/run\/x y\.sock$/);
		expect(readdirSync(odd)).toEqual([]);
	});
});

describeWithPeers(['python3', 'env'], 'on a terminal', () => {
	test('ssh asks there, for one host after the other', async () => {
		const {env, temporary} = fakeSsh('for host; do :; done\nprintf "Password for $host: " >/dev/tty\nread -r word </dev/tty\necho "$host knows no $word" >&2\nexit 255');
		const variables = Object.entries(env).map(([name, value]) => `${name}=${value ?? ''}`);
		const child = onTerminal(peer('env'), [...variables, TAIL, '--query-addr', 'ssh://web1', '--query-addr', 'ssh://web2']);
		await waitFor('the first question', () => child.stdout.toString().includes('Password for web1: '));
		expect(child.stdout.toString()).not.toContain('web2');
		child.write('one\n');
		await waitFor('the second question', () => child.stdout.toString().includes('Password for web2: '));
		child.write('two\n');
		expect(await within('the end', 10_000, child.exited)).toEqual({code: 1, signal: null});
		expect(child.stdout.toString()).toContain('cannot reach circologd at ssh://web1: web1 knows no one\r\n');
		expect(child.stdout.toString()).toContain('cannot reach circologd at ssh://web2: web2 knows no two\r\n');
		await expectNothingLeft(temporary);
	});
});
