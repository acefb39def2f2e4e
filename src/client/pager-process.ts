import {spawn} from 'node:child_process';
import type {Writable} from 'node:stream';

const SHELL = '/bin/sh';
/** What a shell ends with when a command cannot be run, or is not there. */
const NOT_RUN = [126, 127];

/** A pager that has the terminal. */
export interface PagerProcess {
	/** Its standard input, which it may close at any time. */
	readonly input: Writable;
	/** Settles when it has ended, with whether it had been running at all. */
	readonly ended: Promise<boolean>;
}

/**
 * Starts a pager. As long as it runs, the terminal's SIGINT is its own affair; with SIGTERM we end it first, so that it
 * leaves the terminal in order.
 *
 * @param command For the shell; undefined for `less`.
 */
export function startPager(command: string | undefined, env: NodeJS.ProcessEnv): PagerProcess {
	const [file, args] = command === undefined ? ['less', []] : [SHELL, ['-c', command]];
	const child = spawn(file, args, {env, stdio: ['pipe', 'inherit', 'inherit']});
	let isTerminated = false;
	const ignore = (): void => undefined;
	const terminate = (): void => {
		isTerminated = true;
		child.kill('SIGTERM');
	};
	process.on('SIGINT', ignore).on('SIGTERM', terminate);
	const ended = new Promise<boolean>((resolve) => {
		child.once('error', () => {
			resolve(false);
		});
		child.once('close', (code) => {
			resolve(code === null || !NOT_RUN.includes(code));
		});
	}).finally(() => {
		process.off('SIGINT', ignore).off('SIGTERM', terminate);
		if (isTerminated) process.kill(process.pid, 'SIGTERM');
	});
	// Whoever leaves a pager early closes its input: no error.
	child.stdin.on('error', ignore);
	return {input: child.stdin, ended};
}
