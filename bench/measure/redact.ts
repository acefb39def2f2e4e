import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Bench} from '../bench.js';
import {Circologd} from '../circologd.js';
import {measurement, type Measurement, type Wanted} from '../report/result.js';
import {spread} from '../statistics.js';
import {round, type Round} from './round.js';

const BYTES_OF_A_MESSAGE = 200;
const ROUND_SECONDS = 1;
const QUICK_ROUND_SECONDS = 0.25;
/** Words that some messages have, and a number that all have. */
const OWN_RULES = String.raw`peer s/peer [a-z]+/peer ?/
port s/port \d+/port ?/
status s/status=\w+/status=?/i
`;

interface Case {
	readonly id: string;
	readonly what: string;
	readonly flags: readonly string[];
	readonly wanted: readonly Wanted[];
}

/** Messages taken a second through a unix socket, with something to mask in each and without, by how much is masked. No rule is the limit. */
export async function measureRedact(bench: Bench): Promise<Measurement[]> {
	const ownRules = join(bench.folder, 'redact.rules');
	writeFileSync(ownRules, OWN_RULES);
	const cases: readonly Case[] = [
		{id: '1', what: 'ipv4', flags: ['--redact', 'ipv4'], wanted: []},
		{
			id: '3', what: 'ipv4, ipv6, email', flags: ['--redact', 'ipv4,ipv6,email'],
			wanted: [{of: 'itself', atLeast: 200_000, shown: '200,000'}],
		},
		{id: 'all', what: 'all ready-made rules', flags: ['--redact', 'all'], wanted: [{of: 'itself', atLeast: 200_000, shown: '200,000'}]},
		{id: 'own-3', what: '3 rules of one\'s own', flags: ['--redact-file', ownRules], wanted: [{of: 'itself', atLeast: 200_000, shown: '200,000'}]},
	];
	const none = await Circologd.start(bench);
	const daemons: Circologd[] = [];
	for (const {flags} of cases) daemons.push(await Circologd.start(bench, flags));
	const all = [none, ...daemons];
	const lines: Measurement[] = [];
	for (const {name, load} of [{name: 'personal', load: {personal: 1}}, {name: 'plain', load: {}}]) {
		// What is compiled while it runs is slow at first.
		await measure({...bench, rounds: 1}, all, load);
		bench.say(`redact: ${name} messages`);
		const rounds = await measure(bench, all, load);
		const columns = (daemon: Circologd, value: (round: Round) => number) => ({
			ours: spread(rounds.get(daemon)!.map(value)), limit: {name: 'no rule', spread: spread(rounds.get(none)!.map(value))},
		});
		for (const [i, {id, what, wanted}] of cases.entries()) {
			lines.push(
				measurement({id: `redact/${name}/${id}`, what: `${what}: ${name} messages`, unit: 'msg/s', ...columns(daemons[i]!, ({rate}) => rate), wanted}),
				measurement({
					id: `redact/cpu-${name}/${id}`, what: `CPU for a million: ${what}`, unit: 's', better: 'less',
					...columns(daemons[i]!, ({cpuPerMillion}) => cpuPerMillion),
				}),
			);
		}
	}
	await Promise.all(all.map(async daemon => daemon.stop()));
	return lines;
}

/** Interleaved rounds, one daemon after the other. */
async function measure(bench: Bench, daemons: readonly Circologd[], load: Readonly<Record<string, number>>): Promise<Map<Circologd, Round[]>> {
	const seconds = bench.quick ? QUICK_ROUND_SECONDS : ROUND_SECONDS;
	const rounds = new Map<Circologd, Round[]>(daemons.map(daemon => [daemon, []]));
	for (let i = 0; i < bench.rounds; i++) {
		for (const daemon of daemons) {
			const result = await round(bench, daemon, 'unix-dgram', {size: BYTES_OF_A_MESSAGE, seconds, count: 0, ...load});
			rounds.get(daemon)!.push(result);
			if (result.uncounted > 0) bench.uncounted.push(`redact: ${result.uncounted} of ${result.sent} messages`);
		}
	}
	return rounds;
}
