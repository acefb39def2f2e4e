import type {Bench} from '../bench.js';
import {Circologd} from '../circologd.js';
import {logLines, sendLines} from '../log-lines.js';
import {shown} from '../report/numbers.js';
import {measurement, type Measurement} from '../report/result.js';
import {spread, type Spread} from '../statistics.js';

/** So much that a request's own time, a millisecond, is lost in that of the search, and that no cache has it. */
const RING_BYTES = 512 * 1024 ** 2;
const QUICK_RING_BYTES = 128 * 1024 ** 2;
/** Lines that differ; they are sent again and again. */
const LINES_BYTES = 8 * 1024 ** 2;

interface Filter {
	readonly id: string;
	/** As it is asked, before it is encoded for the address. */
	readonly asked: string;
	/** Millions of messages a second that are wanted. */
	readonly target: number;
}

const FILTERS: readonly Filter[] = [
	{id: 'severity', asked: 'severity=err', target: 20},
	{id: 'app-name', asked: 'app_name=sshd', target: 5},
	{id: 'app-name-rare', asked: 'app_name=ntpd', target: 5},
	{id: 'text-rare', asked: 'q="out of memory"', target: 5},
	{id: 'text', asked: 'q=user', target: 5},
	{id: 'text-common', asked: 'q=e', target: 5},
	{id: 'regex-literal', asked: String.raw`q=/Failed password for .* port \d+/`, target: 5},
	{id: 'regex', asked: String.raw`q=/\d+\.\d+\.\d+\.\d+/`, target: 1.5},
	{id: 'regex-words', asked: 'q=/fail|error|denied/', target: 1.5},
];
/** Asks for everything: what reading the ring costs, and a filter cannot save. */
const NO_FILTER = 'q=';

/** Messages a second that filters look at, on a large ring of real log lines: through /count, the request's time included. */
export async function measureFilter(bench: Bench): Promise<Measurement[]> {
	const ring = bench.quick ? QUICK_RING_BYTES : RING_BYTES;
	const circologd = await Circologd.start(bench, ['--buffer-bytes', String(ring)]);
	const lines = logLines(LINES_BYTES);
	await sendLines(circologd.endpoints.tcp, lines, Math.ceil(ring / lines.length));
	const messages = (await circologd.status()).buffer.messages.used;
	bench.say(`filter: ${messages} messages`);
	const rates = new Map<string, number[]>();
	const found = new Map<string, number>();
	const count = async (asked: string): Promise<number> => {
		const start = performance.now();
		found.set(asked, Number(await circologd.read(`/count?${encoded(asked)}`)));
		return messages / (performance.now() - start) * 1000;
	};
	const all = [NO_FILTER, ...FILTERS.map(({asked}) => asked)];
	// What is compiled while it runs is slow at first.
	for (const asked of all) await count(asked);
	for (let round = 0; round < bench.rounds; round++) {
		for (const asked of all) rates.set(asked, [...rates.get(asked) ?? [], await count(asked)]);
	}
	await circologd.stop();
	if (found.get(NO_FILTER) !== messages) throw new Error(`circologd has counted ${found.get(NO_FILTER)} messages of ${messages}`);
	const of = (asked: string): Spread => spread(rates.get(asked)!);
	const limit = {name: 'no filter', spread: of(NO_FILTER)};
	return FILTERS.map(({id, asked, target}) => measurement({
		id: `filter/${id}`, what: `${asked} (finds ${shown(found.get(asked)! / messages * 100, '%')})`, unit: 'msg/s', ours: of(asked), limit,
		wanted: [{of: 'itself', atLeast: target * 1e6, shown: `${target} M/s`}],
	}));
}

function encoded(asked: string): string {
	const [name = '', ...value] = asked.split('=');
	return `${name}=${encodeURIComponent(value.join('='))}`;
}
