import {chownSync, mkdirSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {Child, run} from './support/child.js';
import {CIRCOLOGD, cleanEnvironment, Daemon, startDaemon, untilReady} from './support/daemon.js';
import {sendDatagrams} from './support/datagrams.js';
import {temporaryFolder} from './support/folder.js';
import {follow, webSocketUrl} from './support/follower.js';
import {ask} from './support/http.js';
import {describeWithPeers, peer} from './support/peers.js';
import {sendStream} from './support/stream.js';
import {within} from './support/wait.js';

const MIB = 1024 * 1024;
const NOBODY = 65_534;

interface Privacy {
	swap: {devices: string[]; allowed: boolean | null; swapped_bytes: number | null};
	lock: {required: boolean; state: string; locked_bytes: number; wanted_bytes: number; limit_bytes: number | null; reason: string | null};
	dump: {cores: string};
	age: {max_age: number | null; oldest: string | null; expired: number};
	redaction: {messages: number; rules: {name: string}[]};
	compression: string;
	keep: {path: string; on_disk: boolean} | null;
}

async function privacyOf(socket: string): Promise<Privacy> {
	const {status, body} = await ask(socket, '/privacy');
	expect(status).toBe(200);
	return JSON.parse(body.toString()) as Privacy;
}

/** What the kernel says of the mappings of a process: size and flags, for those of that many bytes or more. */
function mappings(pid: number, leastBytes: number): {bytes: number; flags: string[]}[] {
	const areas = readFileSync(`/proc/${pid}/smaps`, 'utf8').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
	return areas.map(area => ({
		bytes: Number(/^Size: +(\d+) kB$/m.exec(area)?.[1]) * 1024,
		flags: /^VmFlags: (.*)$/m.exec(area)?.[1]?.trim().split(' ') ?? [],
	})).filter(({bytes}) => bytes >= leastBytes);
}

function kilobytes(pid: number, name: string): number {
	return Number(new RegExp(`^${name}:\\s*(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

/** Runs circologd in a folder as somebody who may lock that many bytes and no more. */
function startAsNobody(memlock: number, ...args: string[]): {child: Child; folder: string} {
	const folder = temporaryFolder();
	chownSync(folder, NOBODY, NOBODY);
	const at = (name: string): string => join(folder, name);
	const child = new Child(peer('prlimit'), [
		`--memlock=${memlock}`, peer('setpriv'), `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', CIRCOLOGD,
		'--syslogd-socket', at('syslog.sock'), '--query-socket', at('query.sock'), '--ctl-socket', at('ctl.sock'), ...args,
	], {...cleanEnvironment(), HOME: folder});
	return {child, folder};
}

/** Has a shell run a program in a folder where cores would be written. */
function whereCoresAreAllowed(folder: string, ...command: string[]): [string, string[]] {
	return ['/bin/sh', ['-c', 'ulimit -c unlimited; cd "$0" && exec "$@"', folder, ...command]];
}

describe('GET /privacy', () => {
	test('tells of swap, lock, dumps, age and redaction, on both sockets', async () => {
		const daemon = await startDaemon({args: ['--max-age', '1h', '--redact', 'ipv4', '--buffer-bytes', '32M']});
		await sendDatagrams(daemon.syslogSocket, ['<13>1 - - app - - - from 192.168.1.77']);
		await daemon.received(1);
		const answer = await privacyOf(daemon.querySocket);
		expect(await privacyOf(daemon.ctlSocket)).toEqual(answer);
		expect(answer).toMatchObject({
			dump: {cores: 'off'}, age: {max_age: 3600, expired: 0}, compression: 'brotli', keep: null,
			redaction: {messages: 1, rules: [{name: 'ipv4', replacements: 1}]}, lock: {required: false},
		});
		expect(answer.age.oldest).toBe((await daemon.status()).buffer.oldest);
		expect(answer.swap.devices).toEqual(readFileSync('/proc/swaps', 'utf8').trimEnd().split('\n').slice(1).map(line => line.split(/\s/)[0]));
		expect(answer.swap.swapped_bytes).toBe(kilobytes(daemon.child.pid, 'VmSwap') * 1024);
		expect(answer.lock.wanted_bytes).toBeGreaterThan(32 * MIB);
		const {stdout} = await run(join(CIRCOLOGD, '../circolog-ctl'), ['privacy', '--ctl-socket', daemon.ctlSocket], {env: cleanEnvironment()});
		expect(stdout.toString()).toMatch(/^swap {7}.+\nlock {7}.+\ndump {7}no cores\nkept {7}no: it ends with the daemon\nage {8}1 h at the most; the oldest is of .+\nredaction {2}ipv4: 1 message masked\n$/);
	});

	test('takes no parameters', async () => {
		const daemon = await startDaemon();
		expect((await ask(daemon.querySocket, '/privacy?x=1')).status).toBe(400);
	});
});

describeWithPeers(['prlimit', 'setpriv'], 'the lock', () => {
	test.runIf(process.getuid!() === 0)('is on the ring, also after it was resized, and makes none of it resident', async () => {
		const daemon = await startDaemon({args: ['--buffer-bytes', '256M', '--require-mlock']});
		const {pid} = daemon.child;
		expect(mappings(pid, 256 * MIB).filter(({flags}) => flags.includes('lo') && flags.includes('dd'))).toHaveLength(1);
		expect(kilobytes(pid, 'VmLck') * 1024).toBeGreaterThan(256 * MIB);
		expect(kilobytes(pid, 'VmRSS') * 1024).toBeLessThan(160 * MIB);
		const {lock} = await privacyOf(daemon.ctlSocket);
		expect(lock).toMatchObject({required: true, state: 'locked', reason: null});
		expect(lock.locked_bytes).toBe(lock.wanted_bytes);
		await daemon.command('/buffer/resize?bytes=300M');
		expect(mappings(pid, 300 * MIB).filter(({flags}) => flags.includes('lo') && flags.includes('dd'))).toHaveLength(1);
		const resized = (await privacyOf(daemon.ctlSocket)).lock;
		expect(resized.state).toBe('locked');
		expect(resized.locked_bytes - lock.locked_bytes).toBe(44 * MIB);
		// The old mapping is given back, and is locked no more.
		expect(kilobytes(pid, 'VmLck') * 1024).toBeLessThan(340 * MIB);
	});

	test.runIf(process.getuid!() === 0)('that is refused is warned of, with the limit\'s name, what it allows and what is needed', async () => {
		const {child, folder} = startAsNobody(MIB, '--buffer-bytes', '16M');
		await untilReady(child);
		const [warning] = child.stderr.split('\n').filter(line => line.includes('RLIMIT_MEMLOCK'));
		expect(warning).toMatch(/^circologd: messages may be swapped out to a disk: \d{8} bytes cannot be locked in memory beside the 0 that are \(mlock2: ENOMEM\); RLIMIT_MEMLOCK allows 1048576; raise it by LimitMEMLOCK=infinity in the unit, or by ulimit -l in a shell$/);
		expect(child.stderr.split('RLIMIT_MEMLOCK')).toHaveLength(2);
		const daemon = new Daemon(child, folder);
		const {lock} = await privacyOf(daemon.ctlSocket);
		expect(lock).toMatchObject({required: false, state: 'refused', limit_bytes: MIB, reason: 'ENOMEM'});
		expect(lock.locked_bytes).toBeLessThanOrEqual(MIB);
		// Only root may look at a process of which there can be no core, not even its own user.
		expect(statSync(`/proc/${child.pid}/fd`).uid).toBe(0);
		await daemon.stop();
	});

	test.runIf(process.getuid!() === 0)('that is refused keeps the daemon from starting with --require-mlock', async () => {
		const {child, folder} = startAsNobody(MIB, '--require-mlock');
		expect(await child.exited).toEqual({code: 1, signal: null});
		expect(child.stderr).toMatch(/^circologd: --require-mlock: \d+ bytes cannot be locked .+ RLIMIT_MEMLOCK allows 1048576; .+\n$/);
		expect(readdirSync(folder)).toEqual([]);
	});

	test.runIf(process.getuid!() === 0)('that is refused in the middle has a resize fail with --require-mlock, and all stays as it was', async () => {
		const {child, folder} = startAsNobody(7 * MIB, '--require-mlock', '--buffer-bytes', '128K', '--max-message-size', '256', '--compress', 'off');
		await untilReady(child);
		const daemon = new Daemon(child, folder);
		const {status, body} = await daemon.command('/buffer/resize?bytes=8M');
		expect([status, body.toString()]).toEqual([507, expect.stringMatching(/^there is no memory for a ring of 8388608 bytes \(--require-mlock: .+ENOMEM.+\); it stays as it is\n$/)]);
		expect((await daemon.status()).buffer.bytes.max).toBe(MIB / 8);
		expect((await privacyOf(daemon.ctlSocket)).lock.state).toBe('locked');
		await daemon.stop();
	});
});

test.each(['SIGSEGV', 'SIGABRT'] as const)('%s leaves no core, where any other process would leave one', async signal => {
	const [other, folder] = [temporaryFolder(), temporaryFolder()];
	const sleeper = new Child(...whereCoresAreAllowed(other, '/bin/sh', '-c', `kill -${signal.slice(3)} $$`), cleanEnvironment());
	expect((await sleeper.exited).signal).toBe(signal);
	// Where cores are not plain files there is nothing to compare with; then the kernel's word has to do.
	if (!readFileSync('/proc/sys/kernel/core_pattern', 'utf8').startsWith('|')) expect.soft(readdirSync(other).length).toBeGreaterThan(0);
	const at = (name: string): string => join(folder, name);
	mkdirSync(at('s'));
	const child = new Child(...whereCoresAreAllowed(folder, CIRCOLOGD, '--syslogd-socket', at('s/l'), '--query-socket', at('s/q'), '--ctl-socket', at('s/c')), cleanEnvironment());
	await untilReady(child);
	expect(readFileSync(`/proc/${child.pid}/limits`, 'utf8')).toMatch(/^Max core file size +0 +0 +bytes/m);
	child.kill(signal);
	expect((await within('the end', 5000, child.exited)).signal).toBe(signal);
	expect(readdirSync(folder)).toEqual(['s']);
});

describeWithPeers(['strace'], 'files', () => {
	test('none but the process id is ever written, whatever comes and is asked', async () => {
		const folder = temporaryFolder();
		const at = (name: string): string => join(folder, name);
		const calls = 'trace=open,openat,openat2,creat,truncate,rename,renameat,renameat2,link,linkat,symlink,symlinkat,memfd_create';
		const child = new Child(peer('strace'), [
			'-f', '-qq', '--seccomp-bpf', '-e', calls, '-o', at('calls'), CIRCOLOGD, '--pid-file', at('pid'), '--max-age', '1s', '--buffer-bytes', '1M', '--max-message-size', '8K',
			'--syslogd-socket', at('syslog.sock'), '--syslog-stream-socket', at('stream.sock'), '--query-socket', at('query.sock'), '--ctl-socket', at('ctl.sock'),
		], cleanEnvironment());
		await untilReady(child);
		const daemon = new Daemon(child, folder);
		const follower = await follow(webSocketUrl(daemon.querySocket, '/ws?fmt=json'));
		const lines = Array.from({length: 20_000}, (_, i) => `<13>1 - host app - - - message ${i} of many\n`);
		await sendStream(daemon.streamSocket, lines);
		await daemon.received(20_000);
		for (const path of ['/?fmt=json', '/?q=message:19', '/count', '/top', '/patterns', '/stats', '/histogram', '/metrics', '/ui/']) await daemon.curl(path);
		await daemon.command('/buffer/resize?bytes=2M');
		await daemon.command('/logs/clear');
		await follower.until(1);
		process.kill(Number(readFileSync(at('pid'), 'utf8')), 'SIGTERM');
		await within('the end', 10_000, child.exited);
		const written = readFileSync(at('calls'), 'utf8').split('\n').map(line => line.replace(/^\d+ +/, ''))
			// A call's second line, where another thread came in between, says nothing of what was opened.
			.filter(line => /^\w+\(/.test(line) && (!line.startsWith('open') || /O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE/.test(line)) && !line.includes('"/dev/null"'));
		expect(written).toEqual([expect.stringMatching(/^openat\(AT_FDCWD, "\S+\/pid", O_WRONLY\|O_CREAT\|O_TRUNC\|O_CLOEXEC, 0644\b/)]);
	});
});
