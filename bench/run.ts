import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {type Bench, prepare} from './bench.js';
import {CannotRun} from './load.js';
import {measureCompression} from './measure/compression.js';
import {measureDump} from './measure/dump.js';
import {measureFilter} from './measure/filter.js';
import {measureFollow} from './measure/follow.js';
import {measureIdle} from './measure/idle.js';
import {measureIngest} from './measure/ingest.js';
import {measureLatency} from './measure/latency.js';
import {measureMemory} from './measure/memory.js';
import {measureQuery} from './measure/query.js';
import {measureRedact} from './measure/redact.js';
import {measureSearch} from './measure/search.js';
import {measureStartup} from './measure/startup.js';
import {type Group, HELP, type Options, readOptions, UsageError} from './options.js';
import {json, machine} from './report/json.js';
import {type Measurement, unjudged} from './report/result.js';
import {picture} from './report/svg.js';
import {peersTable, table} from './report/table.js';
import {Undo} from './undo.js';

const MEASURES: Readonly<Record<Group, (bench: Bench) => Promise<Measurement[]>>> = {
	ingest: measureIngest, dump: measureDump, search: measureSearch, filter: measureFilter, follow: measureFollow, latency: measureLatency,
	query: measureQuery, compression: measureCompression, redact: measureRedact, memory: measureMemory, startup: measureStartup,
	idle: measureIdle,
};

async function main(): Promise<number> {
	const options = readOptions(process.argv.slice(2));
	if (options.help) {
		process.stdout.write(HELP);
		return 0;
	}
	const undo = new Undo();
	undo.watchSignals();
	try {
		return await measure(options, undo);
	} finally {
		undo.all();
	}
}

async function measure(options: Options, undo: Undo): Promise<number> {
	const start = performance.now();
	const bench = prepare(options, undo);
	const measurements: Measurement[] = [];
	const failed: string[] = [];
	for (const group of options.only) {
		try {
			const lines = await MEASURES[group](bench);
			measurements.push(...options.quick ? lines.map(unjudged) : lines);
		} catch (error) {
			failed.push(`${group} could not be measured: ${(error as Error).message}`);
			bench.say(failed.at(-1) ?? '');
		}
	}
	const seconds = (performance.now() - start) / 1000;
	report(bench, measurements, options, seconds);
	for (const line of bench.uncounted) bench.say(`lost and not counted: ${line}`);
	for (const line of failed) bench.say(line);
	return bench.uncounted.length + failed.length > 0 ? 1 : 0;
}

function report(bench: Bench, measurements: readonly Measurement[], {json: jsonFile, svg: svgFile}: Options, seconds: number): void {
	const {cpu, cores, kernel, node, maxDgramQlen} = machine(bench);
	const skipped = [...bench.peers].filter(([, version]) => version.startsWith('skipped'));
	const peers = [...bench.peers].filter(entry => !skipped.includes(entry)).map(([, version]) => version);
	process.stdout.write([
		`${cores} × ${cpu}, Linux ${kernel}, Node ${node}, net.unix.max_dgram_qlen ${maxDgramQlen}, load before ${bench.loadBefore.toFixed(1)}`,
		...(peers.length === 0 ? [] : [`peers: ${peers.join(', ')}`]),
		...skipped.map(([name, why]) => `${name} ${why}`),
		`medians of at least ${bench.rounds} interleaved rounds; ${Math.round(seconds)} s in all${bench.quick ? '; --quick: numbers scatter and are not judged' : ''}`,
		'', table(measurements), peersTable(measurements),
	].join('\n'));
	// Made also when nobody wants them, so that a quick run tries everything.
	for (const [file, text] of [[jsonFile, json(bench, measurements, seconds)], [svgFile, picture(measurements, machine(bench))]] as const) {
		if (file === undefined) continue;
		mkdirSync(dirname(file), {recursive: true});
		writeFileSync(file, text);
		bench.say(`wrote ${file}`);
	}
}

try {
	process.exitCode = await main();
} catch (error) {
	if (error instanceof UsageError || error instanceof CannotRun) process.stderr.write(`bench: ${error.message}\n`);
	else console.error(error);
	process.exitCode = error instanceof UsageError ? 2 : 1;
}
