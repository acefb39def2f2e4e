import {type Bench, freeBytes} from '../bench.js';
import {Circologd} from '../circologd.js';
import type {LoadArguments} from '../load.js';
import {startPeers, stopPeers} from '../peers/index.js';
import {startKeeper, startSinks} from '../peers/sink.js';
import type {Receiver, Transport} from '../receiver.js';
import {ratio, shown} from '../report/numbers.js';
import {measurement, type Measurement, type Named, type Wanted} from '../report/result.js';
import {pairedRatio, spread, type Spread} from '../statistics.js';
import {round, type Round} from './round.js';

interface Way {
	readonly id: string;
	readonly what: string;
	readonly transport: Transport;
	/** Arguments of the sender. */
	readonly sender: LoadArguments;
	readonly sizes: readonly number[];
	/** How many times as many rounds are made of the size that is judged: the more, the more they differ. */
	readonly times: number;
	readonly wanted: (size: number) => readonly Wanted[];
}

/** A target's size; other sizes are measured, not judged. */
const TYPICAL_BYTES = 200;
const SIZES = [100, TYPICAL_BYTES, 1000, 8000];
const WAYS: readonly Way[] = [
	{
		id: 'unix-dgram', what: 'unix-dgram', transport: 'unix-dgram', sender: {}, sizes: SIZES, times: 3,
		wanted: size => size === TYPICAL_BYTES ? [{of: 'limit', atLeast: 0.9}, {of: 'best peer', atLeast: 4}] : [],
	},
	{id: 'udp', what: 'UDP', transport: 'udp', sender: {}, sizes: SIZES, times: 1, wanted: () => [{of: 'limit', atLeast: 0.95}]},
	{
		id: 'udp-segments', what: 'UDP, faster sender', transport: 'udp', sender: {segments: 1}, sizes: [TYPICAL_BYTES], times: 1,
		wanted: () => [{of: 'limit', atLeast: 0.95}],
	},
	{
		id: 'tcp-1', what: 'TCP, 1 connection', transport: 'tcp', sender: {connections: 1}, sizes: SIZES, times: 1,
		wanted: size => size === TYPICAL_BYTES ? [{of: 'limit', atLeast: 0.35}, {of: {peer: 'rsyslog'}, atLeast: 4}] : [],
	},
	{id: 'tcp-50', what: 'TCP, 50 connections', transport: 'tcp', sender: {connections: 50}, sizes: SIZES, times: 1, wanted: () => []},
];
/** Part of the free memory that a round may fill, where messages go to files. */
const SHARE_OF_MEMORY = 0.4;

const ROUND_SECONDS = 1;
const QUICK_ROUND_SECONDS = 0.25;

/** Messages taken a second, what that costs, and what is lost. */
export async function measureIngest(bench: Bench): Promise<Measurement[]> {
	const circologd = await Circologd.start(bench);
	const sinks = await startSinks(bench);
	const keeper = await startKeeper(bench);
	const peers = await startPeers(bench);
	const all = [...sinks, keeper, circologd, ...Object.values(peers) as (Receiver | undefined)[]].filter(receiver => receiver !== undefined);
	const lines: Measurement[] = [];
	for (const way of WAYS) {
		// What is compiled while it runs, as ours is, is a fifth slower at first.
		await measure({...bench, rounds: 1, quick: true}, all, way, TYPICAL_BYTES);
		for (const size of bench.quick ? [TYPICAL_BYTES] : way.sizes) {
			bench.say(`ingest: ${way.what}, ${size} bytes`);
			const times = bench.quick || size !== TYPICAL_BYTES ? 1 : way.times;
			lines.push(...judge(way, size, await measure({...bench, rounds: bench.rounds * times}, all, way, size)));
		}
	}
	await Promise.all([...sinks, keeper, circologd].map(async receiver => receiver.stop()));
	await stopPeers(peers);
	const order = ['rate', 'cpu', 'lost'];
	return lines.sort((a, b) => order.indexOf(a.id.split('/')[1]!) - order.indexOf(b.id.split('/')[1]!));
}

/**
 * Interleaved rounds, one receiver after the other, and back again: who comes after whom makes a difference of up to a twentieth,
 * for whoever is measured and for the limit.
 */
async function measure(bench: Bench, all: readonly Receiver[], {what, transport, sender}: Way, size: number): Promise<Map<Receiver, Round[]>> {
	const seconds = bench.quick ? QUICK_ROUND_SECONDS : ROUND_SECONDS;
	const some = all.filter(({endpoints}) => endpoints[transport] !== undefined);
	const rounds = new Map<Receiver, Round[]>(some.map(receiver => [receiver, []]));
	for (let i = 0; i < bench.rounds; i++) {
		for (const receiver of i % 2 === 0 ? some : some.toReversed()) {
			const most = receiver.forget === undefined ? 0 : Math.floor(freeBytes(bench.memoryFolder) * SHARE_OF_MEMORY / size);
			const result = await round(bench, receiver, transport, {size, seconds, count: most, ...sender});
			receiver.forget?.();
			rounds.get(receiver)!.push(result);
			if (receiver.role === 'circologd' && result.uncounted > 0) bench.uncounted.push(`${what}, ${size} bytes: ${result.uncounted} of ${result.sent} messages`);
		}
	}
	return rounds;
}

function judge(way: Way, size: number, rounds: Map<Receiver, Round[]>): Measurement[] {
	const named = (role: Receiver['role'], value: (round: Round) => number): Named[] => [...rounds]
		.filter(([receiver]) => receiver.role === role)
		.map(([receiver, all]) => ({name: receiver.name, spread: spread(all.map(value))}));
	const columns = (value: (round: Round) => number) => ({
		ours: named('circologd', value)[0]?.spread, limit: named('limit', value)[0], peers: named('peer', value),
	});
	const what = `${way.what}, ${size} bytes`;
	const rates = columns(({rate}) => rate);
	const lines = [
		measurement({
			id: `ingest/rate/${way.id}/${size}`, what, unit: 'msg/s', ...rates, wanted: way.wanted(size),
			notes: named('keeper', ({rate}) => rate).map(keeper => keeperText(keeper, rates)),
		}),
		measurement({id: `ingest/cpu/${way.id}/${size}`, what: `CPU for a million: ${what}`, unit: 's', better: 'less', ...columns(({cpuPerMillion}) => cpuPerMillion)}),
	];
	const ours = [...rounds].find(([{role}]) => role === 'circologd')?.[1] ?? [];
	const uncounted = ours.reduce((worst, round) => Math.abs(round.uncounted) > Math.abs(worst) ? round.uncounted : worst, 0);
	return [...lines, measurement({
		id: `ingest/lost/${way.id}/${size}`, what: `lost: ${what}`, unit: '%', better: 'less',
		...columns(({sent, received}) => (sent - received) / sent * 100),
		targets: [{text: 'all counted', value: uncounted, met: uncounted === 0}],
		notes: uncounted === 0 ? [] : [uncounted > 0 ? `${uncounted} lost and not counted` : `${-uncounted} counted but not lost`],
	})];
}

function keeperText({name, spread: keeper}: Named, {ours, limit}: {readonly ours: Spread | undefined; readonly limit: Named | undefined}): string {
	const ofLimit = limit === undefined ? '' : `, ${ratio(pairedRatio(keeper, limit.spread).median)} of the limit`;
	const ofKeeper = ours === undefined ? '' : `; circologd takes ${ratio(pairedRatio(ours, keeper).median)} of that`;
	return `${name}, with who sent it: ${shown(keeper.median, 'msg/s')}${ofLimit}${ofKeeper}`;
}
