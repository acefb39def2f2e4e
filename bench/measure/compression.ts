import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Bench} from '../bench.js';
import {Circologd} from '../circologd.js';
import {startRings, stopPeers} from '../peers/index.js';
import {program} from '../peers/program.js';
import {cpuSeconds} from '../process-numbers.js';
import {Replay} from '../replay.js';
import {measurement, type Measurement, type Named} from '../report/result.js';
import {spread, type Spread} from '../statistics.js';
import {round} from './round.js';

const RING_BYTES = 16 * 1024 ** 2;
const QUICK_RING_BYTES = 2 * 1024 ** 2;
/** Messages that fill the ring even if each takes no more than this of it, in bytes. */
const SMALLEST = 14;
/** So many a second are sent to fill it: compressing keeps up with that. */
const FILLING_RATE = 100_000;
const STEADY_RATE = 20_000;
const STEADY_SECONDS = 10;
const QUICK_STEADY_SECONDS = 1;
const BUSYBOX_MESSAGES = 20_000;
const TAILS = 50;
/** At full speed rounds differ by a fifth, by which thread comes to share a core with which: so many times as many are made. */
const FULL_SPEED_TIMES = 4;
/** Bytes a second. */
const FAST_DUMP = 500e6;
/** In no message; of the first, words tell that without unpacking, of the second not. */
const EXCLUDED = 'q=nosuchword';
const NOT_EXCLUDED = 'q=31415926535897';

/** A daemon that compresses beside one that does not: how much they keep, what it costs, and how fast it is read. */
export async function measureCompression(bench: Bench): Promise<Measurement[]> {
	const ring = bench.quick ? QUICK_RING_BYTES : RING_BYTES;
	bench.say(`compression: rings of ${ring / 1024 ** 2} MiB`);
	const flags = ['--buffer-bytes', String(ring)];
	const [on, off] = [await Circologd.start(bench, [...flags, '--compress', 'brotli']), await Circologd.start(bench, flags)];
	const cpu = await cpuAtSteadyRate(bench, on, off);
	await fill(on, ring);
	await fill(off, ring);
	const lines = [
		...await history(bench, on, off, ring), cpu,
		...await reading(bench, on, off),
		...await ingest(bench, on, off),
	];
	await Promise.all([on, off].map(async daemon => daemon.stop()));
	return lines;
}

async function fill(daemon: Circologd, ring: number): Promise<void> {
	const replay = new Replay();
	const most = ring / SMALLEST;
	for (let sent = 0; sent < most && (await daemon.status()).counters['evicted'] === 0; sent += FILLING_RATE) {
		await replay.send(daemon.endpoints.tcp, FILLING_RATE, FILLING_RATE);
	}
}

async function history(bench: Bench, on: Circologd, off: Circologd, ring: number): Promise<Measurement[]> {
	const kept = async (daemon: Circologd): Promise<number> => (await daemon.status()).buffer.messages.used;
	const [compressed, plain] = [await kept(on), await kept(off)];
	const peers = await busyboxHistory(bench, ring);
	return [measurement({
		id: 'compression/history', what: `history in ${ring / 1024 ** 2} MiB`, unit: 'messages', ours: spread([compressed]),
		limit: {name: 'off', spread: spread([plain])}, peers, wanted: [{of: {peer: 'busybox'}, atLeast: 8}, {of: 'limit', atLeast: 6}],
		notes: [`${(ring / compressed).toFixed(1)} bytes a message, ${(ring / plain).toFixed(1)} without`],
	})];
}

/** Messages that BusyBox would keep in as many bytes. */
async function busyboxHistory(bench: Bench, ring: number): Promise<Named[]> {
	const rings = await startRings(bench, BUSYBOX_MESSAGES * 100);
	const {busybox} = rings;
	if (busybox === undefined) {
		await stopPeers(rings);
		return [];
	}
	const file = join(bench.memoryFolder, 'replay.log');
	writeFileSync(file, new Replay().take(BUSYBOX_MESSAGES));
	await bench.load.start('send-lines', [busybox.endpoints['unix-dgram'] ?? '', file]).output();
	const {lines} = await bench.load.time('count', busybox.logread);
	await stopPeers(rings);
	return [{name: 'busybox', spread: spread([ring / busybox.ringBytes * lines])}];
}

/** CPU time of both at a steady rate: what one uses more is for compressing. */
async function cpuAtSteadyRate(bench: Bench, on: Circologd, off: Circologd): Promise<Measurement> {
	const seconds = bench.quick ? QUICK_STEADY_SECONDS : STEADY_SECONDS;
	const shares: Spread[] = [];
	for (const daemon of [on, off]) {
		const rounds: number[] = [];
		for (let i = 0; i < (bench.quick ? 1 : 3); i++) {
			const replay = new Replay();
			// Beforehand, so that there is something to compress from the first moment on.
			if (i === 0) await replay.send(daemon.endpoints.tcp, STEADY_RATE * 2, STEADY_RATE);
			const [cpu, start] = [cpuSeconds(daemon.pid), performance.now()];
			await replay.send(daemon.endpoints.tcp, STEADY_RATE * seconds, STEADY_RATE);
			rounds.push((cpuSeconds(daemon.pid) - cpu) / (performance.now() - start) * 1e5);
		}
		shares.push(spread(rounds));
	}
	const [compressed, plain] = shares as [Spread, Spread];
	const more = spread(compressed.rounds.map((share, i) => share - plain.rounds[i]!));
	return measurement({
		id: 'compression/cpu', what: `CPU for compressing at ${STEADY_RATE} messages a second`, unit: '%', better: 'less', ours: more,
		wanted: [{of: 'itself', atMost: 5, shown: '5 % of a core'}],
		notes: [`${compressed.median.toFixed(1)} % of a core in all, ${plain.median.toFixed(1)} % without`],
	});
}

/** Everything, a rare word, and the newest lines, asked of both. */
async function reading(bench: Bench, on: Circologd, off: Circologd): Promise<Measurement[]> {
	const curl = (daemon: Circologd): string[] => [program('curl', 'curl'), '--silent', '--show-error', '--unix-socket', daemon.querySocket, 'http://localhost/?fmt=rfc5424'];
	const dumps = new Map<Circologd, number[]>([[on, []], [off, []]]);
	for (let i = 0; i <= bench.rounds; i++) {
		for (const [daemon, rates] of dumps) {
			const {bytes} = i === 0 ? await bench.load.time('count', curl(daemon)) : {bytes: 0};
			if (i === 0) rates.push(bytes);
			else rates.push(rates[0]! / (await bench.load.time('discard', curl(daemon))).ns * 1e9);
		}
	}
	const dump = (daemon: Circologd): Spread => spread(dumps.get(daemon)!.slice(1));
	const raw = (await on.status()).compression?.raw_bytes ?? NaN;
	const rate = async (query: string): Promise<Spread> => {
		const rates: number[] = [];
		for (let i = 0; i <= bench.rounds; i++) {
			const start = performance.now();
			await on.read(`/count?${query}`);
			rates.push(raw / (performance.now() - start) * 1000);
		}
		return spread(rates.slice(1));
	};
	const tails: number[] = [];
	for (let i = 0; i < TAILS; i++) {
		const start = performance.now();
		await on.read('/?l=100');
		tails.push(performance.now() - start);
	}
	const isFast = dump(on).median >= FAST_DUMP;
	return [
		measurement({
			id: 'compression/dump', what: 'dump of everything as rfc5424', unit: 'B/s', ours: dump(on), limit: {name: 'off', spread: dump(off)},
			// Either will do.
			wanted: [isFast ? {of: 'itself', atLeast: FAST_DUMP, shown: '500 MB/s'} : {of: 'limit', atLeast: 0.7}],
		}),
		measurement({
			id: 'compression/excluded', what: 'a word in no message, which blocks are passed over for', unit: 'B/s', ours: await rate(EXCLUDED),
			wanted: [{of: 'itself', atLeast: 1e9, shown: '1 GB/s'}],
		}),
		measurement({
			id: 'compression/unpacked', what: 'a number in no message, for which all is unpacked', unit: 'B/s', ours: await rate(NOT_EXCLUDED),
			wanted: [{of: 'itself', atLeast: 300e6, shown: '300 MB/s'}],
		}),
		measurement({
			id: 'compression/tail', what: 'the last 100 lines', unit: 'ms', better: 'less', ours: spread(tails),
			wanted: [{of: 'itself', atMost: 5, shown: '5 ms'}],
		}),
	];
}

/** Messages taken a second by both, at full speed and where there is time to spare. */
async function ingest(bench: Bench, on: Circologd, off: Circologd): Promise<Measurement[]> {
	const lines: Measurement[] = [];
	for (const [id, what, numbers, atLeast, times] of [
		['full', 'unix-dgram at full speed, 200 bytes', {}, 0.8, bench.quick ? 1 : FULL_SPEED_TIMES],
		['paced', 'unix-dgram at 300,000 a second', {rate: 300_000}, 1, 1],
	] as const) {
		const rates = new Map<Circologd, number[]>([[on, []], [off, []]]);
		for (let i = 0; i <= bench.rounds * times; i++) {
			for (const [daemon, all] of rates) {
				const result = await round(bench, daemon, 'unix-dgram', {size: 200, seconds: bench.quick ? 0.25 : 1, count: 0, ...numbers});
				if (result.uncounted > 0) bench.uncounted.push(`${what}: ${result.uncounted} of ${result.sent} messages`);
				if (i > 0) all.push(result.rate);
			}
		}
		// What was sent in a second is what was taken, but for the last few.
		const wanted = atLeast === 1 ? 0.99 : atLeast;
		lines.push(measurement({
			id: `compression/ingest-${id}`, what, unit: 'msg/s', ours: spread(rates.get(on)!), limit: {name: 'off', spread: spread(rates.get(off)!)},
			wanted: [{of: 'limit', atLeast: wanted}],
		}));
	}
	return lines;
}
