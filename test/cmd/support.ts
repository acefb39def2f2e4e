import {join} from 'node:path';
import {Child, run} from '../e2e/support/child.js';
import {cleanEnvironment, type Daemon} from '../e2e/support/daemon.js';
import {octetCounted} from '../e2e/support/numbered.js';
import {sendStream} from '../e2e/support/stream.js';

/** The launchers that people run. */
export const TAIL = join(import.meta.dirname, '../../bin/circolog-tail');
export const CTL = join(import.meta.dirname, '../../bin/circolog-ctl');

/** Exit code and output of a command run to its end. */
export interface Ended {
	code: number;
	stdout: string;
	stderr: string;
}

/** Runs a client command to its end, whatever that is. */
export async function runToEnd(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
	const {code, stdout, stderr} = await run(command, args, {env: {...cleanEnvironment(), ...env}, allowed: [0, 1, 2], deadlineMs: 10_000});
	return {code, stdout: stdout.toString(), stderr};
}

/** Starts a client command that goes on; it is killed when the test is over. */
export function start(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Child {
	return new Child(command, args, {...cleanEnvironment(), ...env});
}

/** Sends the messages `text 1` to `text N`, from number `first` on. They are in the daemon's hands, and in this order. */
export async function send(daemon: Daemon, first: number, last: number, padding = ''): Promise<void> {
	const messages = Array.from({length: last - first + 1}, (_, i) => message(first + i, padding));
	await sendStream(daemon.streamSocket, [messages.map(octetCounted).join('')]);
}

/** How the format `syslog` shows those messages. */
export function lines(first: number, last: number): string {
	return Array.from({length: last - first + 1}, (_, i) => `Nov 20 15:08:40 host app: text ${first + i}\n`).join('');
}

function message(number: number, padding: string): string {
	return `<14>1 2026-11-20T15:08:40Z host app - - - text ${number}${padding}`;
}
