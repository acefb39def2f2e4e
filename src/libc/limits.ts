import {c, SystemError} from './calls.js';
import {scratchBytes, scratchView, VALUE} from './scratch.js';

const MLOCK_ONFAULT = 1;
const RLIMIT_CORE = 4;
const RLIMIT_MEMLOCK = 8;
const PR_GET_DUMPABLE = 3;
const PR_SET_DUMPABLE = 4;

/**
 * Locks memory: what of it is resident, and what becomes so, is never swapped out. Memory that is emptied is locked no more.
 *
 * @param bytes Memory that nothing moves: not of a small array, which is on V8's heap.
 * @throws {SystemError} `ENOMEM` or `EPERM` where `lockLimit` is too low.
 */
export function lockMemory(bytes: Uint8Array): void {
	// Not all at once resident, as by mlock: a ring takes what it has been filled with, and no more.
	if (c.mlock2(bytes, bytes.length, MLOCK_ONFAULT) === -1) throw new SystemError('mlock2');
}

/** Bytes that this process may lock (RLIMIT_MEMLOCK); infinite where there is no limit. It does not bind who has CAP_IPC_LOCK. */
export function lockLimit(): number {
	if (c.getrlimit(RLIMIT_MEMLOCK, VALUE) === -1) return 0;
	const limit = scratchView.getBigUint64(0, true);
	return limit === 2n ** 64n - 1n ? Infinity : Number(limit);
}

/**
 * Has the kernel never write a core of this process, nor give one to a program (core(5)): a core limit of 0 would not keep it from
 * the latter. Only root may trace the process or read its memory from then on.
 */
export function forbidCores(): void {
	c.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	scratchBytes.fill(0, 0, 16);
	c.setrlimit(RLIMIT_CORE, VALUE);
}

/** Whether the kernel would make a core of this process. */
export function allowsCores(): boolean {
	return c.prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) !== 0;
}
