import {join} from 'node:path';
import type {Bench} from '../bench.js';
import {Circologd} from '../circologd.js';
import type {Followed, LoadArguments} from '../load.js';
import {measurement, type Measurement} from '../report/result.js';
import {spread} from '../statistics.js';

const BYTES_OF_A_MESSAGE = 200;
/** Followers, and messages sent in one go: no more than a ring of 64 MiB keeps, so that nothing has to be lost. */
const CROWDS = [
	{followers: 1, messages: 250_000}, {followers: 10, messages: 250_000}, {followers: 100, messages: 150_000}, {followers: 1000, messages: 15_000},
];
/** What a quick run sends of it. */
const QUICK_SHARE = 0.2;
const WITHIN_SECONDS = 30;
const FOLLOWERS_PACED = 100;

/** A steady load on many followers. */
interface Pace {
	readonly id: string;
	readonly rate: number;
	readonly path: string;
	readonly what: string;
}

const PACES: readonly Pace[] = [
	{id: 'frames', rate: 3000, path: '/ws?l=0', what: '3,000 msg/s, one a frame'},
	{id: 'batch', rate: 10_000, path: '/ws?l=0&batch=1', what: '10,000 msg/s, many a frame'},
];

/** How much followers are sent, and how soon. */
export async function measureFollow(bench: Bench): Promise<Measurement[]> {
	const circologd = await Circologd.start(bench);
	const lines: Measurement[] = [];
	for (const crowd of CROWDS) {
		bench.say(`follow: ${crowd.followers} followers`);
		lines.push(await measureCrowd(bench, circologd, {...crowd, messages: crowd.messages * (bench.quick ? QUICK_SHARE : 1)}));
	}
	for (const pace of PACES) {
		bench.say(`follow: ${FOLLOWERS_PACED} followers, ${pace.what}`);
		lines.push(...await measurePace(bench, circologd, pace));
	}
	await circologd.stop();
	return lines;
}

async function measureCrowd(bench: Bench, circologd: Circologd, {followers, messages}: {followers: number; messages: number}): Promise<Measurement> {
	const numbers = {followers, messages, seconds: WITHIN_SECONDS};
	const ours: Followed[] = [];
	const limit: Followed[] = [];
	for (let round = 0; round < bench.rounds; round++) {
		limit.push(await fanOut(bench, numbers));
		ours.push(await followDaemon(bench, circologd, '/ws?l=0', numbers, {size: BYTES_OF_A_MESSAGE, count: messages}));
	}
	const rate = ({messages: delivered, elapsed_ns}: Followed): number => delivered / elapsed_ns * 1e9;
	return measurement({
		id: `follow/${followers}`, what: `${followers} ${followers === 1 ? 'follower' : 'followers'}, delivered in all`, unit: 'msg/s',
		ours: spread(ours.map(rate)), limit: {name: 'bare write', spread: spread(limit.map(rate))}, notes: losses(ours),
	});
}

async function measurePace(bench: Bench, circologd: Circologd, {id, rate, path, what}: Pace): Promise<Measurement[]> {
	const messages = rate * (bench.quick ? 1 : 5);
	const all: Followed[] = [];
	for (let round = 0; round < Math.min(bench.rounds, 3); round++) {
		all.push(await followDaemon(bench, circologd, path, {followers: FOLLOWERS_PACED, messages, seconds: WITHIN_SECONDS}, {size: BYTES_OF_A_MESSAGE, count: messages, rate}));
	}
	return [
		measurement({
			id: `follow/${id}`, what: `${FOLLOWERS_PACED} followers, ${what}: p99`, unit: 'ms', better: 'less',
			ours: spread(all.map(({p99_ns}) => p99_ns / 1e6)), wanted: [{of: 'itself', atMost: 50, shown: '50 ms'}],
		}),
		measurement({
			id: `follow/${id}/delivered`, what: `${FOLLOWERS_PACED} followers, ${what}: delivered`, unit: '%',
			ours: spread(all.map(({messages: delivered}) => delivered / messages / FOLLOWERS_PACED * 100)),
			wanted: [{of: 'itself', atLeast: 100, shown: '100 %'}], notes: [...framing(all), ...losses(all)],
		}),
	];
}

/** Follows circologd while messages are sent to it; notes what followers have lost without being told. */
export async function followDaemon(
	bench: Bench, circologd: Circologd, path: string, followers: LoadArguments, sender: LoadArguments & {readonly size: number},
): Promise<Followed> {
	await circologd.clear();
	const seen = await bench.load.follow(circologd.queryEndpoint, path, followers, async () => bench.load.send(circologd.endpoints['unix-dgram'], sender));
	if (seen.unfinished === 0 && seen.lost > seen.told) {
		bench.uncounted.push(`${seen.lost - seen.told} messages that followers have not got and were not told of`);
	}
	return seen;
}

/** The same frames, made in advance and written to everyone by a C program. */
async function fanOut({load, folder}: Bench, numbers: {followers: number; messages: number; seconds: number}): Promise<Followed> {
	const endpoint = `unix-stream:${join(folder, `fan-out-${process.hrtime.bigint()}.sock`)}`;
	const server = load.start('fan-out', [endpoint], {...numbers, size: BYTES_OF_A_MESSAGE});
	await server.says(/^ready$/m);
	const seen = await load.follow(endpoint, '/ws', numbers, async () => server.process.stdin?.write('go\n'));
	server.process.stdin?.end();
	await server.output();
	return seen;
}

/** How many messages came in one frame, where it was more than one. */
function framing(all: readonly Followed[]): string[] {
	const messages = all.reduce((sum, one) => sum + one.messages, 0);
	const frames = all.reduce((sum, one) => sum + one.frames, 0);
	return messages > frames ? [`${(messages / frames).toFixed(1)} messages a frame`] : [];
}

function losses(all: readonly Followed[]): string[] {
	const unfinished = Math.max(...all.map(one => one.unfinished));
	const lost = Math.max(...all.map(one => one.lost));
	const misordered = Math.max(...all.map(one => one.misordered));
	return [
		...(unfinished > 0 ? [`${unfinished} followers had not got the last message after ${WITHIN_SECONDS} s`] : []),
		...(lost > 0 ? [`${lost} messages lost, ${Math.max(...all.map(one => one.told))} of them told`] : []),
		...(misordered > 0 ? [`${misordered} messages out of order`] : []),
	];
}
