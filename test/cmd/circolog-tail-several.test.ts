import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Child} from '../e2e/support/child.js';
import {type Daemon, startDaemon} from '../e2e/support/daemon.js';
import {temporaryFolder} from '../e2e/support/folder.js';
import {octetCounted} from '../e2e/support/numbered.js';
import {sendStream} from '../e2e/support/stream.js';
import {waitFor, within} from '../e2e/support/wait.js';
import {piece, standIn} from '../client/stand-in.js';
import {type Ended, runToEnd, start, TAIL} from './support.js';

/** Daemons under folders of these names, which are what lines are marked with. */
async function daemons(...names: string[]): Promise<Daemon[]> {
	return Promise.all(names.map(async () => startDaemon()));
}

/** Flags that name the daemons. */
function named(all: readonly Daemon[]): string[] {
	return all.flatMap(({querySocket}) => ['--query-socket', querySocket]);
}

/** Has a daemon receive these texts, later than all that any daemon has received before. */
async function log(daemon: Daemon, texts: readonly string[], app = 'app'): Promise<void> {
	const {counters} = await daemon.status();
	await sendStream(daemon.streamSocket, [texts.map(text => octetCounted(`<14>1 - - ${app} - - - ${text}`)).join('')]);
	await daemon.received(counters.received + texts.length);
}

/** Has them receive one message after the other: `1` in the first, `2` in the second, and so on. */
async function logInTurn(all: readonly Daemon[], first: number, last: number): Promise<void> {
	for (let i = first; i <= last; i++) await log(all[(i - 1) % all.length]!, [String(i)]);
}

const numbers = (first: number, last: number): string => Array.from({length: last - first + 1}, (_, i) => `${first + i}\n`).join('');

/** circolog-tail with these daemons, unmarked texts alone. */
function texts(all: readonly Daemon[]): (...args: string[]) => Promise<Ended> {
	return async (...args) => runToEnd(TAIL, [...named(all), '-o', 'cat', '--no-origin', ...args]);
}

async function shows(child: Child, text: string): Promise<void> {
	await waitFor(JSON.stringify(text.slice(-100)), () => child.stdout.toString() === text, {
		describe: () => `; there was ${child.stdout.toString().slice(-500)} and ${child.stderr}`,
	});
}

describe('what is there', () => {
	test('is merged by the time of receipt, whatever is asked for', async () => {
		const all = await daemons('a', 'b', 'c');
		await logInTurn(all, 1, 14);
		const tail = texts(all);
		expect(await tail()).toEqual({code: 0, stdout: numbers(5, 14), stderr: ''});
		expect(await tail('-n', '4')).toEqual({code: 0, stdout: numbers(11, 14), stderr: ''});
		expect(await tail('-n', '1')).toEqual({code: 0, stdout: numbers(14, 14), stderr: ''});
		expect(await tail('-n', '0')).toEqual({code: 0, stdout: '', stderr: ''});
		expect(await tail('-n', 'all')).toEqual({code: 0, stdout: numbers(1, 14), stderr: ''});
		expect(await tail('-n', '100')).toEqual({code: 0, stdout: numbers(1, 14), stderr: ''});
		expect(await tail('-S', '-1h')).toEqual({code: 0, stdout: numbers(1, 14), stderr: ''});
		expect(await tail('-n', '3', '-r')).toEqual({code: 0, stdout: '14\n13\n12\n', stderr: ''});
		expect(await tail('-n', 'all', '-r')).toEqual({code: 0, stdout: numbers(1, 14).trim().split('\n').reverse().join('\n') + '\n', stderr: ''});
		expect(await tail('-n', '2', '-z')).toEqual({code: 0, stdout: '13\u000014\0', stderr: ''});
		expect(await tail('-n', '2', '-g', '^1')).toEqual({code: 0, stdout: numbers(13, 14), stderr: ''});
		expect(await tail('-g', 'none')).toEqual({code: 1, stdout: '', stderr: ''});
		expect(await tail('-n', '1', '-g', '^(7|8)$', '-C', '1')).toEqual({code: 0, stdout: '5\n8\n11\n', stderr: ''});
	});

	test('is sorted, whole and each line valid JSON, however much it is', async () => {
		const all = await daemons('a', 'b', 'c');
		const count = 3000;
		await Promise.all(all.map(async (daemon, i) => {
			for (let part = 0; part < 10; part++) await log(daemon, Array.from({length: count / 10}, (_, n) => `${i} "${part}" ${n}`));
		}));
		const {stdout} = await runToEnd(TAIL, [...named(all), '-n', 'all', '-o', 'json']);
		const messages = stdout.split('\n').slice(0, -1).map(line => JSON.parse(line) as {origin: string; seq: number; received: string});
		expect(messages).toHaveLength(3 * count);
		const times = messages.map(({received}) => received);
		expect(times).toEqual([...times].sort());
		for (const {querySocket} of all) {
			expect(messages.filter(({origin}) => origin === querySocket).map(({seq}) => seq)).toEqual(Array.from({length: count}, (_, i) => i + 1));
		}
	});

	test('shows where each line is from, in a column, or as a member', async () => {
		const [unix, tcp] = [await startDaemon(), await startDaemon({args: ['--query-addr', '127.0.0.1:0']})];
		await log(unix, ['one']);
		await log(tcp, ['two']);
		const name = `127.0.0.1:${tcp.port('http')}`;
		const tail = async (...args: string[]): Promise<string> =>
			(await runToEnd(TAIL, ['--query-addr', name, '--query-socket', unix.querySocket, ...args])).stdout;
		expect(await tail('-o', 'cat')).toBe('query.sock | one\n127.0.0.1  | two\n');
		expect(await tail('-o', 'cat', '--no-origin')).toBe('one\ntwo\n');
		expect(await tail('-o', 'cat', '--color=always')).toMatch(/^\u001b\[38;5;\d+mquery\.sock\u001b\[39m \| one\n\u001b\[38;5;\d+m127\.0\.0\.1 \u001b\[39m \| two\n$/);
		const [head, ...rows] = (await tail('-o', 'csv')).split('\n');
		expect(head).toMatch(/^origin,seq,/);
		expect(rows.slice(0, -1).map(row => row.split(',')[0])).toEqual([unix.querySocket, name]);
		const verbose = (await tail('-o', 'verbose')).split('\n').slice(0, -1);
		expect(verbose.length).toBeGreaterThan(10);
		expect(verbose.filter(line => !/^(query\.sock|127\.0\.0\.1 ) \| /.test(line))).toEqual([]);
		expect(await tail('-o', 'logfmt')).toMatch(new RegExp(`^origin=${unix.querySocket} seq=1 .+\norigin=${name} seq=1 .+\n$`));
		expect(await tail('-o', 'rfc5424', '--no-origin')).toBe('<14>1 - - app - - - one\n<14>1 - - app - - - two\n');
	});

	test('a format that the daemons do not know: one sentence and exit code 2, also where it needs no marks', async () => {
		const {code, stdout, stderr} = await texts(await daemons('a', 'b'))('-o', 'nope');
		expect({code, stdout}).toEqual({code: 2, stdout: ''});
		expect(stderr).toMatch(/^circolog-tail: fmt: "nope" is not a format; .+\n$/);
	});

	test.each([[[]], [['-f']], [['--count']], [['--until-match', 'x']]])('a query that is wrong is said once, with %j', async args => {
		const {code, stdout, stderr} = await texts(await daemons('a', 'b'))(...args, 'severity:fatal');
		expect({code, stdout}).toEqual({code: 2, stdout: ''});
		expect(stderr.match(/"fatal" is no severity/g)).toHaveLength(1);
	});

	test('a pipe that is closed early is no error', async () => {
		const all = await daemons('a', 'b');
		for (const daemon of all) await log(daemon, Array.from({length: 20_000}, (_, i) => String(i)));
		const shell = `('${TAIL}' ${named(all).join(' ')} -n all; echo "code $?" >&2) | head -n 1`;
		const {stdout, stderr} = await runToEnd('/bin/sh', ['-c', shell]);
		expect(stdout.split('\n')).toHaveLength(2);
		expect(stderr).toBe('code 0\n');
	});
});

describe('what comes', () => {
	test('is merged with what is there, and goes on', async () => {
		const all = await daemons('a', 'b');
		await logInTurn(all, 1, 6);
		const child = start(TAIL, [...named(all), '-f', '-n', '4', '-o', 'cat', '--no-origin']);
		await shows(child, numbers(3, 6));
		await logInTurn(all, 7, 12);
		await shows(child, numbers(3, 12));
		// Of two, one is silent: it holds up nobody.
		await log(all[0]!, ['13', '14']);
		await shows(child, numbers(3, 14));
		child.kill('SIGINT');
		expect(await within('the end', 5000, child.exited)).toEqual({code: null, signal: 'SIGINT'});
		expect(child.stderr).toBe('');
	});

	test('is all with -n 0', async () => {
		const all = await daemons('a', 'b');
		await logInTurn(all, 1, 4);
		const child = start(TAIL, [...named(all), '-fn0', '-o', 'cat', '--no-origin']);
		for (const daemon of all) await daemon.until('the follower', ({followers}) => followers.current === 1);
		await logInTurn(all, 5, 8);
		await shows(child, numbers(5, 8));
	});

	test('has context that goes on from what is there', async () => {
		const all = await daemons('a', 'b');
		await log(all[0]!, ['match']);
		const child = start(TAIL, [...named(all), '-f', '-g', 'match', '-A', '2', '-o', 'cat', '--no-origin']);
		await shows(child, 'match\n');
		await log(all[0]!, ['one', 'two', 'three']);
		await shows(child, 'match\none\ntwo\n');
	});

	test('goes on after one was killed and started again: nothing twice, nothing missing, the other not held up', async () => {
		const folder = temporaryFolder();
		const [first, other] = [await startDaemon({folder}), await startDaemon()];
		await logInTurn([first, other], 1, 4);
		const child = start(TAIL, [...named([first, other]), '-f', '-o', 'cat', '--no-origin']);
		await shows(child, numbers(1, 4));
		first.child.kill('SIGKILL');
		await first.child.exited;
		const lost = `circolog-tail: lost the connection to ${first.querySocket}; reconnecting\n`;
		await waitFor('the notice', () => child.stderr === lost);
		await log(other, ['5', '6']);
		await shows(child, numbers(1, 6));
		const second = await startDaemon({folder});
		await log(second, ['7']);
		const restarted = 'the daemon has started anew since your cursor was given: nobody knows what you have missed\n';
		await shows(child, `${numbers(1, 6)}${restarted}7\n`);
		expect(child.stderr).toBe(`${lost}circolog-tail: connected to ${first.querySocket} again; the daemon was restarted\n`);
	});

	test('one that hangs holds up nobody', async () => {
		const all = await daemons('a', 'b');
		await logInTurn(all, 1, 2);
		const child = start(TAIL, [...named(all), '-f', '-o', 'cat', '--no-origin']);
		await shows(child, numbers(1, 2));
		for (const daemon of all) await daemon.until('the follower', ({followers}) => followers.current === 1);
		all[0]!.child.kill('SIGSTOP');
		await log(all[1]!, ['3', '4']);
		await shows(child, numbers(1, 4));
		all[0]!.child.kill('SIGCONT');
		await log(all[0]!, ['5']);
		await shows(child, numbers(1, 5));
		expect(child.stderr).toBe('');
	});

	test('one that is not there yet is said once, and joins when it is', async () => {
		const [there] = await daemons('a');
		const folder = temporaryFolder();
		const path = join(folder, 'query.sock');
		await log(there!, ['1']);
		const child = start(TAIL, [...named([there!]), '--query-socket', path, '-f', '-o', 'cat', '--no-origin']);
		await shows(child, '1\n');
		await log(there!, ['2']);
		await shows(child, '1\n2\n');
		const late = await startDaemon({folder});
		await log(late, ['3']);
		await shows(child, numbers(1, 3));
		expect(child.stderr).toBe(`circolog-tail: cannot reach circologd at ${path}: no such socket (is circologd running?); waiting for it\n`);
	});

	test('ends where none is there, unless it is to wait', async () => {
		const paths = ['a', 'b'].map(name => join(temporaryFolder(), name));
		const flags = paths.flatMap(path => ['--query-socket', path]);
		const reasons = paths.map(path => `circolog-tail: cannot reach circologd at ${path}: no such socket (is circologd running?)\n`);
		expect(await runToEnd(TAIL, [...flags, '-f'])).toEqual({code: 1, stdout: '', stderr: reasons.join('')});
		const waiting = start(TAIL, [...flags, '-F']);
		await waitFor('the notices', () => waiting.stderr.split('\n').length === 3);
		expect(waiting.stderr.split('\n').sort().join('\n').trim()).toBe(reasons.map(reason => reason.replace(/\n$/, '; waiting for it')).sort().join('\n'));
		expect(waiting.ended).toBeUndefined();
	});

	test('ends when that process has ended, when nobody reads, and at the time that was asked for', async () => {
		const all = await daemons('a', 'b');
		await logInTurn(all, 1, 4);
		const tail = texts(all);
		expect(await tail('-f', '-U', 'now')).toEqual({code: 0, stdout: numbers(1, 4), stderr: ''});
		const done = start('/bin/true', []);
		await done.exited;
		expect(await tail('-f', '--pid', String(done.pid))).toEqual({code: 0, stdout: numbers(1, 4), stderr: ''});
		const shell = `('${TAIL}' ${named(all).join(' ')} -f; echo "code $?" >&2) | head -n 1`;
		expect(await runToEnd('/bin/sh', ['-c', shell])).toMatchObject({code: 0, stderr: 'code 0\n'});
	});

	test('a daemon that sends what is no record is left, the other goes on', async () => {
		const [good] = await daemons('a');
		await log(good!, ['1']);
		const path = join(temporaryFolder(), 'query.sock');
		await standIn(path, {
			refuse(response) {
				response.writeHead(200, {'Circolog-Cursor': '0123456789ab:0'}).end();
			},
			play(websocket) {
				piece(websocket, ['no record'], '0123456789ab:1');
			},
		});
		const child = start(TAIL, [...named([good!]), '--query-socket', path, '-f', '-o', 'cat', '--no-origin']);
		await waitFor('the complaint', () => child.stderr === `circolog-tail: circologd at ${path} sends records without a time\n`);
		await log(good!, ['2']);
		await shows(child, '1\n2\n');
	});
});

describe('one that fails', () => {
	test.each<[string[], string]>([
		[[], '1\n'], [['-n', 'all'], '1\n'], [['-r'], '1\n'], [['-z'], '1\0'], [['--count'], '1\n'],
		[['--top', 'message'], 'COUNT  BYTES  SHARE  VALUE\n    1   50 B  100 %  1\n'],
	])('%j: the others are printed, the reason is said, and the exit code is 1', async (args, expected) => {
		const [good] = await daemons('a');
		await log(good!, ['1']);
		const path = join(temporaryFolder(), 'query.sock');
		const {code, stdout, stderr} = await runToEnd(TAIL, ['--query-socket', path, ...named([good!]), '--query-addr', '127.0.0.1:1', '-o', 'cat', '--no-origin', ...args]);
		expect(stdout.replace(/\d+ B/, '50 B')).toBe(expected);
		expect(code).toBe(1);
		expect(stderr.split('\n').sort()).toEqual(['',
			`circolog-tail: cannot reach circologd at ${path}: no such socket (is circologd running?)`,
			'circolog-tail: cannot reach circologd at 127.0.0.1:1: nobody listens there (is circologd running?)',
		]);
	});

	test('in the middle is said, and the rest is complete', async () => {
		const [good] = await daemons('a');
		await log(good!, ['1', '2']);
		const path = join(temporaryFolder(), 'query.sock');
		await standIn(path, {
			play(websocket) {
				piece(websocket, ['5 6 stood'], '0123456789ab:1');
				websocket.send('6 5 lost', () => {
					websocket.terminate();
				});
			},
		});
		expect(await runToEnd(TAIL, ['--query-socket', path, ...named([good!]), '-n', 'all', '-o', 'cat', '--no-origin'])).toEqual({
			code: 1, stdout: 'stood\n1\n2\n', stderr: `circolog-tail: lost the connection to ${path} in the middle of the answer\n`,
		});
	});
});

describe('numbers', () => {
	test('are sums', async () => {
		const all = await daemons('a', 'b');
		await log(all[0]!, ['x', 'x', 'y'], 'one');
		await log(all[1]!, ['x', 'y'], 'two');
		await log(all[1]!, ['z'], 'one');
		const tail = async (...args: string[]): Promise<Ended> => runToEnd(TAIL, [...named(all), ...args]);
		expect(await tail('--count')).toEqual({code: 0, stdout: '6\n', stderr: ''});
		expect(await tail('--count', '-g', '^x$')).toEqual({code: 0, stdout: '3\n', stderr: ''});
		expect(await tail('--count', '-g', 'none')).toEqual({code: 1, stdout: '0\n', stderr: ''});
		const values = (text: string): string[][] => text.split('\n').slice(1, -1).map(line => line.trim().split(/\s+/)).map(cells => [cells[0]!, cells.at(-1)!]);
		expect(values((await tail('--top', 'app_name')).stdout)).toEqual([['4', 'one'], ['2', 'two']]);
		expect(values((await tail('--top', 'app_name', '-n', '1')).stdout)).toEqual([['4', 'one']]);
	});
});

describe('--until-match', () => {
	test('ends with the first message of any', async () => {
		const all = await daemons('a', 'b');
		await log(all[0]!, ['done before']);
		const child = start(TAIL, [...named(all), '-o', 'cat', '--no-origin', '--until-match', 'done']);
		for (const daemon of all) await daemon.until('the one who waits', ({followers}) => followers.current === 1);
		await log(all[1]!, ['not yet', 'done now']);
		expect(await within('the end', 5000, child.exited)).toEqual({code: 0, signal: null});
		expect(child.stdout.toString()).toBe('done now\n');
	});

	test('counts over all, and prints them by time', async () => {
		const all = await daemons('a', 'b');
		const child = start(TAIL, [...named(all), '-o', 'csv', '--until-match', 'done', '--count', '3']);
		for (const daemon of all) await daemon.until('the one who waits', ({followers}) => followers.current === 1);
		await log(all[0]!, ['done 1']);
		await log(all[1]!, ['done 2']);
		for (const daemon of all) await daemon.until('the one who waits for more', ({followers}) => followers.total === 2 && followers.current === 1);
		await log(all[0]!, ['done 3']);
		expect(await within('the end', 5000, child.exited)).toEqual({code: 0, signal: null});
		const [head, ...rows] = child.stdout.toString().split('\n').slice(0, -1);
		expect(head).toMatch(/^origin,seq,/);
		expect(rows.map(row => row.split(',').at(-1))).toEqual(['"done 1"', '"done 2"', '"done 3"']);
	});

	test('finds what is there, from where it is told to begin', async () => {
		const all = await daemons('a', 'b');
		await log(all[0]!, ['done 1']);
		await log(all[1]!, ['done 2']);
		const tail = texts(all);
		expect(await tail('-n', '1', '--until-match', 'done', '--timeout', '20s')).toEqual({code: 0, stdout: 'done 2\n', stderr: ''});
		expect(await tail('-S', '-1h', '--until-match', 'done', '--count', '2')).toEqual({code: 0, stdout: 'done 1\ndone 2\n', stderr: ''});
	});

	test('in vain: exit code 1, and how many came', async () => {
		const all = await daemons('a', 'b');
		await log(all[0]!, ['done']);
		expect(await texts(all)('--until-match', 'x', '--timeout', '50ms')).toEqual({code: 1, stdout: '', stderr: 'circolog-tail: 0 of 1 message came within 50ms\n'});
		expect(await texts(all)('-n', 'all', '--until-match', 'done', '--count', '2', '--timeout', '0.1')).toEqual({
			code: 1, stdout: '', stderr: 'circolog-tail: 1 of 2 messages came within 0.1\n',
		});
	});

	test('one that fails does not end it', async () => {
		const [good] = await daemons('a');
		const path = join(temporaryFolder(), 'query.sock');
		const child = start(TAIL, [...named([good!]), '--query-socket', path, '-o', 'cat', '--no-origin', '--until-match', 'done']);
		await good!.until('the one who waits', ({followers}) => followers.current === 1);
		await log(good!, ['done']);
		expect(await within('the end', 5000, child.exited)).toEqual({code: 0, signal: null});
		expect(child.stdout.toString()).toBe('done\n');
		expect(child.stderr).toBe(`circolog-tail: cannot reach circologd at ${path}: no such socket (is circologd running?)\n`);
	});
});

describe('--cursor-file', () => {
	test('goes on in each where it was', async () => {
		const all = await daemons('a', 'b', 'c');
		const file = join(temporaryFolder(), 'cursors');
		await logInTurn(all.slice(0, 2), 1, 4);
		const tail = texts(all.slice(0, 2));
		expect((await tail('--cursor-file', file, '-n', '1')).stdout).toBe('4\n');
		expect(readFileSync(file, 'utf8').split('\n').map(line => line.slice(12))).toEqual([`:2 ${all[0]!.querySocket}`, `:2 ${all[1]!.querySocket}`, '']);
		expect((await tail('--cursor-file', file)).stdout).toBe('');
		await logInTurn(all, 5, 7);
		// Of one that is new in the file, all is new.
		expect((await texts(all)('--cursor-file', file)).stdout).toBe(numbers(5, 7));
		expect((await texts(all)('--cursor-file', file, '-r')).stdout).toBe('');
	});

	test('is kept while following, up to what has been printed', async () => {
		const all = await daemons('a', 'b');
		const file = join(temporaryFolder(), 'cursors');
		await logInTurn(all, 1, 4);
		const child = start(TAIL, [...named(all), '-f', '-o', 'cat', '--no-origin', '--cursor-file', file]);
		await shows(child, numbers(1, 4));
		await logInTurn(all, 5, 6);
		await shows(child, numbers(1, 6));
		child.kill('SIGTERM');
		expect(await within('the end', 5000, child.exited)).toEqual({code: null, signal: 'SIGTERM'});
		await logInTurn(all, 7, 8);
		expect((await texts(all)('--cursor-file', file)).stdout).toBe(numbers(7, 8));
	});

	test('of a single daemon is no such file', async () => {
		const all = await daemons('a', 'b');
		const file = join(temporaryFolder(), 'cursor');
		await runToEnd(TAIL, [...named(all.slice(0, 1)), '--cursor-file', file]);
		expect(await texts(all)('--cursor-file', file)).toEqual({
			code: 1, stdout: '',
			stderr: `circolog-tail: ${file} holds no cursors of several daemons, which look like "0123456789ab:42 a:9080"; remove it to begin anew\n`,
		});
	});
});
