/**
 * The last step of the build: keeps beside each program in `dist/bundle` what V8 has compiled of it. Each is compiled in a
 * process of its own: `code-cache.js circologd`; without a name, all are.
 */
import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {get} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';
import {setFlagsFromString} from 'node:v8';
import type {Signals} from '../cmd/signals.js';
import {type Bundle, codeCacheFile, openBundle} from './bundle.js';

/** All of each of these is compiled: they are small, or do not live long. */
const SMALL = ['circolog-tail', 'circolog-ctl', 'receiver'];
const DAEMON = 'circologd';
/** What is asked for soon after the start, and often. */
const QUESTIONS = ['/?l=10', '/?fmt=rfc5424', '/?fmt=json', '/?q=word', '/count', '/metrics', '/status'];

const [name] = process.argv.slice(2);
if (name === undefined) {
	for (const program of [...SMALL, DAEMON]) execFileSync(process.execPath, [fileURLToPath(import.meta.url), program], {stdio: ['ignore', 'ignore', 'pipe']});
} else {
	const bundle = name === DAEMON ? await daemonAtWork() : wholeBundle(name);
	writeFileSync(codeCacheFile(name), bundle.compiled());
	if (!openBundle(name).wasCompiled) throw new Error(`V8 does not take what it has compiled of ${name}`);
	process.exit();
}

function wholeBundle(program: string): Bundle {
	// Else V8 compiles a function only when it is called.
	setFlagsFromString('--no-lazy');
	const bundle = openBundle(program);
	// What is compiled counts for these flags.
	setFlagsFromString('--lazy');
	return bundle;
}

/** Runs a daemon, and asks it. Two thirds of its code are never run, and would stay in its memory: 4 MB. */
async function daemonAtWork(): Promise<Bundle> {
	const folder = mkdtempSync(join(tmpdir(), 'circolog-build-'));
	process.once('exit', () => {
		rmSync(folder, {recursive: true});
	});
	const socketPath = join(folder, 'query.sock');
	process.argv.splice(2, Infinity, '--syslogd-socket', join(folder, 'syslog.sock'), '--query-socket', socketPath, '--ctl-socket', join(folder, 'ctl.sock'));
	const bundle = openBundle(DAEMON);
	const daemon = bundle.run() as {run(signals: Signals): Promise<void>};
	await daemon.run({toggles: 0, reloads: 0, stop: false, changed: () => undefined});
	for (const path of QUESTIONS) {
		await new Promise((resolve, reject) => {
			get({socketPath, path, agent: false}, answer => {
				resolve(text(answer));
			}).on('error', reject);
		});
	}
	return bundle;
}
