import {dirname, join} from 'node:path';
import type {Bench} from '../bench.js';
import {Child} from '../child.js';
import {Circologd, cleanEnvironment} from '../circologd.js';
import {measurement, type Measurement} from '../report/result.js';
import {spread} from '../statistics.js';

const ROUNDS_MORE = 2;
const BYTES_OF_A_MESSAGE = 200;
/** As many as circolog-tail prints when it is not told how many. */
const MESSAGES = 10;

/**
 * Time from the start of the daemon's process until it says that it is ready, and from the start of circolog-tail until its
 * first output is there; beside a node that does nothing but say something.
 */
export async function measureStartup(bench: Bench): Promise<Measurement[]> {
	bench.say('startup');
	const running = await Circologd.start(bench);
	await bench.load.send(running.endpoints['unix-dgram'], {size: BYTES_OF_A_MESSAGE, count: MESSAGES});
	const tail = join(dirname(bench.daemon), 'circolog-tail');
	const bare: number[] = [];
	const ready: number[] = [];
	const printed: number[] = [];
	for (let round = 0; round < bench.rounds * ROUNDS_MORE; round++) {
		bare.push(await untilOutput(bench, process.execPath, ['--input-type=module', '--eval', 'process.stdout.write("ready\\n")']));
		const start = performance.now();
		const circologd = await Circologd.start(bench);
		ready.push(performance.now() - start);
		await circologd.stop();
		printed.push(await untilOutput(bench, tail, ['--query-socket', running.querySocket]));
	}
	await running.stop();
	const limit = {name: 'bare node', spread: spread(bare)};
	return [
		measurement({id: 'startup', what: 'start until ready', unit: 'ms', better: 'less', ours: spread(ready), limit}),
		measurement({
			id: 'startup/tail', what: 'circolog-tail: start until first output', unit: 'ms', better: 'less', ours: spread(printed), limit,
			wanted: [{of: 'itself', atMost: 150, shown: '150 ms'}],
		}),
	];
}

/** Milliseconds from the start of a command to the first byte it prints. */
async function untilOutput(bench: Bench, command: string, args: readonly string[]): Promise<number> {
	const start = performance.now();
	const child = new Child(bench.undo, command, args, {env: cleanEnvironment()});
	const [lasted] = await Promise.all([child.says(/^./).then(() => performance.now() - start), child.output()]);
	return lasted;
}
