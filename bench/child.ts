import {type ChildProcess, spawn, type SpawnOptions} from 'node:child_process';
import type {Undo} from './undo.js';

const START_WITHIN_MS = 10_000;
const STOP_WITHIN_MS = 5_000;
/** The rest of what a child says is dropped: nobody would read more. */
const MAX_OUTPUT_CHARS = 1_000_000;

/** A child process that ends with the benchmark. */
export class Child {
	readonly process: ChildProcess;
	stdout = '';
	stderr = '';
	/** Resolves to the exit code, or to the name of the signal that ended it. */
	readonly ended: Promise<number | string>;
	/** How it ended, as `ended` says; undefined while it runs. */
	end: number | string | undefined;
	#heard: () => void = () => undefined;

	constructor(undo: Undo, command: string, args: readonly string[], options: SpawnOptions = {}) {
		this.process = spawn(command, args, {stdio: ['pipe', 'pipe', 'pipe'], ...options});
		const forget = undo.add(() => this.process.kill('SIGKILL'));
		this.process.stdout?.setEncoding('utf8').on('data', (text: string) => {
			if (this.stdout.length < MAX_OUTPUT_CHARS) this.stdout += text;
			this.#heard();
		});
		this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
			if (this.stderr.length < MAX_OUTPUT_CHARS) this.stderr += text;
			this.#heard();
		});
		this.process.stdin?.on('error', () => undefined);
		this.ended = new Promise(resolve => {
			const end = (code: number | string): void => {
				this.end = code;
				forget();
				this.#heard();
				resolve(code);
			};
			this.process.once('error', error => {
				this.stderr += error.message;
				end(-1);
			});
			this.process.once('close', (code, signal) => {
				end(code ?? signal ?? -1);
			});
		});
	}

	get pid(): number {
		return this.process.pid ?? -1;
	}

	get running(): boolean {
		return this.end === undefined;
	}

	/** Waits until the child has said something, on stdout or stderr; rejects with what it said when it ends before that. */
	async says(pattern: RegExp): Promise<void> {
		const deadline = setTimeout(() => this.process.kill('SIGKILL'), START_WITHIN_MS);
		try {
			while (!pattern.test(this.stdout) && !pattern.test(this.stderr)) {
				if (!this.running) throw new Error(`${this.process.spawnfile} ended too early: ${this.complaint()}`);
				await new Promise<void>(resolve => {
					this.#heard = resolve;
				});
			}
		} finally {
			clearTimeout(deadline);
		}
	}

	/** Waits for its end and returns what it wrote on stdout; rejects when it failed. */
	async output(): Promise<string> {
		const code = await this.ended;
		if (code !== 0) throw new Error(`${this.process.spawnfile} ended with ${code}: ${this.complaint()}`);
		return this.stdout;
	}

	/** The last line of what it said. */
	complaint(): string {
		return `${this.stdout}\n${this.stderr}`.trim().split('\n').at(-1) ?? '';
	}

	/** Ends it, with SIGKILL if it does not listen. */
	async stop(): Promise<void> {
		if (!this.running) return;
		const timer = setTimeout(() => this.process.kill('SIGKILL'), STOP_WITHIN_MS);
		this.process.kill('SIGTERM');
		await this.ended;
		clearTimeout(timer);
	}
}
