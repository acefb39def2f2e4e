import {setTimeout as sleep} from 'node:timers/promises';
import type {Bench} from '../bench.js';
import {Circologd} from '../circologd.js';
import {threads, type ThreadNumbers} from '../process-numbers.js';
import {measurement, type Measurement} from '../report/result.js';
import {spread} from '../statistics.js';

/** V8 collects garbage four times in the first half minute that nothing happens in, and then no more. */
const SETTLE_MS = 40_000;
const QUICK_SETTLE_MS = 3000;

interface Idle {
	readonly cpuPercent: number;
	/** Wake-ups a second of the thread that wakes up most. */
	readonly wakeUps: number;
	readonly thread: string;
}

/** CPU time and wake-ups of a daemon that nobody sends anything to: two at the same time, one with a follower. */
export async function measureIdle(bench: Bench): Promise<Measurement[]> {
	const seconds = bench.quick ? 4 : 30;
	bench.say(`idle: ${seconds} seconds`);
	const alone = await Circologd.start(bench);
	const followed = await Circologd.start(bench);
	// It follows until it is stopped.
	const follower = bench.load.start('follow', [followed.queryEndpoint, '/ws?l=0'], {seconds: 1e6});
	await follower.says(/^ready$/m);
	await sleep(bench.quick ? QUICK_SETTLE_MS : SETTLE_MS);
	const before = [alone, followed].map(({pid}) => threads(pid));
	await sleep(seconds * 1000);
	const after = [alone, followed].map(({pid}) => threads(pid));
	await Promise.all([follower, alone, followed].map(async child => child.stop()));
	return ['no follower', 'one follower'].flatMap((who, i) => {
		const {cpuPercent, wakeUps, thread} = idle(before[i]!, after[i]!, seconds);
		return [
			measurement({
				id: `idle/cpu/${i}`, what: `idle CPU, ${who}`, unit: '%', better: 'less', ours: spread([cpuPercent]),
				wanted: [{of: 'itself', atMost: 0.2, shown: '0.2 % of a core'}],
			}),
			measurement({
				id: `idle/wake-ups/${i}`, what: `wake-ups of the busiest thread, ${who}`, unit: '1/s', better: 'less', ours: spread([wakeUps]),
				wanted: [{of: 'itself', atMost: 1, shown: '1 a second'}], notes: wakeUps > 0 ? [`the thread is called ${thread}`] : [],
			}),
		];
	});
}

function idle(before: ReadonlyMap<string, ThreadNumbers>, after: ReadonlyMap<string, ThreadNumbers>, seconds: number): Idle {
	const changes = [...after].map(([id, {name, cpu, sleeps}]) => ({
		name, cpu: cpu - (before.get(id)?.cpu ?? 0), sleeps: sleeps - (before.get(id)?.sleeps ?? 0),
	}));
	const busiest = changes.reduce((a, b) => b.sleeps > a.sleeps ? b : a);
	return {
		cpuPercent: changes.reduce((sum, {cpu}) => sum + cpu, 0) / seconds * 100,
		wakeUps: busiest.sleeps / seconds,
		thread: busiest.name,
	};
}
