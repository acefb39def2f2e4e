import type {Bench} from '../bench.js';
import {Circologd} from '../circologd.js';
import type {Followed} from '../load.js';
import {measurement, type Measurement} from '../report/result.js';
import {spread} from '../statistics.js';
import {followDaemon} from './follow.js';

const BYTES_OF_A_MESSAGE = 200;
const WITHIN_SECONDS = 30;
const RATES = [
	{rate: 1000, shown: '1,000', wanted: [{of: 'itself' as const, atMost: 5, shown: '5 ms'}]},
	{rate: 100_000, shown: '100,000', wanted: []},
];

/** Time from a message's being sent to its arrival at one follower. */
export async function measureLatency(bench: Bench): Promise<Measurement[]> {
	const circologd = await Circologd.start(bench);
	const lines: Measurement[] = [];
	for (const {rate, shown, wanted} of RATES) {
		bench.say(`latency: ${shown} messages a second`);
		const count = rate * (bench.quick ? 1 : 3);
		const all: Followed[] = [];
		for (let round = 0; round < bench.rounds; round++) {
			all.push(await followDaemon(bench, circologd, '/ws?l=0', {followers: 1, messages: count, seconds: WITHIN_SECONDS}, {size: BYTES_OF_A_MESSAGE, count, rate}));
		}
		const line = (quantile: 'p50' | 'p99'): Pick<Measurement, 'id' | 'what' | 'unit' | 'ours' | 'better'> => ({
			id: `latency/${rate}/${quantile}`, what: `send to follower, ${shown} msg/s: ${quantile}`, unit: 'ms', better: 'less',
			ours: spread(all.map(one => one[`${quantile}_ns`] / 1e6)),
		});
		lines.push(measurement(line('p50')), measurement({...line('p99'), wanted}));
	}
	await circologd.stop();
	return lines;
}
