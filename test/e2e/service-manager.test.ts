import {randomBytes} from 'node:crypto';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {Child} from './support/child.js';
import {startDaemon} from './support/daemon.js';
import {prepareFault} from './support/fault.js';
import {temporaryFolder} from './support/folder.js';
import {follow, webSocketUrl} from './support/follower.js';
import {ask} from './support/http.js';
import {NotifyListener} from './support/notify-listener.js';
import {expectNumbers, framed, newlineEnded, numberedMessages} from './support/numbered.js';
import {ServiceManager, startWithDescriptors} from './support/service-manager.js';
import {sendStream} from './support/stream.js';
import {waitFor, within} from './support/wait.js';

const WATCHDOG_MS = 600;

/** A service manager with a watchdog, and the variables that tell a daemon of it. */
function watchful(path = join(temporaryFolder(), 'notify')): {listener: NotifyListener; env: NodeJS.ProcessEnv} {
	return {listener: new NotifyListener(path), env: {NOTIFY_SOCKET: path, WATCHDOG_USEC: String(WATCHDOG_MS * 1000)}};
}

/** Resolves when the watchdog bites: the manager has waited for a sign of life as long as it does. */
async function bite(listener: NotifyListener): Promise<void> {
	await waitFor('the watchdog to bite', () => {
		const last = listener.received.at(-1);
		return last !== undefined && performance.now() - last.atMs > WATCHDOG_MS;
	});
}

async function signsOfLife(listener: NotifyListener, count: number): Promise<void> {
	await waitFor(`${count} signs of life`, () => listener.saying('WATCHDOG=1').length >= count);
}

describe.each([['at a path', () => join(temporaryFolder(), 'notify')], ['with an abstract name', () => `@circolog-test-${randomBytes(8).toString('hex')}`]])(
	'a service manager %s', (_where, makePath) => {
		test('is told by the main process when everything serves, how it does, and when it ends', async () => {
			const {listener, env} = watchful(makePath());
			const manager = new ServiceManager();
			const child = manager.launch({env});
			await waitFor('READY=1', () => listener.saying('READY=1')[0]);
			// At that moment, not only when the daemon has said so on stderr.
			expect((await ask(join(manager.folder, 'query.sock'), '/healthz')).status).toBe(200);
			expect((await ask(join(manager.folder, 'ctl.sock'), '/status')).status).toBe(200);
			expect(listener.received[0]?.assignments).toEqual(['READY=1', 'STATUS=no messages']);
			await signsOfLife(listener, 1);
			child.kill('SIGTERM');
			expect(await within('the end', 5000, child.exited)).toEqual({code: 0, signal: null});
			await waitFor('STOPPING=1', () => listener.saying('STOPPING=1')[0]);
			expect(listener.received.at(-1)?.assignments).toEqual(['STOPPING=1', 'STATUS=ending']);
			expect(new Set(listener.received.map(({pid}) => pid))).toEqual(new Set([child.pid]));
		});
	},
);

describe('the watchdog', () => {
	test('gets a sign of life twice in the time it waits, and not more often', async () => {
		const {listener, env} = watchful();
		const child = startWithDescriptors({descriptors: [], env: {...env, RUNTIME_DIRECTORY: temporaryFolder()}});
		await signsOfLife(listener, 5);
		const [first, , , , last] = listener.saying('WATCHDOG=1');
		expect(last!.atMs - first!.atMs).toBeGreaterThan(WATCHDOG_MS * 1.8);
		expect(child.ended).toBeUndefined();
	});

	test.each(['receiver', 'main'] as const)('bites when the %s thread hangs', async thread => {
		const {listener, env} = watchful();
		const fault = prepareFault(thread, 'hangs');
		const child = startWithDescriptors({descriptors: [], env: {...env, ...fault.env, RUNTIME_DIRECTORY: temporaryFolder()}});
		await signsOfLife(listener, 3);
		fault.strike();
		await bite(listener);
		expect(child.ended).toBeUndefined();
		child.kill('SIGKILL');
		await child.exited;
	});
});

describe('variables that nobody can follow', () => {
	test.each([
		['NOTIFY_SOCKET', 'relative', 'NOTIFY_SOCKET: "relative" is not allowed: an absolute path, or @ and an abstract name; the service manager is told nothing'],
		['NOTIFY_SOCKET', '/nonexistent/notify', 'the service manager cannot be told how the daemon does: sendto: ENOENT'],
		['WATCHDOG_USEC', 'soon', 'WATCHDOG_USEC: "soon" is not allowed: a number of microseconds; there is no watchdog'],
	])('%s=%s is told, and the daemon serves', async (name, value, warning) => {
		const daemon = await startDaemon({env: {[name]: value}});
		await waitFor('the warning', () => daemon.child.stderr.includes(`circologd: ${warning}\n`));
		await sendStream(daemon.streamSocket, ['<13>1 - - app - - - hello\n']);
		await daemon.received(1);
		await daemon.stop();
	});
});

describe.each([
	['throws', 'an error that nobody expects'], ['rejects', 'an error that nobody awaits'], ['exits', 'it ended with code 3'],
] as const)('when the receiver thread %s', (kind, reason) => {
	const line = `the receiver thread has died: ${reason}`;

	/** Strikes, and proves that the daemon says so and ends as a failure. */
	async function die(child: Child, strike: () => void): Promise<void> {
		strike();
		expect(await within('the end', 5000, child.exited), child.stderr).toEqual({code: 1, signal: null});
		expect(child.stderr.split('\n').slice(-2)).toEqual([`circologd: ${line}`, '']);
	}

	test('the daemon says so, gives followers what there is, whoever does not read, and removes its sockets', async () => {
		const count = 20_000;
		const fault = prepareFault('receiver', kind);
		const {listener, env} = watchful();
		const daemon = await startDaemon({env: {...env, ...fault.env}});
		const stuck = await follow(webSocketUrl(daemon.querySocket, '/ws'));
		stuck.pause();
		const follower = await follow(webSocketUrl(daemon.querySocket, '/ws?fmt=rfc5424'));
		await sendStream(daemon.streamSocket, framed(numberedMessages(count), newlineEnded));
		await daemon.received(count);
		await die(daemon.child, fault.strike);
		await waitFor('the close frame', () => follower.closed);
		expectNumbers(follower.frames, 1, count);
		expect(['syslog.sock', 'stream.sock', 'query.sock', 'ctl.sock'].filter(name => existsSync(join(daemon.folder, name)))).toEqual([]);
		await waitFor('the reason', () => listener.saying(`STATUS=${line}`)[0]);
	});

	test('inherited sockets go on, and the next daemon has what was sent after it', async () => {
		const manager = new ServiceManager();
		const fault = prepareFault('receiver', kind);
		const first = await manager.start({env: fault.env});
		await die(first.child, fault.strike);
		await manager.log('afterwards');
		const second = await manager.start();
		await second.received(1);
		expect((await second.curl('/?fmt=cat')).text).toBe('afterwards\n');
	});
});
