import {join} from 'node:path';
import {expect} from 'vitest';
import {Child, type Exit} from './child.js';
import {curl, type CurlAnswer} from './curl.js';
import {temporaryFolder} from './folder.js';
import {ask, type HttpAnswer} from './http.js';
import type {JsonMessage, Status} from './status.js';
import {DEADLINE_MS, waitFor, within} from './wait.js';

/** The launcher that people run. */
export const CIRCOLOGD = join(import.meta.dirname, '../../../bin/circologd');
const STOP_DEADLINE_MS = 2000;

/**
 * This process's environment without what would change where the daemon listens or how it logs, or have each node read a
 * system's root certificates, which takes longer than all else of its start.
 */
export function cleanEnvironment(): NodeJS.ProcessEnv {
	const foreign = /^(CIRCOLOG_|RUNTIME_DIRECTORY$|XDG_RUNTIME_DIR$|JOURNAL_STREAM$|LISTEN_|NOTIFY_SOCKET$|WATCHDOG_|NODE_OPTIONS$|NODE_EXTRA_CA_CERTS$)/;
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/** A running `bin/circologd` with its sockets in a folder of its own. */
export class Daemon {
	readonly child: Child;
	readonly folder: string;
	readonly syslogSocket: string;
	readonly streamSocket: string;
	readonly querySocket: string;
	readonly ctlSocket: string;

	constructor(child: Child, folder: string) {
		this.child = child;
		this.folder = folder;
		this.syslogSocket = join(folder, 'syslog.sock');
		this.streamSocket = join(folder, 'stream.sock');
		this.querySocket = join(folder, 'query.sock');
		this.ctlSocket = join(folder, 'ctl.sock');
	}

	/** The addresses that the daemon has announced, as `tcp:127.0.0.1:5514`. */
	get announced(): string[] {
		const line = /^circologd: (?:listening for syslog|answering queries|taking commands) on (.+?)(?:, inherited)?$/gm;
		return [...this.child.stderr.matchAll(line)].map(match => match[1] ?? '');
	}

	/** The real port of the only listener of that kind. */
	port(kind: 'udp' | 'tcp' | 'tls' | 'http'): number {
		const prefix = kind === 'http' ? 'http://' : `${kind}:`;
		const found = this.announced.filter(address => address.startsWith(prefix));
		expect(found, `announced ${kind} listeners`).toHaveLength(1);
		return Number(found[0]?.split(':').at(-1));
	}

	/** The real curl, asking the query socket: `path` as `/?l=10`. */
	async curl(path: string, ...args: string[]): Promise<CurlAnswer> {
		return curl([...args, '--globoff', '--unix-socket', this.querySocket, `http://localhost${path}`]);
	}

	async status(): Promise<Status> {
		const answer = await ask(this.ctlSocket, '/status');
		expect(answer.status).toBe(200);
		return JSON.parse(answer.body.toString('utf8')) as Status;
	}

	/** Sends a command to the control socket. */
	async command(path: string): Promise<HttpAnswer> {
		return ask(this.ctlSocket, path, {method: 'POST'});
	}

	/** Waits until the status fulfils a condition, and returns that status. */
	async until(what: string, condition: (status: Status) => boolean, deadlineMs = DEADLINE_MS): Promise<Status> {
		let last: Status | undefined;
		return waitFor(what, async () => {
			expect(this.child.ended, 'the daemon has ended').toBeUndefined();
			last = await this.status();
			return condition(last) ? last : undefined;
		}, {deadlineMs, describe: () => `; counters: ${JSON.stringify(last?.counters)}`});
	}

	/** Waits until `count` messages have been received, and proves that it were not more. */
	async received(count: number, deadlineMs = DEADLINE_MS): Promise<Status> {
		await this.until(`${count} received messages`, ({counters}) => counters.received >= count, deadlineMs);
		// A status is put together while messages come in; this one is after the last of them.
		const status = await this.status();
		expect(status.counters.received).toBe(count);
		return status;
	}

	/** The stored messages in one of the formats, a line each; `fmt=rfc5424` splits messages that hold an LF. */
	async lines(fmt: 'syslog' | 'rfc5424' | 'json' = 'syslog'): Promise<string[]> {
		const answer = await ask(this.querySocket, `/?fmt=${fmt}`);
		expect(answer.status).toBe(200);
		const text = answer.body.toString('utf8');
		return text === '' ? [] : text.replace(/\n$/, '').split('\n');
	}

	/** The stored messages, parsed. */
	async messages(): Promise<JsonMessage[]> {
		return (await this.lines('json')).map(line => JSON.parse(line) as JsonMessage);
	}

	/** Stops the daemon and proves that it ends in time, cleanly and with code 0; returns how many ms it took. */
	async stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM', deadlineMs = STOP_DEADLINE_MS): Promise<number> {
		const start = performance.now();
		this.child.kill(signal);
		const exit: Exit = await within(`the daemon's end after ${signal}`, deadlineMs, this.child.exited);
		expect(exit, this.child.stderr).toEqual({code: 0, signal: null});
		return performance.now() - start;
	}
}

/** Waits until the daemon says that it is ready, or rejects with what it said instead. */
export async function untilReady(child: Child): Promise<void> {
	await waitFor('the ready line', () => {
		if (child.ended !== undefined) {
			throw new Error(`circologd ended with ${JSON.stringify(child.ended)}: ${child.stderr}`);
		}
		return /^circologd: ready$/m.test(child.stderr);
	}, {describe: () => `; stderr: ${child.stderr}`});
}

/**
 * Starts the daemon with a listener of every kind, ports chosen by the kernel, and waits until it is ready.
 * `folder` is where its sockets are, a new one unless given; `args` are further flags.
 */
export async function startDaemon({args = [], folder = temporaryFolder(), env = {}}:
{args?: readonly string[]; folder?: string; env?: NodeJS.ProcessEnv} = {}): Promise<Daemon> {
	const at = (name: string): string => join(folder, name);
	const child = new Child(CIRCOLOGD, [
		'--syslogd-socket', at('syslog.sock'),
		'--syslog-stream-socket', at('stream.sock'),
		'--syslog-udp', '127.0.0.1:0',
		'--syslog-tcp', '127.0.0.1:0',
		'--query-socket', at('query.sock'),
		'--ctl-socket', at('ctl.sock'),
		...args,
	], {...cleanEnvironment(), ...env});
	await untilReady(child);
	return new Daemon(child, folder);
}
