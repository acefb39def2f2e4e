import {showMoment} from '../../src/client/units.js';
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {startDaemon} from '../e2e/support/daemon.js';
import {temporaryFolder} from '../e2e/support/folder.js';
import {describeWithPeers} from '../e2e/support/peers.js';
import {onTerminal} from '../e2e/support/pseudo-terminal.js';
import {waitFor} from '../e2e/support/wait.js';
import {CTL, type Ended, runToEnd, send, start} from './support.js';

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

test('pauses for a time, and says until when', async () => {
	const daemon = await startDaemon();
	const ctl = async (...args: string[]): Promise<Ended> => runToEnd(CTL, [...args, '--ctl-socket', daemon.ctlSocket]);
	expect(await ctl('pause', '--for', '1h30m')).toEqual({
		code: 0, stdout: expect.stringMatching(/^paused until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\n$/) as unknown, stderr: '',
	});
	const {paused_until: until} = await daemon.status();
	expect(Math.abs(Date.parse(until!) - Date.now() - 5_400_000)).toBeLessThan(60_000);
	expect((await ctl('status')).stdout).toMatch(/^circologd 0\.1\.0, PAUSED for another 1 h (?:30|29) min: /);
	expect(await ctl('resume')).toMatchObject({stdout: 'resumed\n'});
	expect(JSON.parse((await ctl('pause', '--for=500ms', '--json')).stdout)).toEqual({paused: true, paused_until: expect.any(String) as unknown});
	await daemon.until('end of the pause', ({paused}) => !paused);
});

test('shows the state, for people and for programs', async () => {
	const daemon = await startDaemon();
	await send(daemon, 1, 3);
	await daemon.received(3);
	const screen = await runToEnd(CTL, ['status'], {CIRCOLOG_CTL_SOCKET: daemon.ctlSocket});
	expect(screen).toMatchObject({code: 0, stderr: ''});
	expect(screen.stdout).toMatch(/^circologd 0\.1\.0, recording, up \d+ s\n\nmessages +3 of /);
	expect(screen.stdout).toMatch(/^rate +[\d.]+\/s, \d+ B\/s +[\d.]+\/s, \d+ B\/s over a minute$/m);
	expect(screen.stdout).toMatch(/^reach +\d+ \w+(?: \d+ \w+)? +when full; memory is the limit$/m);
	expect(screen.stdout).toMatch(/^app +3 +\d+ B +100 %$/m);
	expect(screen.stdout).toMatch(new RegExp(`^unix-stream:${daemon.streamSocket} +3 +3 +0$`, 'm'));
	const raw = await runToEnd(CTL, ['-ctl-socket', daemon.ctlSocket, 'status', '-json']);
	expect(JSON.parse(raw.stdout)).toMatchObject({
		version: '0.1.0', counters: {received: 3}, stats: {messages: {held: 3}, top: {values: [{value: 'app', count: 3}]}},
	});
	expect((await runToEnd(CTL, ['status'], {RUNTIME_DIRECTORY: daemon.folder})).code).toBe(0);
});

test('shows what was lost, for people and for programs', async () => {
	const daemon = await startDaemon();
	const ctl = async (...args: string[]): Promise<Ended> => runToEnd(CTL, [...args, '--ctl-socket', daemon.ctlSocket]);
	expect(await ctl('losses')).toEqual({code: 0, stdout: 'nothing lost\n', stderr: ''});
	expect(JSON.parse((await ctl('losses', '--json')).stdout)).toEqual({losses: [], forgotten: 0, totals: []});
	await ctl('pause');
	await send(daemon, 1, 3);
	await daemon.received(3);
	const source = `unix-stream:${daemon.streamSocket}`;
	const total = {source, reason: 'discarded_paused', count: 3, unit: 'message', fate: 'lost', text: 'discarded while paused'};
	const report = JSON.parse((await ctl('losses', '--json')).stdout) as {losses: {from: string; to: string}[]};
	const {from, to} = report.losses[0]!;
	expect(report).toEqual({losses: [{...total, from, to, from_seq: 1, to_seq: 1}], forgotten: 0, totals: [total]});
	expect((await ctl('losses')).stdout).toBe(`${'SOURCE'.padEnd(source.length)}  COUNT  REASON
${source}      3  lost: discarded while paused

FROM                 TO                   COUNT  ${'SOURCE'.padEnd(source.length)}  REASON
${showMoment(new Date(from))}  ${showMoment(new Date(to))}      3  ${source}  lost: discarded while paused
`);
});

describe('status --watch', () => {
	test('in a pipe, one state follows the other, until nobody reads or SIGINT comes', async () => {
		const daemon = await startDaemon();
		const watching = start(CTL, ['status', '--watch', '0.1', '--json', '--ctl-socket', daemon.ctlSocket]);
		const states = (): {counters: {received: number}}[] =>
			watching.stdout.toString().split('\n').slice(0, -1).map(line => JSON.parse(line) as {counters: {received: number}});
		await waitFor('a state', () => states().length > 0);
		await send(daemon, 1, 3);
		await waitFor('the next state', () => states().at(-1)!.counters.received === 3);
		expect(states()[0]!.counters.received).toBe(0);
		watching.kill('SIGINT');
		expect(await watching.exited).toEqual({code: 0, signal: null});
		expect(watching.stderr).toBe('');
		const shell = `('${CTL}' status --watch 0.1 --ctl-socket '${daemon.ctlSocket}'; echo "code $?" >&2) | head -n 1`;
		expect(await runToEnd('/bin/sh', ['-c', shell])).toMatchObject({code: 0, stderr: 'code 0\n'});
	});

	test('goes on when the daemon comes back', async () => {
		const daemon = await startDaemon();
		const watching = start(CTL, ['status', '--watch', '0.1', '--ctl-socket', daemon.ctlSocket]);
		const screens = (): number => watching.stdout.toString().split('recording').length - 1;
		await waitFor('a screen', () => screens() > 0);
		await daemon.stop();
		await waitFor('a word about it', () => watching.stderr.includes(`circolog-ctl: cannot reach circologd at ${daemon.ctlSocket}: `));
		const before = screens();
		await startDaemon({folder: daemon.folder});
		await waitFor('another screen', () => screens() > before);
		expect(watching.ended).toBeUndefined();
	});

	test('a daemon that was never there is an error', async () => {
		const path = join(temporaryFolder(), 'ctl.sock');
		expect(await runToEnd(CTL, ['status', '--watch', '--ctl-socket', path])).toMatchObject({code: 1, stdout: ''});
	});
});

describe('wait', () => {
	test('ends when the daemon answers', async () => {
		const folder = join(temporaryFolder(), 'not-yet');
		const waiting = start(CTL, ['wait'], {RUNTIME_DIRECTORY: folder});
		const json = start(CTL, ['wait', '--json'], {RUNTIME_DIRECTORY: folder});
		mkdirSync(folder);
		await startDaemon({folder});
		expect(await waiting.exited).toEqual({code: 0, signal: null});
		expect([waiting.stdout.toString(), waiting.stderr]).toEqual(['', '']);
		expect(await json.exited).toEqual({code: 0, signal: null});
		expect(JSON.parse(json.stdout.toString())).toMatchObject({version: '0.1.0', paused: false});
	});

	test('gives up in time, with one line', async () => {
		const path = join(temporaryFolder(), 'ctl.sock');
		expect(await runToEnd(CTL, ['wait', '--timeout', '300ms', '--ctl-socket', path])).toEqual({
			code: 1, stdout: '', stderr: `circolog-ctl: waited 300 ms in vain: cannot reach circologd at ${path}: no such socket (is circologd running?)\n`,
		});
	});

	test('a daemon that is there but does not answer is waited for no longer than that', async () => {
		const daemon = await startDaemon();
		daemon.child.kill('SIGSTOP');
		try {
			expect(await runToEnd(CTL, ['wait', '--timeout', '500ms', '--ctl-socket', daemon.ctlSocket])).toEqual({
				code: 1, stdout: '', stderr: `circolog-ctl: waited 500 ms in vain: cannot reach circologd at ${daemon.ctlSocket}: it does not answer\n`,
			});
		} finally {
			daemon.child.kill('SIGCONT');
		}
	});
});

describeWithPeers(['python3'], 'on a terminal', () => {
	async function answered(typed: string, ...flags: string[]): Promise<{code: number | null; shown: string; kept: number}> {
		const daemon = await startDaemon();
		await send(daemon, 1, 1234);
		await daemon.received(1234);
		const child = onTerminal(CTL, ['clear', '--ctl-socket', daemon.ctlSocket, ...flags]);
		if (typed !== '') await waitFor('the question', () => child.stdout.includes('[y/N] '));
		child.end(typed);
		const {code} = await child.exited;
		return {code, shown: child.stdout.toString(), kept: (await daemon.status()).buffer.messages.used};
	}

	test.each(['y\n', 'Yes\n'])('clear asks, and clears when told %j', async typed => {
		const {code, shown, kept} = await answered(typed);
		expect({code, kept}).toEqual({code: 0, kept: 0});
		expect(shown).toContain('forget 1,234 messages? [y/N] ');
		expect(shown).toMatch(/^cleared 1,234 messages\r$/m);
	});

	test.each(['n\n', '\n', 'maybe\n', '\x04'])('clear asks, and does nothing when told %j', async typed => {
		const {code, shown, kept} = await answered(typed);
		expect({code, kept}).toEqual({code: 1, kept: 1234});
		expect(shown).toMatch(/^circolog-ctl: nothing was cleared\r$/m);
	});

	test('clear --yes does not ask', async () => {
		expect(await answered('', '--yes')).toEqual({code: 0, shown: 'cleared 1,234 messages\r\n', kept: 0});
	});

	test('status --watch redraws in place within the terminal, and ends quietly by ^C', async () => {
		const daemon = await startDaemon();
		const watching = onTerminal(CTL, ['status', '--watch', '0.1', '--ctl-socket', daemon.ctlSocket], {columns: 60, rows: 12});
		const frames = (): string[] => watching.stdout.toString().split('\x1b[H').slice(1);
		await waitFor('a frame', () => frames().length > 1);
		await send(daemon, 1, 1234);
		await waitFor('a frame with news', () => frames().some(frame => /messages +1,234 of/.test(frame)));
		watching.end('\x03');
		expect(await watching.exited).toEqual({code: 0, signal: null});
		const [first, ...others] = frames().slice(0, -1);
		expect(first).toMatch(/^\x1b\[2J\x1b\[Kcircologd /);
		expect(others.length).toBeGreaterThan(0);
		for (const frame of others) {
			expect(frame).toMatch(/^\x1b\[Kcircologd [^]*\x1b\[J$/);
			const lines = frame.replaceAll('\x1b[K', '').split('\r\n');
			expect(lines).toHaveLength(12);
			expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(60);
		}
	});
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
	expect(await runToEnd(CTL, ['status', '--for', '10m']))
		.toEqual({code: 2, stdout: '', stderr: 'circolog-ctl: --for belongs to pause: status does not take it\n'});
	expect(await runToEnd(CTL, ['pause', '--for', 'ever'])).toMatchObject({code: 2, stdout: ''});
	expect(await runToEnd(CTL, ['--version'])).toEqual({code: 0, stdout: 'circolog-ctl 0.1.0\n', stderr: ''});
});
