import {parseArgs} from 'node:util';

/** What can be measured, in the order in which it is. */
export const GROUPS = ['ingest', 'dump', 'search', 'filter', 'follow', 'latency', 'query', 'compression', 'redact', 'memory', 'startup', 'idle'] as const;
export type Group = (typeof GROUPS)[number];

/** What the command line asks for. */
export interface Options {
	readonly help: boolean;
	readonly quick: boolean;
	readonly only: readonly Group[];
	readonly rounds: number;
	/** Files for the results; undefined where none is wanted. */
	readonly json: string | undefined;
	readonly svg: string | undefined;
	/** Another `circologd` than this checkout's. */
	readonly daemon: string | undefined;
}

export const HELP = `Measures circologd beside other syslog daemons and beside the limit of this machine.

usage: npm run bench -- [options]

  --quick         a short look at everything, within two minutes; numbers scatter,
                  so targets are named and not judged
  --only LIST     some of ${GROUPS.join(',')}
  --rounds N      rounds of each measurement (default: 5, or 1 with --quick)
  --json FILE     write the results as JSON (default: bench/results.json, none with --quick or --only)
  --svg FILE      draw the results (default: docs/bench.svg, none with --quick or --only)
  --daemon PATH   measure another circologd, to compare two versions
  --help          this

The table goes to stdout, progress to stderr. Exit code 0, whether targets are met or not; 1 when the benchmark could
not run, or when circologd lost messages without counting them; 2 for a wrong flag.
`;

/** Thrown for a command line that is not understood. */
export class UsageError extends Error {
	readonly code = 'USAGE';
}

/** Reads the command line. Throws `UsageError`. */
export function readOptions(args: readonly string[]): Options {
	const {values} = parse(args);
	const {quick, help} = values;
	const only = values.only === undefined ? GROUPS : values.only.split(',').map(group);
	const all = !quick && values.only === undefined;
	const rounds = values.rounds ?? (quick ? '1' : '5');
	if (!/^[1-9]\d{0,2}$/.test(rounds)) throw new UsageError(`--rounds: "${rounds}" is not allowed: a whole number from 1 to 999`);
	return {
		help, quick, only, rounds: Number(rounds), daemon: values.daemon,
		json: values.json ?? (all ? 'bench/results.json' : undefined),
		svg: values.svg ?? (all ? 'docs/bench.svg' : undefined),
	};
}

function parse(args: readonly string[]) {
	try {
		return parseArgs({args: [...args], options: {
			help: {type: 'boolean', default: false},
			quick: {type: 'boolean', default: false},
			only: {type: 'string'},
			rounds: {type: 'string'},
			json: {type: 'string'},
			svg: {type: 'string'},
			daemon: {type: 'string'},
		}});
	} catch (error) {
		throw new UsageError((error as Error).message, {cause: error});
	}
}

function group(name: string): Group {
	const found = GROUPS.find(known => known === name);
	if (found === undefined) throw new UsageError(`--only: "${name}" is not allowed: ${GROUPS.join(', ')}`);
	return found;
}
