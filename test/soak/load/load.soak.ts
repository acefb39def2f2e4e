import {expect, onTestFinished, test} from 'vitest';
import {type Asked, Load, type Followed, type Sent} from '../../../bench/load.js';
import {Undo} from '../../../bench/undo.js';
import {expectAccounted} from '../../e2e/support/accounting.js';
import {type Daemon, startDaemon} from '../../e2e/support/daemon.js';
import {temporaryFolder} from '../../e2e/support/folder.js';
import type {Status} from '../../e2e/support/status.js';
import {openUdp} from '../../e2e/support/udp.js';
import {waitFor} from '../../e2e/support/wait.js';
import {Chance} from '../chance.js';
import {RUN_MS, SEED} from '../settings.js';
import {Disturbances, RING} from './disturbances.js';
import {MemoryWatch} from './memory-watch.js';
import {numberedMessage} from './numbered.js';
import {COUNTS, QUERIES, Questions} from './questions.js';
import {SlowFollower} from './slow-follower.js';
import {StreamSender} from './stream-sender.js';

const MESSAGE_BYTES = 200;
const FULL_SPEED_SECONDS = 2;
const UDP_PER_SECOND = 5000;
const RARE = 1000;
const FAST_FOLLOWERS = 2;
const SLOW_FOLLOWERS = 3;
/** Longest time between two questions whose answers are timed, in milliseconds. */
const QUERY_PAUSE_MS = 40;
const COUNT_PAUSE_MS = 400;
/** For what is in the sockets to be read, and followers to have it, when the load has ended. */
const REST_MS = 60_000;
/** Shorter runs have the start of the daemon in their numbers, and share their machine with other tests. */
const JUDGED_FROM_MS = 5 * 60_000;
const MAX_QUERY_P99_MS = 50;
const MAX_GROWTH_MIB = 6;
/** Datagrams sent at the end for the kernel to tell what it dropped. */
const MAX_EXTRA = 20;
/** Senders, by the numbers that their messages have. */
const DATAGRAMS = 1, UDP = 2, STREAMS = [3, 4], LAST = 9;

test('every message is accounted for, memory stays as it is, and queries are answered, under a load of everything at random', {timeout: RUN_MS + 2 * REST_MS}, async () => {
	const undo = new Undo();
	onTestFinished(() => {
		undo.all();
	});
	const load = Load.compile(undo, temporaryFolder());
	const perSecond = await halfOfFullSpeed(load);

	const daemon = await startDaemon({args: ['--buffer-bytes', RING.bytes, '--buffer-size', String(RING.messages)]});
	const chanceOf = (stream: string): Chance => new Chance(SEED, stream);
	const goal = LAST * 100_000_000_000 + 1;
	const followed = (query: string): Promise<Followed> => load.follow(`unix-stream:${daemon.querySocket}`, `/ws?l=0${query}`,
		{followers: FAST_FOLLOWERS, messages: goal, seconds: (RUN_MS + REST_MS) / 1000}, async () => undefined);
	const fast = [followed('&batch=1'), followed('')];
	// What nobody awaits yet may fail.
	for (const one of fast) one.catch(() => undefined);
	await daemon.until('the followers', ({followers}) => followers.current === 2 * FAST_FOLLOWERS);

	const end = performance.now() + RUN_MS;
	const disturbances = new Disturbances(daemon, chanceOf('disturbances'));
	const memory = new MemoryWatch(daemon.child.pid);
	const streams = STREAMS.map(id => new StreamSender(id, [daemon.port('tcp'), daemon.streamSocket], chanceOf(`stream ${id}`)));
	const slow = Array.from({length: SLOW_FOLLOWERS}, (_, i) => new SlowFollower(daemon.querySocket, chanceOf(`follower ${i}`)));
	const asker = new Questions(daemon.querySocket, chanceOf('questions'));
	// By a process that does nothing else: this one has its hands full.
	const timed = [[QUERIES, QUERY_PAUSE_MS], [COUNTS, COUNT_PAUSE_MS]] as const;
	const answers = timed.map(async ([paths, pause]) => load.ask(`unix-stream:${daemon.querySocket}`, paths, {seconds: RUN_MS / 1000, seed: SEED, pause}));
	for (const one of answers) one.catch(() => undefined);
	const datagrams = load.send(`unix-dgram:${daemon.syslogSocket}`, {size: MESSAGE_BYTES, seconds: RUN_MS / 1000, rate: perSecond, rare: RARE, sender: DATAGRAMS});
	const udp = load.send(`udp:127.0.0.1:${daemon.port('udp')}`, {size: MESSAGE_BYTES, seconds: RUN_MS / 1000, rate: UDP_PER_SECOND, sender: UDP});
	const [sentDatagrams, sentUdp] = await Promise.all([datagrams, udp, ...[disturbances, memory, ...streams, ...slow, asker].map(async one => one.run(end))]) as [Sent, Sent];

	const streamed = streams.reduce((sum, {sent}) => sum + sent, 0);
	const extraUdp = await allUdpCounted(daemon, sentUdp.sent);
	await daemon.until('all datagrams', status => receivedBy(status, 'unix-dgram:') === sentDatagrams.sent);
	await load.send(`unix-dgram:${daemon.syslogSocket}`, {size: MESSAGE_BYTES, count: 1, sender: LAST});
	const results = await Promise.all(fast);
	const status = await daemon.status();

	const [queries, counts] = await Promise.all(answers) as [Asked, Asked];
	const [first, middle, last] = memory.beside;
	const {counters} = status;
	print({
		'messages received': counters.received, 'a second, sent to the unix socket': Math.round(sentDatagrams.sent / (RUN_MS / 1000)),
		'half of full speed, a second': perSecond, 'discarded while paused': counters.discarded_paused, 'dropped by the kernel (UDP)': counters.kernel_drops,
		'evicted': counters.evicted, 'cleared': counters.cleared, ...disturbances.counts, 'stream connections': counters.connections,
		'told as lost, to fast followers': results.reduce((sum, {told}) => sum + told, 0), 'to slow followers': slow.reduce((sum, {told}) => sum + told, 0),
		'cursors proved': slow.reduce((sum, {cursors}) => sum + cursors, 0), 'connections resumed': slow.reduce((sum, {connections}) => sum + connections - 1, 0),
		'answers proved': asker.asked,
		'queries timed': queries.questions, 'p50 of a query (ms)': ms(queries.p50_ns), 'p99 of a query (ms)': ms(queries.p99_ns), 'longest (ms)': ms(queries.max_ns),
		'counts of the whole ring': counts.questions, 'p50 of a count (ms)': ms(counts.p50_ns), 'p99 of a count (ms)': ms(counts.p99_ns),
		'resident beside the ring, first third': round(first), 'middle third (MiB)': round(middle), 'last third': round(last),
		'resident in all, first third': round(memory.whole[0]), 'middle third of the run (MiB)': round(memory.whole[1]), 'last third of the run': round(memory.whole[2]),
	});

	expect(receivedBy(status, 'unix-dgram:')).toBe(sentDatagrams.sent + 1);
	expect(receivedBy(status, 'tcp:') + receivedBy(status, 'unix-stream:')).toBe(streamed);
	expect(receivedBy(status, 'udp:') + counters.kernel_drops).toBe(sentUdp.sent + extraUdp);
	// What came while paused was not looked at.
	expect(counters.truncated).toBeLessThanOrEqual(streams.reduce((sum, {cut}) => sum + cut, 0));
	expect(counters).toMatchObject({unparsed: 0, discarded_empty: 0, receive_errors: 0, connections_refused: 0});
	await expectAccounted(daemon);
	for (const {followers, unfinished, messages, told, misordered} of results) {
		expect({unfinished, misordered, all: messages + told}).toEqual({unfinished: 0, misordered: 0, all: followers * counters.stored});
	}
	expect(status.queries).toMatchObject({running: 0, timed_out: 0});
	expect(disturbances.counts.clears).toBeGreaterThan(0);
	if (RUN_MS >= JUDGED_FROM_MS) {
		expect(ms(queries.p99_ns)).toBeLessThan(MAX_QUERY_P99_MS);
		expect(last - middle).toBeLessThan(MAX_GROWTH_MIB);
	}
	await daemon.stop();
});

/** Half of what a daemon takes that has nothing else to do, in messages a second. */
async function halfOfFullSpeed(load: Load): Promise<number> {
	const daemon = await startDaemon();
	const {sent, start_ns, end_ns} = await load.send(`unix-dgram:${daemon.syslogSocket}`, {size: MESSAGE_BYTES, seconds: FULL_SPEED_SECONDS});
	await daemon.stop();
	return Math.round(sent / (end_ns - start_ns) * 1e9 / 2);
}

/** The kernel tells of dropped datagrams with the next one that it does not drop. Returns how many more that took. */
async function allUdpCounted(daemon: Daemon, sent: number): Promise<number> {
	const sender = openUdp(daemon.port('udp'));
	for (let extra = 1; ; extra++) {
		await sender.send([numberedMessage(UDP, sent + extra, 'one more')]);
		const {received} = await untilStill(daemon);
		if (received === sent + extra) return extra;
		if (extra === MAX_EXTRA) throw new Error(`of ${sent + extra} datagrams by UDP only ${received} were received or counted`);
	}
}

/** Waits until nothing more comes by UDP; returns what was received or counted as dropped. */
async function untilStill(daemon: Daemon): Promise<{received: number}> {
	let last = -1;
	return waitFor('an end of what comes by UDP', async () => {
		const status = await daemon.status();
		const received = receivedBy(status, 'udp:') + status.counters.kernel_drops;
		if (received === last) return {received};
		last = received;
		return undefined;
	});
}

function receivedBy({sources}: Status, transport: string): number {
	return sources.filter(({name}) => name.startsWith(transport)).reduce((sum, {received}) => sum + received, 0);
}

function ms(ns: number): number {
	return round(ns / 1e6);
}

function round(number: number): number {
	return Math.round(number * 10) / 10;
}

function print(rows: Readonly<Record<string, number>>): void {
	console.log(Object.entries(rows).map(([name, value]) => `${name.padEnd(38)} ${value.toLocaleString('en').padStart(14)}`).join('\n'));
}
