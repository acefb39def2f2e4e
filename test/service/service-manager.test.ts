import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {takeNotifySettings} from '../../src/service/notify-settings.js';
import {ServiceManager} from '../../src/service/service-manager.js';
import {type Holding, StatusLine} from '../../src/service/status-line.js';
import {NotifyListener} from '../e2e/support/notify-listener.js';
import {waitFor} from '../e2e/support/wait.js';

const EMPTY: Holding = {paused: false, messages: 0, oldestUs: undefined, received: 0};

describe('what a service manager is told', () => {
	let folder = '';
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'circolog-test-'));
		vi.useFakeTimers({toFake: ['setInterval', 'clearInterval', 'performance']});
	});
	afterEach(() => {
		vi.useRealTimers();
		rmSync(folder, {recursive: true});
	});

	/** Plays a daemon for some seconds, tick by tick; returns what was told after `READY=1`. */
	async function told(watchdogMs: number | undefined, seconds: number, at: (second: number) => {holding?: Holding; hangs?: boolean}): Promise<string[][]> {
		const socket = join(folder, 'notify');
		const listener = new NotifyListener(socket);
		const manager = new ServiceManager({socket, watchdogMs, faults: []}, error => {
			throw error;
		});
		let second = 0;
		manager.ready({
			ping: async () => (at(second).hangs === true ? new Promise<void>(() => undefined) : Promise.resolve()),
			holding: () => at(second).holding ?? EMPTY,
		});
		for (second = 1; second <= seconds; second++) await vi.advanceTimersByTimeAsync(1000);
		manager.stopping('done');
		vi.useRealTimers();
		await waitFor('the end', () => listener.saying('STOPPING=1')[0]);
		return listener.received.slice(1, -1).map(({assignments}) => [...assignments]);
	}

	it('is nothing but signs of life while nothing changes', async () => {
		expect(await told(2000, 30, () => ({}))).toEqual(Array.from({length: 30}, () => ['WATCHDOG=1']).with(9, ['WATCHDOG=1', 'STATUS=no messages, 0/s']));
	});

	it('is a new status at most every ten seconds', async () => {
		const all = await told(2000, 35, second => ({holding: {...EMPTY, messages: second, received: second}}));
		expect(all.flatMap((each, i) => (each.length > 1 ? [[i + 1, each[1]]] : []))).toEqual([
			[10, 'STATUS=10 messages, 1/s'], [20, 'STATUS=20 messages, 1/s'], [30, 'STATUS=30 messages, 1/s'],
		]);
	});

	it('ends when somebody hangs, though others go on', async () => {
		expect(await told(2000, 30, second => ({hangs: second >= 5}))).toHaveLength(4);
	});

	it('without a watchdog is a status now and then, and nothing else', async () => {
		const all = await told(undefined, 150, second => ({holding: {...EMPTY, messages: second, received: second}}));
		expect(all).toEqual([['STATUS=60 messages, 1/s'], ['STATUS=120 messages, 1/s']]);
	});
});

describe('the line of status', () => {
	const oldestUs = new Date(2026, 10, 20, 15, 8, 4).getTime() * 1000;

	it.each<[Holding, string]>([
		[EMPTY, 'no messages, 0/s'],
		[{...EMPTY, messages: 1, oldestUs, received: 1}, '1 message since 2026-11-20 15:08:04, 1/s'],
		[{...EMPTY, messages: 1_234_567, oldestUs, received: 12_345_678}, '1,234,567 messages since 2026-11-20 15:08:04, 12,345,678/s'],
		[{...EMPTY, paused: true, messages: 12, oldestUs, received: 40}, 'paused, 12 messages since 2026-11-20 15:08:04, 40/s'],
	])('%j: %s', (holding, line) => {
		const statusLine = new StatusLine();
		expect(statusLine.next(EMPTY, 1000)).toBe('no messages');
		expect(statusLine.next(holding, 2000)).toBe(line);
	});
});

describe('the variables', () => {
	const socket = '/run/notify';

	it.each([
		['none', {}, undefined, undefined, 0],
		['a path', {NOTIFY_SOCKET: socket}, socket, undefined, 0],
		['an abstract name', {NOTIFY_SOCKET: '@name'}, '@name', undefined, 0],
		['a watchdog', {NOTIFY_SOCKET: socket, WATCHDOG_USEC: '2500000'}, socket, 2500, 0],
		['a watchdog for this process', {NOTIFY_SOCKET: socket, WATCHDOG_USEC: '2500000', WATCHDOG_PID: '42'}, socket, 2500, 0],
		['a watchdog for another process', {NOTIFY_SOCKET: socket, WATCHDOG_USEC: '2500000', WATCHDOG_PID: '43'}, socket, undefined, 0],
		['a watchdog that cannot be told', {WATCHDOG_USEC: '2500000'}, undefined, undefined, 0],
		['a watchdog that waits for nothing', {NOTIFY_SOCKET: socket, WATCHDOG_USEC: '0'}, socket, undefined, 1],
		['no number', {NOTIFY_SOCKET: socket, WATCHDOG_USEC: '2s'}, socket, undefined, 1],
		['another kind of socket', {NOTIFY_SOCKET: 'vsock:2:1234'}, undefined, undefined, 1],
		['a path too long', {NOTIFY_SOCKET: `/${'x'.repeat(107)}`}, undefined, undefined, 1],
		['half a path', {NOTIFY_SOCKET: '@'}, undefined, undefined, 1],
	])('%s', (_what, variables, expected, watchdogMs, faults) => {
		const env: NodeJS.ProcessEnv = {...variables, PATH: '/bin'};
		const settings = takeNotifySettings(env, 42);
		expect([settings.socket, settings.watchdogMs, settings.faults.length]).toEqual([expected, watchdogMs, faults]);
		expect(env).toEqual({PATH: '/bin'});
	});
});
