import {closeSync, fstatSync, openSync, readFileSync, readSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {startCuttingProxy} from './support/cutting-proxy.js';
import {Child} from './support/child.js';
import {cleanEnvironment, type Daemon, startDaemon} from './support/daemon.js';
import {temporaryFolder} from './support/folder.js';
import {expectNumbers, expectNumbersOrGaps, numbersIn} from './support/numbered.js';
import {describeWithPeers} from './support/peers.js';
import {Sender} from './support/sender.js';
import {waitFor} from './support/wait.js';

const TAIL = join(import.meta.dirname, '../../bin/circolog-tail');
const RESTARTS = 3;
/** Messages to print before the next thing happens. */
const A_LITTLE_WHILE = 20_000;
const LAST_LINE_BYTES = 400;
const DEADLINE_MS = 60_000;
const RESTART = /^<44>1 \S+ \S+ circologd \d+ GAP \[circolog@32473 reason="restarted"\] the daemon has started anew since your cursor was given/;

/** A real `circolog-tail -f` that prints into a file: large outputs need not be held while they grow. */
class Printing {
	readonly child: Child;
	readonly #file = join(temporaryFolder(), 'printed');

	constructor(querySocket: string) {
		this.child = new Child('/bin/sh', ['-c', 'exec "$@" >"$0"', this.#file, TAIL, '-f', '-n', 'all', '-o', 'rfc5424', '--query-socket', querySocket], cleanEnvironment());
	}

	/** Waits until the newest message printed has this number or a later one. */
	async until(number: number): Promise<void> {
		await waitFor(`number ${number}`, () => {
			expect(this.child.ended, 'circolog-tail has ended').toBeUndefined();
			return this.newest >= number;
		}, {deadlineMs: DEADLINE_MS, describe: () => `; the newest is ${this.newest}`});
	}

	/** Waits until it says for the nth time that it goes on with a new daemon. */
	async runBegun(n: number): Promise<void> {
		await waitFor(`notice ${n}`, () => this.child.stderr.split('the daemon was restarted').length > n);
	}

	/** All lines printed so far. */
	lines(): string[] {
		return readFileSync(this.#file, 'utf8').split('\n').slice(0, -1);
	}

	/** Lines, divided where it says that the daemon has started anew. */
	runs(): string[][] {
		return this.lines().reduce<string[][]>((runs, line) => {
			if (RESTART.test(line)) runs.push([]);
			else runs.at(-1)!.push(line);
			return runs;
		}, [[]]);
	}

	/** Number of the newest message printed; 0 where the end holds none. */
	get newest(): number {
		const file = openSync(this.#file, 'r');
		const bytes = Buffer.alloc(LAST_LINE_BYTES);
		const length = readSync(file, bytes, 0, LAST_LINE_BYTES, Math.max(0, fstatSync(file).size - LAST_LINE_BYTES));
		closeSync(file);
		return numbersIn(bytes.toString('utf8', 0, length).split('\n').slice(0, -1)).filter(number => !Number.isNaN(number)).at(-1) ?? 0;
	}
}

async function startPrinting(daemon: Daemon, querySocket = daemon.querySocket): Promise<Printing> {
	const printing = new Printing(querySocket);
	await daemon.until('the follower', ({followers}) => followers.current === 1);
	return printing;
}

/** Numbers of bytes that are different each time one looks, and the same in each run. */
function budgets(count: number, most: number): number[] {
	let state = 4711;
	return Array.from({length: count}, () => {
		state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
		return 1 + state % most;
	});
}

describeWithPeers(['python3'], 'circolog-tail -f at 50,000 messages a second', () => {
	// The first connection has to come about; of the others some do not get as far as their first message.
	const CUTS = [20_000, 1, 100, ...budgets(17, 900_000)];

	test('prints every message once, though its connection breaks again and again', async () => {
		const daemon = await startDaemon();
		const path = join(daemon.folder, 'proxy.sock');
		const proxy = await startCuttingProxy(path, daemon.querySocket, CUTS);
		const printing = await startPrinting(daemon, path);
		const sender = new Sender('stream', daemon.streamSocket);
		await proxy.until(CUTS.length);
		const count = await sender.stop();
		await printing.until(count);
		expectNumbers(printing.lines(), 1, count);
		expect((await daemon.status()).followers).toMatchObject({gaps: 0, messages_lost: 0});
		const notices = printing.child.stderr.split('\n').slice(0, -1);
		const expected = [`circolog-tail: lost the connection to ${path}; reconnecting`, 'circolog-tail: connected again'];
		expect(notices.filter((notice, i) => notice !== expected[i % 2])).toEqual([]);
		expect(notices.length).toBeGreaterThan(CUTS.length);
	});

	test('tells exactly how many it has missed, where the ring is too small for the time without a connection', async () => {
		const daemon = await startDaemon({args: ['--buffer-size', '3000']});
		const path = join(daemon.folder, 'proxy.sock');
		const proxy = await startCuttingProxy(path, daemon.querySocket, CUTS);
		const printing = await startPrinting(daemon, path);
		const sender = new Sender('stream', daemon.streamSocket);
		await proxy.until(CUTS.length);
		const count = await sender.stop();
		await printing.until(count);
		const gaps = expectNumbersOrGaps(printing.lines(), 1, count);
		expect(gaps.length).toBeGreaterThan(0);
		expect(gaps.filter(({reason}) => reason !== 'overtaken')).toEqual([]);
	});

	test.each(['stream', 'dgram'] as const)('prints every message once, though the daemon is stopped and started again and again: %s', async kind => {
		const folder = temporaryFolder();
		let daemon = await startDaemon({folder});
		const printing = await startPrinting(daemon);
		const sender = new Sender(kind, kind === 'dgram' ? daemon.syslogSocket : daemon.streamSocket);
		for (let restart = 1; restart <= RESTARTS; restart++) {
			await printing.until(printing.newest + A_LITTLE_WHILE);
			await daemon.stop();
			daemon = await startDaemon({folder});
			await printing.runBegun(restart);
		}
		const count = await sender.stop();
		await printing.until(count);
		expectNumbers(printing.runs().flat(), 1, count);
	});

	test('prints nothing twice when the daemon is killed, and what is missing stands where it says that nobody knows', async () => {
		const folder = temporaryFolder();
		const first = await startDaemon({folder});
		const printing = await startPrinting(first);
		const sender = new Sender('stream', first.streamSocket);
		await printing.until(A_LITTLE_WHILE);
		first.child.kill('SIGKILL');
		await first.child.exited;
		const second = await startDaemon({folder});
		await printing.runBegun(1);
		const count = await sender.stop();
		await printing.until(count);
		const [before, after] = printing.runs();
		expectNumbers(before!, 1, before!.length);
		// The second daemon's ring has all that it was sent.
		const {stored} = (await second.status()).counters;
		expectNumbers(after!, count - stored + 1, count);
		expect(count - stored).toBeGreaterThanOrEqual(before!.length);
	});
});
