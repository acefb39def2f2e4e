import {execFileSync} from 'node:child_process';
import {chmodSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {HEADER, LAYOUT_VERSION} from '../../src/hub/layout.js';
import {expectAccounted} from './support/accounting.js';
import {Child} from './support/child.js';
import {CIRCOLOGD, cleanEnvironment, type Daemon, startDaemon} from './support/daemon.js';
import {sendDatagrams} from './support/datagrams.js';
import {memoryFolder, temporaryFolder} from './support/folder.js';
import {expectNumbers, newlineEnded, numberedMessages} from './support/numbered.js';
import {sendStream} from './support/stream.js';
import {waitFor, within} from './support/wait.js';

function flip(path: string, at: number, bit = 0): void {
	const file = openSync(path, 'r+');
	writeSync(file, Buffer.of(readFileSync(path)[at]! ^ 1 << bit), 0, 1, at);
	closeSync(file);
}

async function killed(daemon: Daemon): Promise<void> {
	daemon.child.kill('SIGKILL');
	await daemon.child.exited;
}

/** Starts a daemon that has to refuse; returns what it says. */
async function refused(...args: readonly string[]): Promise<string> {
	const at = temporaryFolder();
	const child = new Child(CIRCOLOGD, ['--syslogd-socket', join(at, 's'), '--query-socket', join(at, 'q'), '--ctl-socket', join(at, 'c'), ...args], cleanEnvironment());
	expect(await within('the end', 10_000, child.exited), child.stderr).toEqual({code: 1, signal: null});
	return child.stderr.trim();
}

describe('a kept ring', () => {
	test.each(['SIGTERM', 'SIGKILL'] as const)('has all messages after %s, with numbers, epoch, names and counters that go on', async signal => {
		const path = join(memoryFolder(), 'ring');
		const folder = temporaryFolder();
		const messages = numberedMessages(30_000);
		const start = async (): Promise<Daemon> => startDaemon({folder, args: ['--keep', path, '--buffer-bytes', '2M']});
		const first = await start();
		await sendDatagrams(first.syslogSocket, messages.slice(0, 15_000));
		await sendStream(first.streamSocket, [messages.slice(15_000, 20_000).map(newlineEnded).join('')]);
		const before = await first.received(20_000);
		const cursor = (await first.messages()).at(-1)!.cursor!;
		expect(statSync(path).mode & 0o777).toBe(0o600);
		if (signal === 'SIGTERM') await first.stop();
		else await killed(first);

		const second = await start();
		expect(second.child.stderr).toMatch(/^circologd: --keep: \d+ messages were kept, received from \S+Z to \S+Z$/m);
		const after = await second.status();
		expect(after.epoch).toBe(before.epoch);
		expect(after.buffer).toEqual(before.buffer);
		expect(after.counters).toEqual(before.counters);
		expect(after.sources.map(({received}) => received)).toEqual([15_000, 5000, 0, 0]);
		expect(after.keep).toEqual({...before.keep!, starts: 2});
		await sendDatagrams(second.syslogSocket, messages.slice(20_000));
		const {buffer} = await second.received(30_000);
		expectNumbers(await second.lines('rfc5424'), buffer.oldest_seq, 30_000);
		await expectAccounted(second);
		const since = await second.curl(`/?cursor=${cursor}&fmt=rfc5424`);
		expectNumbers(since.text.trim().split('\n'), 20_001, 30_000);
	});

	test('is locked in memory, tells where it is, and its messages go at their age, whichever daemon they came to', async () => {
		const path = join(memoryFolder(), 'ring');
		const folder = temporaryFolder();
		const start = async (): Promise<Daemon> => startDaemon({folder, args: ['--keep', path, '--max-age', '3s', '--buffer-bytes', '2M']});
		const first = await start();
		const sent = performance.now();
		await sendDatagrams(first.syslogSocket, ['<13>1 - - app - - - a secret']);
		await first.received(1);
		await killed(first);
		expect(readFileSync(path).includes('a secret')).toBe(true);

		const second = await start();
		const begun = performance.now();
		const {lock, keep} = JSON.parse((await second.curl('/privacy')).text) as {lock: {state: string}; keep: object};
		expect([lock.state, keep]).toEqual(['locked', {path, on_disk: false}]);
		const mapping = readFileSync(`/proc/${second.child.pid}/smaps`, 'utf8').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m).filter(each => each.includes(path));
		expect(mapping.map(each => /^VmFlags: (.*)$/m.exec(each)?.[1])).toEqual([expect.stringMatching(/\blo\b.*\bdd\b/)]);
		const {counters} = await second.until('the end of it', status => status.counters.expired === 1);
		expect(counters).toMatchObject({received: 1, stored: 1, evicted: 0});
		const gone = performance.now();
		expect(gone - sent).toBeGreaterThan(2900);
		// Not an age after this start: it was there before.
		expect(gone - begun).toBeLessThan(gone - sent);
		// It is counted when nobody can read it any more, and overwritten right after that.
		await waitFor('its bytes to be overwritten', () => !readFileSync(path).includes('a secret'));
		await expectAccounted(second);
		expect((await second.curl('/metrics')).text).toMatch(/^circolog_kept_starts_total 2$/m);
	});

	test('knows through which of other listeners its messages came', async () => {
		const path = join(memoryFolder(), 'ring');
		const first = await startDaemon({args: ['--keep', path]});
		await sendStream(first.streamSocket, ['<13>1 - - app - - - old\n']);
		const {sources: before} = await first.received(1);
		await first.stop();
		const second = await startDaemon({args: ['--keep', path]});
		await sendDatagrams(second.syslogSocket, ['<13>1 - - app - - - new']);
		const {sources, listeners} = await second.received(2);
		// Ports that the system chooses are the same listener, wherever they are.
		expect(sources.map(({received}) => received)).toEqual([0, 1, 0, 0, 1, 0]);
		expect(sources.slice(0, 2).map(({name}) => name)).toEqual(before.slice(0, 2).map(({name}) => name));
		expect(sources[4]!.name).toBe(`unix-dgram:${second.syslogSocket}`);
		expect(listeners.filter(({kind}) => kind === 'syslog')).toHaveLength(4);
		expect((await second.curl('/?fmt=logfmt&grep=old')).text).toContain(first.streamSocket);
	});

	test('is empty after a clear, which leaves no byte in the file, and ends no pause but its own', async () => {
		const path = join(memoryFolder(), 'ring');
		const first = await startDaemon({args: ['--keep', path, '--buffer-bytes', '1M']});
		await sendDatagrams(first.syslogSocket, ['<13>1 - - app - - - a secret']);
		await first.received(1);
		expect(readFileSync(path).includes('a secret')).toBe(true);
		await first.command('/logs/clear');
		await first.command('/pause/on');
		expect(readFileSync(path).includes('a secret')).toBe(false);
		await killed(first);
		const second = await startDaemon({args: ['--keep', path, '--buffer-bytes', '1M']});
		expect(second.child.stderr).toContain('circologd: --keep: no messages were kept\n');
		const {paused, counters, buffer} = await second.status();
		expect([paused, counters.cleared, buffer.messages.used, buffer.next_seq]).toEqual([false, 1, 0, 2]);
	});

	test.each([['larger', '4M', '64K'], ['smaller', '256K', '8K']])('is resized to bounds that are %s, with what has room', async (_what, bytes, messageBytes) => {
		const path = join(memoryFolder(), 'ring');
		const first = await startDaemon({args: ['--keep', path, '--buffer-bytes', '1M', '--max-message-size', '16K']});
		await sendDatagrams(first.syslogSocket, numberedMessages(30_000));
		const {buffer: {oldest_seq: oldest}, epoch} = await first.received(30_000);
		await killed(first);
		const second = await startDaemon({args: ['--keep', path, '--buffer-bytes', bytes, '--max-message-size', messageBytes]});
		const status = await second.status();
		expect(status.epoch).toBe(epoch);
		if (bytes === '4M') expect(status.buffer.oldest_seq).toBe(oldest);
		expect(status.buffer.messages.used).toBeGreaterThan(500);
		expectNumbers(await second.lines('rfc5424'), status.buffer.oldest_seq, 30_000);
		await expectAccounted(second);
		expect(existsSync(`${path}.new`)).toBe(false);
	});

	test('is resized while the daemon runs, and found again with that size', async () => {
		const path = join(memoryFolder(), 'ring');
		const args = ['--keep', path, '--buffer-bytes', '1M'];
		const first = await startDaemon({args});
		await sendDatagrams(first.syslogSocket, numberedMessages(1000));
		await first.received(1000);
		expect((await first.command('/buffer/resize?bytes=3M')).status).toBe(200);
		expect(statSync(path).size).toBeGreaterThan(3 * 2 ** 20);
		expect(existsSync(`${path}.new`)).toBe(false);
		await sendDatagrams(first.syslogSocket, numberedMessages(1500).slice(1000));
		await first.received(1500);
		await killed(first);
		const second = await startDaemon({args});
		expect((await second.status()).buffer.bytes.max).toBe(2 ** 20);
		expectNumbers(await second.lines('rfc5424'), 1, 1500);
	});

	test('with a flipped bit says what was kept, and has the rest', async () => {
		const path = join(memoryFolder(), 'ring');
		const args = ['--keep', path, '--buffer-bytes', '1M', '--compress', 'off'];
		const first = await startDaemon({args});
		await sendDatagrams(first.syslogSocket, numberedMessages(100));
		await first.received(100);
		await killed(first);
		flip(path, HEADER.head + 6, 4);
		const second = await startDaemon({args});
		expect(second.child.stderr).toContain('circologd: --keep: 100 messages were kept');
		expectNumbers(await second.lines('rfc5424'), 1, 100);
		await expectAccounted(second);
	});
});

describe('what cannot be kept in', () => {
	test('a disk is refused, unless it is allowed', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'circolog-e2e-'));
		onTestFinished(() => {
			rmSync(folder, {recursive: true, force: true});
		});
		const path = join(folder, 'ring');
		const type = execFileSync('stat', ['--file-system', '--format=%T', folder]).toString().trim();
		if (type === 'tmpfs') return;
		expect(await refused('--keep', path)).toBe(
			`circologd: --keep: ${path} is not on tmpfs, so the log would be written to a disk: name a file under /run or /dev/shm, or allow it by --keep-on-disk`);
		expect(existsSync(path)).toBe(false);
		const daemon = await startDaemon({args: ['--keep', path, '--keep-on-disk', '--buffer-bytes', '1M']});
		await sendDatagrams(daemon.syslogSocket, ['<13>1 - - app - - - x']);
		await daemon.received(1);
		await daemon.stop();
		expect((await (await startDaemon({args: ['--keep', path, '--keep-on-disk', '--buffer-bytes', '1M']})).status()).buffer.messages.used).toBe(1);
	});

	test('the file of another daemon is named as such', async () => {
		const path = join(memoryFolder(), 'ring');
		const daemon = await startDaemon({args: ['--keep', path, '--buffer-bytes', '1M']});
		expect(await refused('--keep', path)).toBe(`circologd: --keep: ${path} is in use by another circologd: stop that, or name another file`);
		await daemon.stop();
	});

	test('a file of something else, another layout, or of the wrong size is refused and left as it is', async () => {
		const folder = memoryFolder();
		const path = join(folder, 'ring');
		writeFileSync(path, 'important\n');
		chmodSync(path, 0o644);
		expect(await refused('--keep', path)).toBe(`circologd: --keep: ${path} (10 bytes) keeps no ring: remove it, or name another file`);
		expect(readFileSync(path, 'utf8')).toBe('important\n');

		rmSync(path);
		await (await startDaemon({args: ['--keep', path, '--buffer-bytes', '1M']})).stop();
		const whole = readFileSync(path);
		truncateSync(path, 2 ** 20);
		expect(await refused('--keep', path)).toContain('is damaged, or has been cut');
		const file = openSync(path, 'r+');
		writeSync(file, Buffer.of(LAYOUT_VERSION + 1), 0, 1, HEADER.layoutVersion);
		closeSync(file);
		expect(await refused('--keep', path)).toContain(`keeps a ring of layout ${LAYOUT_VERSION + 1}, and this circologd reads layout ${LAYOUT_VERSION}`);
		writeFileSync(path, Buffer.concat([whole.subarray(0, 4096), whole]));
		expect(await refused('--keep', path)).toContain('has the wrong size for its ring of 1048576 bytes');
		expect(readFileSync(path)).toHaveLength(whole.length + 4096);
	});

	test('a symbolic link, a folder, and a folder that is not there are named', async () => {
		const folder = memoryFolder();
		const path = join(folder, 'ring');
		symlinkSync(join(folder, 'other'), path);
		expect(await refused('--keep', path)).toContain(`--keep: ${path} is a symbolic link: name the file itself`);
		mkdirSync(join(folder, 'x'));
		expect(await refused('--keep', join(folder, 'x'))).toMatch(/x (cannot be opened: EISDIR|is no regular file)/);
		expect(await refused('--keep', join(folder, 'y/ring'))).toContain(`y/ring cannot be kept there: ${join(folder, 'y')}: no such folder`);
	});

	test('a tmpfs without the space is an error at the start, and leaves nothing behind', async () => {
		const folder = memoryFolder();
		const mount = ['--user', '--map-root-user', '--mount', 'sh', '-c', `mount -t tmpfs -o size=8M none ${folder} && exec "$@"`, 'sh'];
		const at = temporaryFolder();
		const child = new Child('unshare', [...mount, 'sh', '-c', `"$@"; code=$?; ls ${folder}; exit $code`, 'sh', CIRCOLOGD, '--keep', join(folder, 'ring'),
			'--syslogd-socket', join(at, 's'), '--query-socket', join(at, 'q'), '--ctl-socket', join(at, 'c')], cleanEnvironment());
		child.end();
		expect(await child.exited, child.stderr).toEqual({code: 1, signal: null});
		expect(child.stderr).toMatch(/^circologd: --keep: \S+\/ring needs 67239936 bytes, and 8388608 are free there: make room, choose a smaller --buffer-bytes, or name a file elsewhere$/m);
		expect(child.stdout.toString()).toBe('');
	});
});
