#!/usr/bin/env node
// What takes minutes: `npm run soak`, `npm run fuzz`, `npm run faults`. Reads the command line and leaves the rest to vitest.
import {spawnSync} from 'node:child_process';
import {randomInt} from 'node:crypto';
import {join} from 'node:path';
import {parseArgs} from 'node:util';

const KINDS = {
	soak: {folder: 'load', minutes: 10, what: 'Loads a daemon for minutes while followers, queries, pauses, clears and resizes come at random'},
	fuzz: {folder: 'fuzz', minutes: 5, what: 'Gives what is damaged and what is hostile to the parsers, and to a daemon over its sockets'},
	faults: {folder: 'faults', minutes: undefined, what: 'Has what surrounds a daemon fail: peers, memory, descriptors, clock, network'},
};
const MAX_SEED = 2 ** 31;

function help(name, {minutes, what}) {
	const options = minutes === undefined ? '' : `
  --minutes N   how long: 0.1 to 1440 (default: ${minutes})
  --seed S      a whole number below ${MAX_SEED}; the same seed does the same (default: by chance)`;
	return `${what}.

usage: npm run ${name} -- [options] [-- options of vitest]
${options}
  --help        this
`;
}

function fail(message) {
	process.stderr.write(`${message}\n`);
	process.exit(2);
}

const [name, ...args] = process.argv.slice(2);
const kind = KINDS[name];
const end = args.indexOf('--');
let values;
try {
	({values} = parseArgs({args: end === -1 ? args : args.slice(0, end), options: {
		help: {type: 'boolean'},
		...(kind.minutes === undefined ? {} : {minutes: {type: 'string'}, seed: {type: 'string'}}),
	}}));
} catch (error) {
	fail(`${name}: ${error.message}`);
}
if (values.help) {
	process.stdout.write(help(name, kind));
	process.exit();
}
const {minutes = String(kind.minutes ?? 0), seed = String(randomInt(MAX_SEED))} = values;
if (kind.minutes !== undefined && !(Number(minutes) >= 0.1 && Number(minutes) <= 1440)) fail(`${name}: --minutes: "${minutes}" is not allowed: 0.1 to 1440`);
if (!/^\d{1,10}$/.test(seed) || Number(seed) >= MAX_SEED) fail(`${name}: --seed: "${seed}" is not allowed: a whole number below ${MAX_SEED}`);
if (kind.minutes !== undefined) process.stdout.write(`${name}: ${minutes} minutes, seed ${seed}\n`);

const vitest = join(import.meta.dirname, '../../node_modules/.bin/vitest');
const {status} = spawnSync(vitest, ['run', '--config', join(import.meta.dirname, 'vitest.config.ts'), `test/soak/${kind.folder}/`, ...(end === -1 ? [] : args.slice(end + 1))], {
	stdio: 'inherit', env: {...process.env, CIRCOLOG_SOAK_MINUTES: minutes, CIRCOLOG_SOAK_SEED: seed},
});
process.exit(status ?? 1);
