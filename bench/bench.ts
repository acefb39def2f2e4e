import {mkdtempSync, rmSync, statfsSync} from 'node:fs';
import {loadavg, tmpdir} from 'node:os';
import {join} from 'node:path';
import {raiseKernelQueue, type KernelQueue} from './kernel-queue.js';
import {Load} from './load.js';
import type {Options} from './options.js';
import type {Undo} from './undo.js';

/** `TMPFS_MAGIC` of statfs(2). */
const TMPFS = 0x01021994;
const MEMORY_FOLDER = '/dev/shm';
/** What is written there at the least: the messages of a dump, in every format. */
const NEEDED_BYTES = 512 * 1024 ** 2;

/** What every measurement needs. */
export interface Bench {
	readonly quick: boolean;
	readonly rounds: number;
	readonly undo: Undo;
	readonly load: Load;
	/** The circologd to measure. */
	readonly daemon: string;
	/** For sockets and configuration. */
	readonly folder: string;
	/** In tmpfs, for what others keep in files. */
	readonly memoryFolder: string;
	readonly kernelQueue: KernelQueue;
	/** Processes that wanted to run in the minute before: others' work is measured too. */
	readonly loadBefore: number;
	/** Where losses that circologd did not count are noted; they make the benchmark fail. */
	readonly uncounted: string[];
	/** The peers asked for: version, or why one was skipped. */
	readonly peers: Map<string, string>;
	/** Says what is going on. */
	readonly say: (line: string) => void;
}

/** Compiles the load and prepares the machine; `undo` takes everything back. Throws `CannotRun`. */
export function prepare(options: Options, undo: Undo): Bench {
	const folder = temporaryFolder(tmpdir(), undo);
	const start = performance.now();
	const say = (line: string): void => {
		process.stderr.write(`bench: ${String(Math.round((performance.now() - start) / 1000)).padStart(4)} s  ${line}\n`);
	};
	const memory = isTmpfs(MEMORY_FOLDER) && freeBytes(MEMORY_FOLDER) > NEEDED_BYTES ? MEMORY_FOLDER : tmpdir();
	if (!isTmpfs(memory)) say(`no tmpfs with 512 MiB free at ${MEMORY_FOLDER}: files go to ${memory}, which may be slower`);
	const load = Load.compile(undo, folder);
	const kernelQueue = raiseKernelQueue(undo);
	const {datagrams, was} = kernelQueue;
	say(datagrams === was
		? `net.unix.max_dgram_qlen is ${was}`
		: `net.unix.max_dgram_qlen was ${was} and is ${datagrams}, as systemd sets it, until the benchmark ends`);
	return {
		quick: options.quick, rounds: options.rounds, undo, folder, kernelQueue, say, loadBefore: loadavg()[0] ?? 0,
		load,
		daemon: options.daemon ?? join(import.meta.dirname, '../../bin/circologd'),
		memoryFolder: temporaryFolder(memory, undo),
		uncounted: [],
		peers: new Map(),
	};
}

/** Bytes free where others keep files. */
export function freeBytes(folder: string): number {
	const {bavail, bsize} = statfsSync(folder);
	return bavail * bsize;
}

function isTmpfs(folder: string): boolean {
	try {
		return statfsSync(folder).type === TMPFS;
	} catch {
		return false;
	}
}

function temporaryFolder(parent: string, undo: Undo): string {
	const folder = mkdtempSync(join(parent, 'circolog-bench-'));
	undo.add(() => {
		rmSync(folder, {recursive: true, force: true});
	});
	return folder;
}
