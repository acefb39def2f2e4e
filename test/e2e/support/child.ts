import {type ChildProcessWithoutNullStreams, spawn, type StdioOptions} from 'node:child_process';
import {once} from 'node:events';
import {onTestFailed, onTestFinished} from 'vitest';
import {within} from './wait.js';

/** How a child process ended: `code` is null when `signal` killed it. */
export interface Exit {
	code: number | null;
	signal: NodeJS.Signals | null;
}

/** A real child process, killed when the test is over; what it wrote on stderr is shown when the test fails. */
export class Child {
	readonly pid: number;
	/** Settles when the process has ended and its output is complete. */
	readonly exited: Promise<Exit>;
	#stdout: Buffer[] = [];
	#stderr = '';
	#ended: Exit | undefined;
	readonly #process;

	/** @param descriptors What it gets beside its standard streams, as descriptor 3 and those that follow. */
	constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv, descriptors: readonly number[] = []) {
		const stdio: StdioOptions = ['pipe', 'pipe', 'pipe', ...descriptors];
		const child = spawn(command, args, {env, stdio}) as ChildProcessWithoutNullStreams;
		this.#process = child;
		child.stdout.on('data', (chunk: Buffer) => {
			this.#stdout.push(chunk);
		});
		child.stderr.on('data', (chunk: Buffer) => {
			this.#stderr += chunk.toString('utf8');
		});
		// A peer may end without reading all that it was given.
		child.stdin.on('error', () => undefined);
		this.exited = once(child, 'close').then(([code, signal]) => {
			this.#ended = {code: code as number | null, signal: signal as NodeJS.Signals | null};
			return this.#ended;
		});
		// Whoever awaits `exited` gets the error; a child that nobody awaits may not take the test run down.
		this.exited.catch(() => undefined);
		this.pid = child.pid ?? -1;

		onTestFailed(() => {
			if (this.#stderr !== '') {
				console.error(`stderr of ${command} ${args.join(' ')}:\n${this.#stderr}`);
			}
		});
		onTestFinished(async () => {
			if (this.#ended === undefined && child.pid !== undefined) {
				child.kill('SIGKILL');
				await this.exited;
			}
		});
	}

	/** What it has written on stdout so far. */
	get stdout(): Buffer {
		return Buffer.concat(this.#stdout);
	}

	/** What it has written on stderr so far. */
	get stderr(): string {
		return this.#stderr;
	}

	/** How it ended, once it has. */
	get ended(): Exit | undefined {
		return this.#ended;
	}

	kill(signal: NodeJS.Signals): void {
		this.#process.kill(signal);
	}

	/** Gives it a part of its standard input. */
	write(input: string | Uint8Array): void {
		this.#process.stdin.write(input);
	}

	/** Gives it all of its standard input. */
	end(input: string | Uint8Array = ''): void {
		this.#process.stdin.end(input);
	}
}

/** Runs a command to its end and returns its output; a non-zero exit code is an error unless `allowed`. */
export async function run(
	command: string,
	args: readonly string[],
	{input = '', env = process.env, allowed = [0], deadlineMs = 60_000}:
	{input?: string | Uint8Array; env?: NodeJS.ProcessEnv; allowed?: readonly number[]; deadlineMs?: number} = {},
): Promise<{code: number; stdout: Buffer; stderr: string}> {
	const child = new Child(command, args, env);
	child.end(input);
	const {code, signal} = await within(`the end of ${command}`, deadlineMs, child.exited);
	if (code === null || !allowed.includes(code)) {
		throw new Error(`${command} ${args.join(' ')} ended with ${signal ?? `code ${String(code)}`}: ${child.stderr}`);
	}
	return {code, stdout: child.stdout, stderr: child.stderr};
}
