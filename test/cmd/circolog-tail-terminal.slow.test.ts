import {existsSync, readFileSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Child} from '../e2e/support/child.js';
import {type Daemon, startDaemon} from '../e2e/support/daemon.js';
import {temporaryFolder} from '../e2e/support/folder.js';
import {describeWithPeers, peer} from '../e2e/support/peers.js';
import {onTerminal, type PseudoTerminal} from '../e2e/support/pseudo-terminal.js';
import {waitFor, within} from '../e2e/support/wait.js';
import {lines, runToEnd, send, start, TAIL} from './support.js';

const PAGER_DEADLINE_MS = 20_000;
/** Nothing of it from whoever runs the tests. */
const OWN_ENVIRONMENT = {TERM: 'xterm', NO_COLOR: '1', LESS: undefined, PAGER: undefined};

async function daemonWith(count: number, padding = ''): Promise<Daemon> {
	const daemon = await startDaemon();
	await send(daemon, 1, count, padding);
	await daemon.received(count);
	return daemon;
}

function tailOn({env, ...terminal}: PseudoTerminal, {querySocket}: Daemon, ...args: string[]): Child {
	return onTerminal(TAIL, ['--query-socket', querySocket, ...args], {rows: 20, ...terminal, env: {...OWN_ENVIRONMENT, ...env}});
}

/** What a terminal has shown, with the ends of lines as they were written. */
function shownBy(child: Child): string {
	return child.stdout.toString().replaceAll('\r\n', '\n');
}

/** Exit code and what was shown, when it has ended by itself. */
async function ended(child: Child): Promise<{code: number | null; shown: string}> {
	const {code} = await within('the end of circolog-tail', PAGER_DEADLINE_MS, child.exited);
	return {code, shown: shownBy(child)};
}

async function shows(child: Child, text: string | RegExp): Promise<void> {
	await waitFor(String(text), () => (typeof text === 'string' ? shownBy(child).includes(text) : text.test(shownBy(child))), {
		describe: () => `; there was ${JSON.stringify(shownBy(child).slice(-500))}`,
	});
}

describeWithPeers(['python3'], 'a pager', () => {
	test('has what is longer than the screen', async () => {
		const daemon = await daemonWith(100);
		const child = tailOn({env: {PAGER: "sed 's/^/| /'"}}, daemon, '-n', 'all');
		expect(await ended(child)).toEqual({code: 0, shown: lines(1, 100).replace(/^(?=.)/gm, '| ')});
	});

	test('has nothing where there is room on the screen', async () => {
		const daemon = await daemonWith(100);
		const PAGER = "sed 's/^/| /'";
		expect(await ended(tailOn({env: {PAGER}}, daemon))).toEqual({code: 0, shown: lines(91, 100)});
		expect(await ended(tailOn({env: {PAGER}}, daemon, '-n', '19'))).toEqual({code: 0, shown: lines(82, 100)});
		expect((await ended(tailOn({env: {PAGER}}, daemon, '-n', '20'))).shown).toBe(lines(81, 100).replace(/^(?=.)/gm, '| '));
		expect((await ended(tailOn({env: {PAGER}, columns: 30}, daemon))).shown).toMatch(/^\| Nov/);
		expect((await ended(tailOn({env: {PAGER}, columns: 30}, daemon, '--chop'))).shown).toMatch(/^Nov.{26}>\n/);
	});

	test.each<[string, NodeJS.ProcessEnv, string[]]>([
		['PAGER is cat', {PAGER: 'cat'}, []],
		['PAGER is empty', {PAGER: ''}, []],
		['the terminal is dumb', {PAGER: 'sed s/^/x/', TERM: 'dumb'}, []],
		['--no-pager says so', {PAGER: 'sed s/^/x/'}, ['--no-pager']],
		['account is kept', {PAGER: 'sed s/^/x/'}, ['--cursor-file', 'cursor']],
	])('has nothing where %s', async (_what, env, args) => {
		const daemon = await daemonWith(100);
		const inFolder = args.map(arg => (arg === 'cursor' ? join(temporaryFolder(), arg) : arg));
		expect(await ended(tailOn({env}, daemon, '-n', 'all', ...inFolder))).toEqual({code: 0, shown: lines(1, 100)});
	});

	test('has nothing where output goes somewhere else, or on', async () => {
		const daemon = await daemonWith(100);
		const PAGER = 'sed s/^/x/';
		expect(await runToEnd(TAIL, ['-n', 'all', '--query-socket', daemon.querySocket], {TERM: 'xterm', PAGER})).toMatchObject({stdout: lines(1, 100)});
		const following = tailOn({env: {PAGER}}, daemon, '-n', 'all', '-f');
		await shows(following, lines(1, 100));
		await send(daemon, 101, 101);
		await shows(following, lines(1, 101));
	});

	test('is told how to show colours and long lines, unless LESS says it', async () => {
		const daemon = await daemonWith(100);
		const PAGER = 'echo "<$LESS>"; cat > /dev/null';
		const told = async (env: NodeJS.ProcessEnv, ...args: string[]): Promise<unknown> => ended(tailOn({env: {PAGER, ...env}}, daemon, '-n', 'all', ...args));
		expect(await told({})).toEqual({code: 0, shown: '<FRSX>\n'});
		expect(await told({}, '--wrap')).toEqual({code: 0, shown: '<FRX>\n'});
		expect(await told({LESS: '-i'}, '--chop')).toEqual({code: 0, shown: '<-i$ -R -S>\n'});
	});

	test('does not decide on the exit code', async () => {
		const daemon = await daemonWith(100);
		expect(await ended(tailOn({env: {PAGER: 'cat > /dev/null; exit 3'}}, daemon, '-n', 'all'))).toEqual({code: 0, shown: ''});
	});

	test('that is left early is no error, and the daemon is done with it', async () => {
		const daemon = await daemonWith(20_000, ' padding'.repeat(20));
		const child = tailOn({env: {PAGER: 'head -n 2 | cut -b 1-33'}}, daemon, '-n', 'all');
		expect(await ended(child)).toEqual({code: 0, shown: 'Nov 20 15:08:40 host app: text 1 \nNov 20 15:08:40 host app: text 2 \n'});
		await daemon.until('the end of the query', ({queries}) => queries.running === 0);
	});

	test('has the terminal until it ends, whether it reads or not', async () => {
		const daemon = await daemonWith(20_000);
		const child = tailOn({env: {PAGER: 'exec 0<&-; echo ready; read line < /dev/tty; echo "got $line"'}}, daemon, '-n', 'all');
		await shows(child, 'ready\n');
		child.end('a line\n');
		expect(await ended(child)).toMatchObject({code: 0, shown: expect.stringMatching(/got a line\n$/) as string});
	});

	test.each([100, 20_000])('that is not there is told of, and all is printed: %i lines', async (count) => {
		const daemon = await daemonWith(count);
		const {code, shown} = await ended(tailOn({env: {PAGER: '/nowhere/pager --with "arguments"'}}, daemon, '-n', 'all'));
		expect(code).toBe(0);
		expect(shown).toContain('circolog-tail: cannot start the pager "/nowhere/pager --with \\"arguments\\"": printing without one\n');
		const log = shown.replaceAll(/^(?!Nov).*\n/gm, '');
		expect(log.length).toBe(lines(1, count).length);
		expect(log === lines(1, count)).toBe(true);
	});

	test('is not missed where nobody asked for one', async () => {
		const daemon = await daemonWith(100);
		const folder = temporaryFolder();
		symlinkSync(process.execPath, join(folder, 'node'));
		const args = [`PATH=${folder}`, TAIL, '--query-socket', daemon.querySocket, '-n', 'all'];
		expect(await ended(onTerminal(peer('env'), args, {rows: 20, env: OWN_ENVIRONMENT}))).toEqual({code: 0, shown: lines(1, 100)});
	});

	test('is ended before us by SIGTERM', async () => {
		const daemon = await daemonWith(100);
		const file = join(temporaryFolder(), 'ended');
		const PAGER = `trap 'echo ended > ${file}; exit' TERM; echo "pid $PPID"; while :; do sleep 0.05; done`;
		const child = tailOn({env: {PAGER}}, daemon, '-n', 'all');
		await shows(child, /pid \d+\n/);
		process.kill(Number(/pid (\d+)/.exec(shownBy(child))![1]), 'SIGTERM');
		expect((await ended(child)).code).toBe(128 + 15);
		expect(existsSync(file) && readFileSync(file, 'utf8')).toBe('ended\n');
	});

	test('is not begun for an error', async () => {
		const daemon = await daemonWith(1);
		const {code, shown} = await ended(tailOn({env: {PAGER: 'sed s/^/x/'}}, daemon, '-o', 'none'));
		expect(code).toBe(2);
		expect(shown).toMatch(/^circolog-tail: .*fmt: "none" is not a format/);
	});
});

describeWithPeers(['python3', 'less'], 'less', () => {
	test('shows the first screen with long lines cut, and ends us quietly when it is left', async () => {
		const daemon = await daemonWith(20_000, ' padding'.repeat(20));
		const child = tailOn({columns: 40}, daemon, '-n', 'all');
		await shows(child, 'text 19 paddi');
		expect(shownBy(child)).not.toContain('text 20 ');
		child.end('q');
		expect((await ended(child)).code).toBe(0);
		await daemon.until('the end of the query', ({queries}) => queries.running === 0);
	});

	test('shows all of long lines with --wrap', async () => {
		const daemon = await daemonWith(100, ' padding'.repeat(10));
		const child = tailOn({columns: 40}, daemon, '-n', 'all', '--wrap');
		await shows(child, /text 6 padding/);
		expect(shownBy(child).split('padding').length).toBeGreaterThan(50);
		expect(shownBy(child)).not.toContain('text 10 ');
		child.end('q');
		expect((await ended(child)).code).toBe(0);
	});

	test('has ^C for itself', async () => {
		const daemon = await daemonWith(100);
		const child = tailOn({}, daemon, '-n', 'all');
		await shows(child, /text 19[^]*:\x1b\[K$/);
		child.write('\x03');
		// What is typed before ^C is obeyed is thrown away, and nobody says when that is: so it is typed until it counts.
		await waitFor('the end of the text', () => {
			if (shownBy(child).includes('text 100')) return true;
			child.write('G');
			return false;
		});
		child.end('q');
		expect((await ended(child)).code).toBe(0);
	});

	test('shows colours and marks, and no other control characters', async () => {
		const daemon = await daemonWith(100, ' \x1b[2J');
		const child = tailOn({env: {NO_COLOR: undefined, LESS: '-X'}}, daemon, '-n', 'all', '-g', 'text 1?\\d\\b');
		await shows(child, 'text 19');
		expect(shownBy(child)).toMatch(/\x1b\[38;5;28mapp\x1b\[(?:39)?m: \x1b\[7mtext 1\x1b\[(?:27)?m #033\[2J/);
		child.end('q');
		expect((await ended(child)).code).toBe(0);
	});
});

describeWithPeers(['python3'], 'long lines', () => {
	test('are as they are on a terminal', async () => {
		const daemon = await daemonWith(3, ' padding'.repeat(10));
		expect((await ended(tailOn({columns: 40}, daemon))).shown).toBe(lines(1, 3).replaceAll('\n', `${' padding'.repeat(10)}\n`));
		expect((await ended(tailOn({columns: 40}, daemon, '--wrap'))).shown).toBe(lines(1, 3).replaceAll('\n', `${' padding'.repeat(10)}\n`));
	});

	test('are cut with --chop, as wide as the terminal is now', async () => {
		const daemon = await daemonWith(2, ' padding'.repeat(10));
		const child = tailOn({columns: 50}, daemon, '-f', '--chop');
		const cut = (number: number, columns: number): string => `${`Nov 20 15:08:40 host app: text ${number}${' padding'.repeat(10)}`.slice(0, columns - 1)}>\n`;
		await shows(child, cut(2, 50));
		expect(shownBy(child)).toBe(cut(1, 50) + cut(2, 50));
		child.kill('SIGUSR1');
		await waitFor('the narrower terminal', async () => {
			const before = shownBy(child);
			await send(daemon, 3, 3, ' padding'.repeat(10));
			await waitFor('a line', () => shownBy(child).length > before.length);
			return shownBy(child).endsWith(cut(3, 40));
		});
	});

	test('are cut in colours too, with a sign that is seen', async () => {
		const daemon = await daemonWith(1, ' padding'.repeat(10));
		const child = tailOn({columns: 36, env: {NO_COLOR: undefined}}, daemon, '--chop', '--highlight', 'text.*');
		expect((await ended(child)).shown).toBe('Nov 20 15:08:40 host \x1b[38;5;28mapp\x1b[39m: \x1b[7mtext 1 pa\x1b[7m>\x1b[27m\x1b[27m\n');
	});

	test('are as they are with --chop elsewhere', async () => {
		const {querySocket} = await daemonWith(3);
		expect(await runToEnd(TAIL, ['--chop', '--query-socket', querySocket], {COLUMNS: '20'})).toEqual({code: 0, stdout: lines(1, 3), stderr: ''});
	});
});

describe('marks', () => {
	const MARKED = 'Nov 20 15:08:40 host \x1b[38;5;28mapp\x1b[39m: \x1b[7mtext\x1b[27m 1\n';
	const COLORED = MARKED.replace('\x1b[7m', '').replace('\x1b[27m', '');

	test.each<[string[], string]>([
		[['--color=always', '--highlight', 'TEXT'], COLORED],
		[['--color=always', '--highlight', 'te+xt'], MARKED],
		[['--color=always', '-g', 'text'], MARKED],
		[['--color=always', '-g', '1', '--highlight', 'text', '-g', 'e'], MARKED.replace(' 1\n', ' \x1b[7m1\x1b[27m\n')],
		[['--color=always', 'text'], COLORED],
		[['--highlight', 'text'], lines(1, 1)],
		[['-g', 'text'], lines(1, 1)],
	])('%j', async (args, expected) => {
		const {querySocket} = await daemonWith(1);
		expect(await runToEnd(TAIL, [...args, '--query-socket', querySocket])).toEqual({code: 0, stdout: expected, stderr: ''});
	});

	test('are what comes has too', async () => {
		const daemon = await daemonWith(1);
		const child = start(TAIL, ['-f', '--color=always', '--highlight', 'text', '--query-socket', daemon.querySocket]);
		await shows(child, MARKED);
		await send(daemon, 2, 2);
		await shows(child, MARKED + MARKED.replace('1\n', '2\n'));
	});

	test('are not on what --until-match waited for', async () => {
		const {querySocket} = await daemonWith(1);
		const args = ['--until-match', 'text', '-n', 'all', '--color=always', '--query-socket', querySocket];
		expect(await runToEnd(TAIL, args)).toEqual({code: 0, stdout: COLORED, stderr: ''});
		expect(await runToEnd(TAIL, [...args, '--highlight', 'text'])).toEqual({code: 0, stdout: MARKED, stderr: ''});
	});

	test.each([
		[['--highlight', 'a', '-o', 'json'], 'circolog-tail: --highlight: the format json has no marks; allowed are syslog and short-…\n'],
		[['--highlight', 'a', '--template', 'x'], 'circolog-tail: --highlight: the format template has no marks; allowed are syslog and short-…\n'],
		[['--chop', '--wrap'], 'circolog-tail: --chop and --wrap cannot be given together\n'],
	])('%j are refused', async (args, stderr) => {
		expect(await runToEnd(TAIL, args)).toEqual({code: 2, stdout: '', stderr});
	});

	test('of what is no regular expression are refused by the daemon', async () => {
		const {querySocket} = await daemonWith(1);
		const {code, stderr} = await runToEnd(TAIL, ['--color=always', '--highlight', 'a(', '--query-socket', querySocket]);
		expect(code).toBe(2);
		expect(stderr).toContain("highlight, position 2: '(' is not closed");
	});
});
