import type {Bench} from '../bench.js';
import {Child} from '../child.js';
import {Circologd} from '../circologd.js';
import {measurement, type Measurement} from '../report/result.js';
import {spread} from '../statistics.js';

const ROUNDS_MORE = 2;

/** Time from the start of the process until it says that it is ready, beside a node that does nothing but say so. */
export async function measureStartup(bench: Bench): Promise<Measurement[]> {
	bench.say('startup');
	const ours: number[] = [];
	const bare: number[] = [];
	for (let round = 0; round < bench.rounds * ROUNDS_MORE; round++) {
		let start = performance.now();
		const node = new Child(bench.undo, process.execPath, ['--input-type=module', '--eval', 'process.stderr.write("ready\\n")']);
		await node.says(/^ready$/m);
		bare.push(performance.now() - start);
		await node.ended;
		start = performance.now();
		const circologd = await Circologd.start(bench);
		ours.push(performance.now() - start);
		await circologd.stop();
	}
	return [measurement({
		id: 'startup', what: 'start until ready', unit: 'ms', better: 'less', ours: spread(ours), limit: {name: 'bare node', spread: spread(bare)},
	})];
}
