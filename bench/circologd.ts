import {request} from 'node:http';
import {join} from 'node:path';
import type {Bench} from './bench.js';
import {Child} from './child.js';
import type {Receiver, Taken, Transport} from './receiver.js';

const FOREIGN = /^(?:CIRCOLOG_|RUNTIME_DIRECTORY$|XDG_RUNTIME_DIR$|JOURNAL_STREAM$|LISTEN_|NODE_OPTIONS$|NODE_EXTRA_CA_CERTS$)/;

/** The parts of `GET /status` that are read here. */
export interface Status {
	readonly buffer: {readonly messages: {readonly used: number}; readonly bytes: {readonly used: number; readonly max: number}};
	/** Absent, or of no interest, where nothing is compressed. */
	readonly compression?: {readonly messages?: number; readonly raw_bytes?: number; readonly cpu_seconds?: number; readonly evicted_early?: number};
	readonly counters: Readonly<Record<string, number>>;
	readonly sources: readonly (Readonly<Record<string, number>> & {readonly name: string})[];
}

let started = 0;

/** A circologd with sockets of its own. */
export class Circologd implements Receiver {
	readonly name = 'circologd';
	readonly role = 'circologd';
	readonly querySocket: string;
	readonly ctlSocket: string;
	readonly child: Child;

	private constructor(child: Child, querySocket: string, ctlSocket: string) {
		this.child = child;
		this.querySocket = querySocket;
		this.ctlSocket = ctlSocket;
	}

	/** Starts the daemon with a listener of each kind, and waits until it is ready. */
	static async start({daemon, folder, undo}: Bench, flags: readonly string[] = []): Promise<Circologd> {
		started += 1;
		const at = (name: string): string => join(folder, `circologd-${started}-${name}.sock`);
		const child = new Child(undo, daemon, [
			'--syslogd-socket', at('syslog'), '--syslog-udp', '127.0.0.1:0', '--syslog-tcp', '127.0.0.1:0',
			'--query-socket', at('query'), '--ctl-socket', at('ctl'),
			// What the ring costs and gives by itself; compressing has measurements of its own.
			...(flags.includes('--compress') ? [] : ['--compress', 'off']), ...flags,
		], {env: cleanEnvironment()});
		await child.says(/^circologd: ready$/m);
		return new Circologd(child, at('query'), at('ctl'));
	}

	get pid(): number {
		return this.child.pid;
	}

	get endpoints(): Record<Transport, string> {
		const all = [...this.child.stderr.matchAll(/^circologd: listening for syslog on (.+)$/gm)].map(match => match[1]!);
		const one = (kind: Transport): string => all.find(name => name.startsWith(`${kind}:`)) ?? '';
		return {'unix-dgram': one('unix-dgram'), udp: one('udp'), tcp: one('tcp')};
	}

	/** Where queries are answered, as the load programs want it. */
	get queryEndpoint(): string {
		return `unix-stream:${this.querySocket}`;
	}

	/** Its counters. Rejects with its last words when it runs no more. */
	async status(): Promise<Status> {
		try {
			return JSON.parse(await ask(this.ctlSocket, '/status')) as Status;
		} catch (error) {
			const {running, end} = this.child;
			throw running ? error : new Error(`circologd has ended with ${end}: ${this.child.complaint()}`, {cause: error});
		}
	}

	async taken(transport: Transport): Promise<Taken> {
		const {sources} = await this.status();
		const source = sources.find(({name}) => name.startsWith(`${transport}:`));
		return {messages: source?.['received'] ?? NaN, countedLost: source?.['kernel_drops'] ?? NaN};
	}

	/** Forgets everything that it has taken. */
	async clear(): Promise<void> {
		await ask(this.ctlSocket, '/logs/clear', 'POST');
	}

	/** The body of an answer of the query server; rejects when it refuses. */
	async read(path: string): Promise<string> {
		return ask(this.querySocket, path);
	}

	async stop(): Promise<void> {
		await this.child.stop();
	}
}

/** This process's environment without what would change how a daemon behaves. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
}

/** The body of the answer; rejects when that is none of success. */
async function ask(socketPath: string, path: string, method = 'GET'): Promise<string> {
	return new Promise((resolve, reject) => {
		request({socketPath, path, method, agent: false}, response => {
			let text = '';
			response.setEncoding('utf8').on('data', (piece: string) => {
				text += piece;
			});
			response.on('end', () => {
				const status = response.statusCode ?? 0;
				if (status >= 200 && status < 300) resolve(text);
				else reject(new Error(`${method} ${path} was answered with ${status}: ${text}`));
			});
		}).on('error', reject).end();
	});
}
