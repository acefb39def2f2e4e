import {Agent, get} from 'node:http';
import {setTimeout as sleep} from 'node:timers/promises';
import type {Bench} from '../bench.js';
import {Circologd} from '../circologd.js';
import {measurement, type Measurement} from '../report/result.js';
import {quantile, spread} from '../statistics.js';

const PATH = '/?l=100';
const BYTES_OF_A_MESSAGE = 200;
const BETWEEN_MS = 5;

/** How long the last hundred messages take to come, over a connection that stays open, with and without load. */
export async function measureQuery(bench: Bench): Promise<Measurement[]> {
	bench.say('query: while ingest runs at full speed');
	const seconds = bench.quick ? 1 : 3;
	const circologd = await Circologd.start(bench);
	const endpoint = circologd.endpoints['unix-dgram'];
	await bench.load.send(endpoint, {size: BYTES_OF_A_MESSAGE, count: 100_000});
	const idle: number[][] = [];
	const loaded: number[][] = [];
	for (let round = 0; round < bench.rounds; round++) {
		idle.push(await ask(circologd.querySocket, sleep(seconds * 1000)));
		loaded.push(await ask(circologd.querySocket, bench.load.send(endpoint, {size: BYTES_OF_A_MESSAGE, seconds})));
	}
	await circologd.stop();
	return ([['idle', 'nothing else going on', idle], ['loaded', 'ingest at full speed', loaded]] as const).flatMap(([id, when, rounds]) =>
		([['p50', 0.5], ['p99', 0.99]] as const).map(([name, share]) => measurement({
			id: `query/${id}/${name}`, what: `GET ${PATH}, ${when}: ${name}`, unit: 'ms', better: 'less',
			ours: spread(rounds.map(times => quantile(times, share))),
		})));
}

/** Asks again and again until the load has ended; returns the times in ms, sorted. */
async function ask(socketPath: string, load: Promise<unknown>): Promise<number[]> {
	const agent = new Agent({keepAlive: true, maxSockets: 1});
	const times: number[] = [];
	const state = {ended: false};
	const end = load.finally(() => {
		state.ended = true;
	});
	while (!state.ended) {
		const start = performance.now();
		await new Promise<void>((resolve, reject) => {
			get({socketPath, path: PATH, agent}, response => {
				response.on('end', resolve).resume();
			}).on('error', reject);
		});
		times.push(performance.now() - start);
		await sleep(BETWEEN_MS);
	}
	await end;
	agent.destroy();
	return times.sort((a, b) => a - b);
}
