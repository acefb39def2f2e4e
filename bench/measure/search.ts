import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Bench} from '../bench.js';
import {Circologd} from '../circologd.js';
import {program} from '../peers/program.js';
import {measurement, type Measurement, type Named} from '../report/result.js';
import {spread, type Spread} from '../statistics.js';

/** What is looked for. load/message.h has the first three; each is in one of every 3 × `ONE_OF` messages. */
const SEARCHES = [
	{id: 'rare', word: 'uncommon', what: 'rare word'},
	{id: 'letters', word: 'restored', what: 'rare word of frequent letters'},
	{id: 'upper-case', word: 'Transfer', what: 'rare word with an upper-case letter'},
	{id: 'absent', word: 'vanished', what: 'word that does not occur'},
] as const;
const ONE_OF = 16_000;
const BYTES_OF_A_MESSAGE = 200;
/** A search takes hundredths of a second, so many rounds cost little. */
const ROUNDS_MORE = 4;
const LIST = '/?q=';
const COUNT = '/count?q=';
const GREP = 'grep -c';
const GREP_IGNORING_CASE = 'grep -ci';
const PIPED = 'curl | grep -c';
/** What grep ends with when it has found nothing. */
const NOTHING_FOUND = 1;

type Search = (typeof SEARCHES)[number];
type Commands = Readonly<Partial<Record<string, readonly string[]>>>;

/** Time to find the few messages with a rare word among all that are kept, beside grep on the same text in tmpfs. */
export async function measureSearch(bench: Bench): Promise<Measurement[]> {
	const messages = bench.quick ? 100_000 : 300_000;
	bench.say(`search: rare words in ${messages} messages`);
	const circologd = await Circologd.start(bench, ['--buffer-bytes', '128M']);
	await bench.load.send(circologd.endpoints['unix-dgram'], {size: BYTES_OF_A_MESSAGE, count: messages, rare: ONE_OF});
	const file = join(bench.memoryFolder, 'search.txt');
	// As the messages were received: the same bytes are searched here and there.
	const text = await circologd.read('/?fmt=rfc5424');
	writeFileSync(file, text);
	const lines: Measurement[] = [];
	for (const search of SEARCHES) {
		const counted = Number(await circologd.read(COUNT + search.word));
		const there = text.split(search.word).length - 1;
		if (counted !== there) throw new Error(`circologd has found ${search.word} ${counted} times of ${there}`);
		lines.push(...await measureWord(bench, search, commandsFor(search, circologd, file)));
	}
	await circologd.stop();
	return lines;
}

function commandsFor({id, word}: Search, {querySocket}: Circologd, file: string): Commands {
	const curl = [program('curl', 'curl'), '--silent', '--show-error', '--unix-socket', querySocket];
	const grep = program('grep', 'grep');
	return {
		[LIST]: [...curl, `http://localhost${LIST}${word}`],
		[COUNT]: [...curl, `http://localhost${COUNT}${word}`],
		[GREP]: [grep, '-c', word, file],
		// A word with an upper-case letter is found only as it is written.
		...(id === 'upper-case' ? {} : {[GREP_IGNORING_CASE]: [grep, '-ci', word, file]}),
		...(id === 'rare' ? {[PIPED]: ['sh', '-c', `${curl.join(' ')} http://localhost/ | ${grep} -c ${word}`]} : {}),
	};
}

async function measureWord(bench: Bench, {id, what}: Search, commands: Commands): Promise<Measurement[]> {
	const times = new Map<string, number[]>();
	for (let round = 0; round < bench.rounds * ROUNDS_MORE; round++) {
		for (const [name, command] of Object.entries(commands)) {
			// Not to /dev/null: there grep ends with the first match.
			const {ns} = await bench.load.time('count', command!, NOTHING_FOUND);
			times.set(name, [...times.get(name) ?? [], ns / 1e6]);
		}
	}
	const of = (name: string): Spread | undefined => times.has(name) ? spread(times.get(name)!) : undefined;
	const peers = [GREP, GREP_IGNORING_CASE].flatMap((name): Named[] => times.has(name) ? [{name, spread: of(name)!}] : []);
	const common = {unit: 'ms', better: 'less', peers} as const;
	const wanted = [{of: {peer: GREP}, atMost: 2}];
	return [
		measurement({...common, id: `search/${id}/list`, what: `${what}, ${LIST}`, ours: of(LIST), wanted}),
		measurement({...common, id: `search/${id}/count`, what: `${what}, ${COUNT}`, ours: of(COUNT), wanted}),
		...(times.has(PIPED) ? [measurement({...common, id: `search/${id}/pipe`, what: `${what}, ${PIPED}`, ours: of(PIPED)})] : []),
	];
}
