import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {Child} from './child.js';
import type {Undo} from './undo.js';

/** Beside this file, or one folder up from where it is compiled to. */
const SOURCES = ['load', '../load'].map(path => join(import.meta.dirname, path)).find(path => existsSync(join(path, 'message.h'))) ?? '';
const PROGRAMS = ['send-datagrams', 'send-lines', 'send-stream', 'sink', 'follow', 'ask', 'serve', 'fan-out', 'stopwatch'] as const;
export type LoadProgram = (typeof PROGRAMS)[number];

/** Thrown when the benchmark cannot run at all; the message says what is missing. */
export class CannotRun extends Error {
	readonly code = 'CANNOT_RUN';
}

/** What a sender says when it has ended; times are CLOCK_MONOTONIC in ns. */
export interface Sent {
	readonly sent: number;
	readonly start_ns: number;
	readonly end_ns: number;
}

/** What `follow` says when it has ended: sums over all followers. */
export interface Followed {
	readonly followers: number;
	/** Followers that have not seen the last message. */
	readonly unfinished: number;
	readonly messages: number;
	readonly frames: number;
	readonly bytes: number;
	/** Messages left out, and messages that gap messages told of. */
	readonly lost: number;
	readonly told: number;
	readonly misordered: number;
	/** From the first message sent to the last received. */
	readonly elapsed_ns: number;
	readonly p50_ns: number;
	readonly p99_ns: number;
	readonly max_ns: number;
}

/** What `ask` says when it has ended. */
export interface Asked {
	readonly questions: number;
	readonly p50_ns: number;
	readonly p99_ns: number;
	readonly max_ns: number;
}

/** What `stopwatch` says: how long a command ran, and how many lines it wrote if they were counted. */
export interface Timed {
	readonly ns: number;
	readonly lines: number;
	readonly bytes: number;
	/** What it ended with. */
	readonly status: number;
}

/** The arguments of a load program, as `name=value`. */
export type LoadArguments = Readonly<Record<string, number>>;

/** The programs in C that make load and take it, compiled when the benchmark starts. */
export class Load {
	readonly #undo: Undo;
	readonly #folder: string;

	private constructor(undo: Undo, folder: string) {
		this.#undo = undo;
		this.#folder = folder;
	}

	/** Compiles the programs into a folder. Throws `CannotRun` without a C compiler. */
	static compile(undo: Undo, folder: string): Load {
		for (const name of PROGRAMS) {
			const {error, status, stderr} = spawnSync('cc', ['-O2', '-Wall', '-o', join(folder, name), join(SOURCES, `${name}.c`)], {encoding: 'utf8'});
			if (error !== undefined) {
				throw new CannotRun('no C compiler here, and load made in anything else would be what is measured: apt-get install gcc libc6-dev', {cause: error});
			}
			if (status !== 0) throw new CannotRun(`cc could not compile ${name}.c:\n${stderr}`);
		}
		return new Load(undo, folder);
	}

	/** Starts one of the programs. */
	start(name: LoadProgram, positional: readonly string[], numbers: LoadArguments = {}): Child {
		const named = Object.entries(numbers).map(([key, value]) => `${key}=${value}`);
		return new Child(this.#undo, join(this.#folder, name), [...positional, ...named]);
	}

	/** Sends to an endpoint, as circologd announces it, and waits for the end. */
	async send(endpoint: string, numbers: LoadArguments): Promise<Sent> {
		const program = /^(?:unix-dgram|udp):/.test(endpoint) ? 'send-datagrams' : 'send-stream';
		return JSON.parse(await this.start(program, [endpoint], numbers).output()) as Sent;
	}

	/** Opens followers, sends as soon as all are connected, and returns what they saw. */
	async follow(endpoint: string, path: string, numbers: LoadArguments, send: (child: Child) => Promise<unknown>): Promise<Followed> {
		const child = this.start('follow', [endpoint, path], numbers);
		await child.says(/^ready$/m);
		await send(child);
		return JSON.parse((await child.output()).replace('ready\n', '')) as Followed;
	}

	/** Asks these paths at random, one after the other, and returns how long the answers took. Rejects after one that is no success. */
	async ask(endpoint: string, paths: readonly string[], numbers: LoadArguments): Promise<Asked> {
		return JSON.parse(await this.start('ask', [endpoint, ...paths], numbers).output()) as Asked;
	}

	/**
	 * Runs a command with its output to /dev/null, or through a pipe to somebody who counts its lines.
	 *
	 * @param worst The highest exit code that is no failure.
	 */
	async time(how: 'discard' | 'count', command: readonly string[], worst = 0): Promise<Timed> {
		const timed = JSON.parse(await this.start('stopwatch', [how, ...command]).output()) as Timed;
		if (timed.status > worst) throw new Error(`${command.join(' ')} ended with ${timed.status}`);
		return timed;
	}
}
