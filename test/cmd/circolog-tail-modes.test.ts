import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {standIn} from '../client/stand-in.js';
import {Child, run} from '../e2e/support/child.js';
import {startCuttingProxy} from '../e2e/support/cutting-proxy.js';
import {cleanEnvironment, type Daemon, startDaemon} from '../e2e/support/daemon.js';
import {temporaryFolder} from '../e2e/support/folder.js';
import {expectNumbers, framed, numberedMessages, octetCounted} from '../e2e/support/numbered.js';
import {describeWithPeers, peer} from '../e2e/support/peers.js';
import {sendStream} from '../e2e/support/stream.js';
import {waitFor, within} from '../e2e/support/wait.js';
import {type Ended, lines, runToEnd, send, start, TAIL} from './support.js';

const MESSAGES = [
	'<38>1 2026-11-20T15:00:01Z web1 sshd 1 - - Accepted anna',
	'<35>1 2026-11-20T15:00:02Z web2 sshd 2 - - Failed root',
	'<78>1 2026-11-20T15:00:03Z web1 cron 3 - - backup started',
	'<27>1 2026-11-20T15:00:04Z web1 nginx 4 - - timed out\nafter 30 s',
];

async function daemonWithMessages(): Promise<Daemon> {
	const daemon = await startDaemon();
	await sendStream(daemon.streamSocket, [MESSAGES.map(octetCounted).join('')]);
	await daemon.received(MESSAGES.length);
	return daemon;
}

function tailOf({querySocket}: Daemon): (...args: string[]) => Promise<Ended> {
	return async (...args) => runToEnd(TAIL, ['--query-socket', querySocket, ...args]);
}

/** A process that is no more. */
async function endedChild(): Promise<Child> {
	const child = new Child('/bin/true', [], {});
	await child.exited;
	return child;
}

async function shows(child: Child, text: string): Promise<void> {
	await waitFor(JSON.stringify(text.slice(-100)), () => child.stdout.toString() === text, {describe: () => `; there was ${child.stdout.toString().slice(-500)}`});
}

describe('selecting', () => {
	test('finds what the flags and the query say together', async () => {
		const tail = tailOf(await daemonWithMessages());
		const shown = async (...args: string[]): Promise<string> => (await tail('--template', '{{seq}}', ...args)).stdout.replace(/\n/g, ' ').trim();
		expect(await shown('-p', 'err')).toBe('2 4');
		expect(await shown('-p', 'info..notice')).toBe('1 3');
		expect(await shown('-t', 'sshd', '-t', 'cron')).toBe('1 2 3');
		expect(await shown('--hostname', 'web1', '-t', 'sshd')).toBe('1');
		expect(await shown('--facility', 'cron', '--facility', 'daemon')).toBe('3 4');
		expect(await shown('-g', 'failed|backup')).toBe('2 3');
		expect(await shown('-n1', '-g', 'failed|backup')).toBe('3');
		expect(await shown('app_name:sshd', 'AND', 'severity:<=err')).toBe('2');
		expect(await shown('-p', 'err', 'app_name:sshd OR app_name:cron')).toBe('2');
		expect(await shown('-S', '-1h', '-U', 'now', '-n', '2')).toBe('3 4');
		expect(await shown('-g', 'backup', '-B', '1')).toBe('2 3');
	});

	test('-g without a match is exit code 1, as of grep; other filters are not', async () => {
		const tail = tailOf(await daemonWithMessages());
		for (const args of [[], ['-o', 'csv'], ['--count'], ['--top', 'app_name'], ['-z']]) {
			expect((await tail(...args, '-g', 'nothing')).code, args.join(' ')).toBe(1);
			expect((await tail(...args, '-g', 'backup')).code, args.join(' ')).toBe(0);
			expect((await tail(...args, 'nothing')).code, args.join(' ')).toBe(0);
		}
	});

	test('a query that cannot be read is shown with the place marked', async () => {
		const tail = tailOf(await daemonWithMessages());
		for (const mode of [[], ['-f'], ['-f', '-z'], ['--count'], ['--until-match', 'x']]) {
			const {code, stdout, stderr} = await tail(...mode, '(a', 'OR');
			expect({code, stdout}).toEqual({code: 2, stdout: ''});
			expect(stderr).toMatch(/^circolog-tail: q, position \d: .+\n\(a OR\n +\^+\n$/);
		}
	});

	test('-e leaves out what matches, also with other flags, and where it is counted', async () => {
		const tail = tailOf(await daemonWithMessages());
		expect((await tail('-o', 'cat', '-e', 'failed|after')).stdout).toBe('Accepted anna\nbackup started\n');
		expect((await tail('-o', 'cat', '-e', 'failed', '--exclude=^back')).stdout).toBe('Accepted anna\ntimed out#012after 30 s\n');
		expect((await tail('-o', 'cat', '-t', 'sshd', '-e', 'root')).stdout).toBe('Accepted anna\n');
		expect((await tail('--count', '-e', 'root')).stdout).toBe('3\n');
		const {code, stderr} = await tail('-e', '(');
		expect(code).toBe(2);
		expect(stderr).toMatch(/^circolog-tail: exclude, position 1: /);
	});

	test('-e leaves out of what is followed, too', async () => {
		const daemon = await daemonWithMessages();
		const child = start(TAIL, ['--query-socket', daemon.querySocket, '-f', '-e', '[13579]$', '-t', 'app', '-o', 'cat', '-n', 'all']);
		await daemon.until('the follower', ({followers}) => followers.current === 1);
		await send(daemon, 1, 6);
		await shows(child, 'text 2\ntext 4\ntext 6\n');
	});

	test('-z ends messages with NUL, whatever is in them', async () => {
		const tail = tailOf(await daemonWithMessages());
		expect((await tail('-z', '-o', 'rfc5424')).stdout).toBe(MESSAGES.map(message => `${message}\0`).join(''));
	});
});

describe('showing', () => {
	/** Of the second, ESC is a character that a terminal would obey. */
	async function daemonWithEscape(): Promise<(...args: string[]) => Promise<Ended>> {
		const daemon = await startDaemon();
		const messages = ['<14>1 2026-11-20T15:00:01Z web1 app 1 - - one', '<11>1 2026-11-20T15:00:02Z web1 app 1 - - two \x1b[2J'];
		await sendStream(daemon.streamSocket, [messages.map(octetCounted).join('')]);
		await daemon.received(messages.length);
		return tailOf(daemon);
	}

	test.each<[string[], string]>([
		[[], 'Nov 20 15:00:01 web1 app[1]: one\nNov 20 15:00:02 web1 app[1]: two #033[2J\n'],
		[['--no-hostname'], 'Nov 20 15:00:01 app[1]: one\nNov 20 15:00:02 app[1]: two #033[2J\n'],
		[['--raw'], 'Nov 20 15:00:01 web1 app[1]: one\nNov 20 15:00:02 web1 app[1]: two \x1b[2J\n'],
		[['-a', '-n1', '--no-hostname'], 'Nov 20 15:00:02 app[1]: two \x1b[2J\n'],
		[['--color=always'], 'Nov 20 15:00:01 web1 \x1b[38;5;28mapp\x1b[39m[1]: one\n\x1b[31mNov 20 15:00:02 web1 app[1]: two #033[2J\x1b[0m\n'],
		[['--color=auto'], 'Nov 20 15:00:01 web1 app[1]: one\nNov 20 15:00:02 web1 app[1]: two #033[2J\n'],
		[['--color', 'always', '-o', 'cat'], 'one\ntwo #033[2J\n'],
		[['-r'], 'Nov 20 15:00:02 web1 app[1]: two #033[2J\nNov 20 15:00:01 web1 app[1]: one\n'],
		[['--reverse', '-n', '1', '--no-hostname', '--color=always'], '\x1b[31mNov 20 15:00:02 app[1]: two #033[2J\x1b[0m\n'],
	])('%j prints %j', async (args, expected) => {
		expect(await (await daemonWithEscape())(...args)).toEqual({code: 0, stdout: expected, stderr: ''});
	});

	test('-r prints the newest first, as many as are wanted of what matches', async () => {
		const tail = tailOf(await daemonWithMessages());
		const shown = async (...args: string[]): Promise<string> => (await tail('-r', '--template', '{{seq}}', ...args)).stdout.replace(/\n/g, ' ').trim();
		expect(await shown()).toBe('4 3 2 1');
		expect(await shown('-n', '2')).toBe('4 3');
		expect(await shown('-p', 'err', '-n', '1')).toBe('4');
		expect(await shown('-t', 'sshd', '-n', 'all')).toBe('2 1');
		expect((await tail('-r', '-o', 'csv', '-n', '1')).stdout.split('\n').map(row => row.split(',')[0])).toEqual(['seq', '4', '']);
	});

	test('-f prints with the same flags what comes', async () => {
		const daemon = await daemonWithMessages();
		const child = start(TAIL, ['--query-socket', daemon.querySocket, '-f', '-n', '0', '--no-hostname', '-a', '--color=always']);
		await daemon.until('the follower', ({followers}) => followers.current === 1);
		await sendStream(daemon.streamSocket, [octetCounted('<11>1 2026-11-20T15:00:05Z web1 app 1 - - three \x1b[2J')]);
		await shows(child, '\x1b[31mNov 20 15:00:05 app[1]: three \x1b[2J\x1b[0m\n');
	});
});

describe('numbers', () => {
	test('--count counts all that match', async () => {
		const daemon = await startDaemon();
		await send(daemon, 1, 25);
		await daemon.received(25);
		expect(await tailOf(daemon)('--count')).toEqual({code: 0, stdout: '25\n', stderr: ''});
		expect(await tailOf(daemon)('--count', 'text AND 2')).toMatchObject({stdout: '8\n'});
	});

	test('--top shows the most frequent values', async () => {
		const {code, stdout} = await tailOf(await daemonWithMessages())('--top', 'app_name', '-n', '1');
		expect(code).toBe(0);
		expect(stdout).toMatch(/^COUNT +BYTES +SHARE +VALUE\n +2 +\d+ B +50 % +sshd\n$/);
	});
});

describe('--until-match', () => {
	test('prints the message when it has come, with exit code 0', async () => {
		const daemon = await daemonWithMessages();
		const child = start(TAIL, ['--query-socket', daemon.querySocket, '--until-match', 'backup', '-o', 'cat', '--timeout', '20s']);
		const early = start(TAIL, ['--query-socket', daemon.querySocket, '--until-match', 'backup', '-n', 'all', '-o', 'cat']);
		expect(await within('the early end', 10_000, early.exited)).toMatchObject({code: 0});
		expect(early.stdout.toString()).toBe('backup started\n');
		await daemon.until('the one who waits', status => status.followers.current === 1);
		expect(child.stdout.toString()).toBe('');
		await sendStream(daemon.streamSocket, [octetCounted('<13>1 - - app - - - backup finished')]);
		expect(await within('the end', 10_000, child.exited)).toMatchObject({code: 0});
		expect(child.stdout.toString()).toBe('backup finished\n');
	});

	test('is exit code 1 when it has not come in time', async () => {
		const tail = tailOf(await daemonWithMessages());
		expect(await tail('--until-match', 'backup', '--timeout', '50ms'))
			.toEqual({code: 1, stdout: '', stderr: 'circolog-tail: 0 of 1 message came within 0.05 s\n'});
		expect(await tail('--until-match', 'backup', '--timeout', '50ms', '-q')).toEqual({code: 1, stdout: '', stderr: ''});
		expect(await tail('--until-match', 'app_name:sshd', '--count', '3', '-n', 'all', '--timeout', '50ms'))
			.toEqual({code: 1, stdout: '', stderr: 'circolog-tail: 2 of 3 messages came within 0.05 s\n'});
		expect(await tail('--until-match', 'app_name:sshd', '--count=2', '-S', '-1h', '-o', 'cat')).toEqual({code: 0, stdout: 'Accepted anna\nFailed root\n', stderr: ''});
	});
});

describe('cursors', () => {
	test('--cursor begins with its message, --after-cursor behind it', async () => {
		const daemon = await daemonWithMessages();
		const cursor = `${(await daemon.status()).epoch}:3`;
		const tail = tailOf(daemon);
		expect((await tail('--template', '{{seq}}', '--cursor', cursor)).stdout).toBe('3\n4\n');
		expect((await tail('--template', '{{seq}}', '--after-cursor', cursor)).stdout).toBe('4\n');
		expect((await tail('--count', '--after-cursor', cursor)).stdout).toBe('1\n');
	});

	test('--show-cursor prints the place right after the newest message', async () => {
		const daemon = await daemonWithMessages();
		const end = `-- cursor: ${(await daemon.status()).epoch}:4\n`;
		const tail = tailOf(daemon);
		expect((await tail('--show-cursor', '-n0')).stdout).toBe(end);
		expect((await tail('--show-cursor', '--template', '{{seq}}', 'nothing')).stdout).toBe(end);
		const child = start(TAIL, ['--query-socket', daemon.querySocket, '-f', '--show-cursor', '-n1', '--template', '{{seq}}']);
		await shows(child, '4\n');
		child.kill('SIGTERM');
		expect(await within('the end', 5000, child.exited)).toEqual({code: null, signal: 'SIGTERM'});
		expect(child.stdout.toString()).toBe(`4\n${end}`);
	});

	test('runs with a cursor file print each message once', async () => {
		const daemon = await startDaemon();
		const tail = tailOf(daemon);
		const file = join(temporaryFolder(), 'cursor');
		await send(daemon, 1, 12);
		await daemon.received(12);
		expect(await tail('--cursor-file', file)).toEqual({code: 0, stdout: lines(3, 12), stderr: ''});
		expect(readFileSync(file, 'utf8')).toBe(`${(await daemon.status()).epoch}:12\n`);
		expect(await tail('--cursor-file', file)).toEqual({code: 0, stdout: '', stderr: ''});
		await send(daemon, 13, 40);
		await daemon.received(40);
		expect(await tail('--cursor-file', file, 'nothing')).toEqual({code: 0, stdout: '', stderr: ''});
		await send(daemon, 41, 60);
		await daemon.received(60);
		expect(await tail('--cursor-file', file)).toEqual({code: 0, stdout: lines(41, 60), stderr: ''});
	});

	test('under load, and with signals in the middle, nothing comes twice and nothing is missing', async () => {
		const count = 60_000;
		const daemon = await startDaemon();
		const file = join(temporaryFolder(), 'cursor');
		const messages = numberedMessages(count);
		const printed: Buffer[] = [];
		const modes = [['-f', '-n', 'all'], ['-n', 'all'], ['-f'], ['-f'], []];
		for (const [i, mode] of modes.entries()) {
			const part = count / modes.length;
			// Goes on while the command runs, and gives each of them something to print.
			const sent = sendStream(daemon.streamSocket, framed(messages.slice(i * part, (i + 1) * part), octetCounted));
			if (i === modes.length - 1) {
				await sent;
				await daemon.received(count);
			}
			const child = start(TAIL, [...mode, '--cursor-file', file, '--query-socket', daemon.querySocket]);
			if (mode.includes('-f')) {
				await waitFor('output', () => child.stdout.length > 0);
				child.kill(i === 2 ? 'SIGTERM' : 'SIGINT');
			}
			const {code, signal} = await within('the end', 10_000, child.exited);
			expect(child.stderr).toBe('');
			if (mode.includes('-f')) expect(signal).toBe(i === 2 ? 'SIGTERM' : 'SIGINT');
			else expect(code).toBe(0);
			printed.push(child.stdout);
			await sent;
		}
		expectNumbers(Buffer.concat(printed).toString().split('\n').slice(0, -1), 1, count);
	});

	test('a file that holds no cursor, or cannot be written, is named', async () => {
		const tail = tailOf(await daemonWithMessages());
		const file = join(temporaryFolder(), 'cursor');
		writeFileSync(file, 'x');
		expect(await tail('--cursor-file', file)).toEqual({
			code: 1, stdout: '', stderr: `circolog-tail: ${file} holds no cursor, which looks like 0123456789ab:42; remove it to begin anew\n`,
		});
		expect(await tail('-n0', '--cursor-file', '/nowhere/cursor'))
			.toEqual({code: 1, stdout: '', stderr: 'circolog-tail: cannot write the cursor to /nowhere/cursor: ENOENT\n'});
	});
});

describe('following', () => {
	test('-F waits for the daemon, also when there is none yet, and says so once', async () => {
		const folder = temporaryFolder();
		const path = join(folder, 'query.sock');
		const loud = start(TAIL, ['-F', '--query-socket', path]);
		const still = start(TAIL, ['-F', '-q', '-n', 'all', '--query-socket', path]);
		const notice = `circolog-tail: cannot reach circologd at ${path}: no such socket (is circologd running?); waiting for it\n`;
		await waitFor('the notice', () => loud.stderr === notice);
		const daemon = await startDaemon({folder});
		await send(daemon, 1, 3);
		for (const child of [loud, still]) await shows(child, lines(1, 3));
		expect(loud.stderr).toBe(notice);
		expect(still.stderr).toBe('');
	});

	test.each([400, 500])('a first answer that is lost after %d bytes is asked for again, and each message is printed once', async (bytes) => {
		const daemon = await startDaemon();
		await send(daemon, 1, 10);
		const proxied = join(temporaryFolder(), 'proxied');
		const proxy = await startCuttingProxy(proxied, daemon.querySocket, [bytes]);
		const child = start(TAIL, ['-f', '--query-socket', proxied]);
		await shows(child, lines(1, 10));
		expect(proxy.cuts).toBe(1);
		expect(child.stderr).toBe(`circolog-tail: lost the connection to ${proxied} in the middle of the answer; asking again\n`);
		await send(daemon, 11, 12);
		await shows(child, lines(1, 12));
	});

	test('--pid ends it, with exit code 0, when the process has ended and what it sent is printed', async () => {
		const daemon = await daemonWithMessages();
		const process = new Child('/bin/cat', [], {});
		const child = start(TAIL, ['-f', '--pid', String(process.pid), '--template', '{{seq}}', '--query-socket', daemon.querySocket]);
		await shows(child, '1\n2\n3\n4\n');
		process.end();
		await process.exited;
		await send(daemon, 5, 5);
		expect(await within('the end', 10_000, child.exited)).toEqual({code: 0, signal: null});
		expect(child.stdout.toString()).toBe('1\n2\n3\n4\n5\n');
	});

	test('--pid ends the waiting for a daemon, too', async () => {
		const path = join(temporaryFolder(), 'query.sock');
		const {pid} = await endedChild();
		const {code, stderr} = await runToEnd(TAIL, ['-F', '-q', '--pid', String(pid), '--query-socket', path]);
		expect({code, stderr}).toEqual({code: 1, stderr: `circolog-tail: cannot reach circologd at ${path}: no such socket (is circologd running?)\n`});
	});

	test('--pid cuts nothing off that a slow reader has not read yet', async () => {
		const count = 20_000;
		const daemon = await startDaemon();
		await sendStream(daemon.streamSocket, framed(numberedMessages(count), octetCounted));
		await daemon.received(count);
		const {pid} = await endedChild();
		const child = spawn(TAIL, ['-f', '-n', 'all', '-o', 'cat', '--pid', String(pid), '--query-socket', daemon.querySocket], {
			env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'inherit'],
		});
		onTestFinished(() => void child.kill('SIGKILL'));
		// It has begun, and has seen that the process is no more, before anybody reads.
		await daemon.until('its end', ({followers}) => followers.total === 1 && followers.current === 0);
		const exited = once(child, 'close');
		const printed = await child.stdout.toArray() as Buffer[];
		expect(await within('the end', 10_000, exited)).toEqual([0, null]);
		expectNumbers(Buffer.concat(printed).toString().split('\n').slice(0, -1), 1, count);
	});

	test('context goes on from the backlog into what comes', async () => {
		const daemon = await daemonWithMessages();
		const child = start(TAIL, ['-f', '-g', 'timed', '-A', '2', '--template', '{{seq}}', '--query-socket', daemon.querySocket]);
		await shows(child, '4\n');
		await send(daemon, 5, 9);
		await shows(child, '4\n5\n6\n');
	});

	test('ends by itself when the time it was asked for is over', async () => {
		expect(await tailOf(await daemonWithMessages())('-f', '-U', 'now', '--template', '{{seq}}')).toEqual({code: 0, stdout: '1\n2\n3\n4\n', stderr: ''});
	});
});

describeWithPeers(['python3'], 'on a terminal', () => {
	test.each<[string[], NodeJS.ProcessEnv, boolean]>([
		[[], {}, true],
		[['-f'], {}, true],
		[[], {NO_COLOR: '1'}, false],
		[['--color=never'], {}, false],
		[['-o', 'json'], {}, false],
	])('%j with %j asks for colours: %j', async (args, env, expected) => {
		const path = join(temporaryFolder(), 'query.sock');
		const {asked} = await standIn(path, {
			refuse(response) {
				response.writeHead(400).end('enough\n');
			},
		});
		await run(peer('python3'), ['-c', 'import pty, sys; pty.spawn(sys.argv[1:])', TAIL, '--query-socket', path, ...args], {env: {...cleanEnvironment(), TERM: 'xterm', NO_COLOR: '', ...env}});
		expect(asked).toHaveLength(1);
		expect(asked[0]!.includes('color=1')).toBe(expected);
	});
});
