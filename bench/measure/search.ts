import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Bench} from '../bench.js';
import {Circologd} from '../circologd.js';
import {program} from '../peers/program.js';
import {measurement, type Measurement, type Named} from '../report/result.js';
import {spread, type Spread} from '../statistics.js';

/** What load/message.h puts into one of every `rare` messages. */
const WORD = 'uncommon';
const ONE_OF = 10_000;
const BYTES_OF_A_MESSAGE = 200;
const GREP = 'grep -c';

/** Time to find the few messages with a rare word among all that are kept, beside grep on the same text in tmpfs. */
export async function measureSearch(bench: Bench): Promise<Measurement[]> {
	const messages = bench.quick ? 100_000 : 300_000;
	bench.say(`search: a rare word in ${messages} messages`);
	const circologd = await Circologd.start(bench, ['--buffer-bytes', '128M']);
	await bench.load.send(circologd.endpoints['unix-dgram'], {size: BYTES_OF_A_MESSAGE, count: messages, rare: ONE_OF});
	const file = join(bench.memoryFolder, 'search.txt');
	writeFileSync(file, await circologd.read('/'));
	const speaksQueries = await circologd.accepts('/', `q=${WORD}&l=0`);
	const curl = [program('curl', 'curl'), '--silent', '--show-error', '--unix-socket', circologd.querySocket];
	const grep = program('grep', 'grep');
	const commands = {
		grep: [grep, '-c', WORD, file],
		piped: ['sh', '-c', `${curl.join(' ')} http://localhost/ | ${grep} -c ${WORD}`],
		...(speaksQueries ? {query: [...curl, `http://localhost/?q=${WORD}`]} : {}),
	};
	const times = new Map<string, number[]>();
	// Not to /dev/null: there grep ends with the first match.
	for (let round = 0; round < bench.rounds; round++) {
		for (const [name, command] of Object.entries(commands)) {
			const {ns} = await bench.load.time('count', command);
			times.set(name, [...times.get(name) ?? [], ns / 1e6]);
		}
	}
	await circologd.stop();
	const found = (name: string): Spread | undefined => times.has(name) ? spread(times.get(name)!) : undefined;
	const peers: Named[] = [{name: GREP, spread: found('grep')!}];
	return [
		measurement({
			id: 'search/query', what: 'a rare word, q=', unit: 'ms', better: 'less', ours: found('query'), peers,
			wanted: [{of: {peer: GREP}, atMost: 2}],
			notes: speaksQueries ? [] : ['not measured: the daemon has no query language yet'],
		}),
		measurement({id: 'search/curl-grep', what: `a rare word, curl | ${GREP}`, unit: 'ms', better: 'less', ours: found('piped'), peers}),
	];
}
