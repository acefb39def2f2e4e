import {readlinkSync} from 'node:fs';
import {basename} from 'node:path';
import {c} from './calls.js';
import {scratchBytes, VALUE} from './scratch.js';

/** For 1,024 CPUs. A kernel that knows of more says so by refusing to tell. */
const MASK_BYTES = 128;

/** The number that the kernel has for the thread that calls; where there is no /proc to tell, -1, which no thread has. */
export function threadId(): number {
	try {
		return Number(basename(readlinkSync('/proc/thread-self')));
	} catch {
		return -1;
	}
}

/** The CPU that the thread that calls runs on: it may be another one a moment later. */
export function currentCpu(): number {
	return c.schedGetcpu() as number;
}

/**
 * The CPUs that a thread of this process may run on, in ascending order; none where the kernel does not tell.
 *
 * @param thread As `threadId` told there.
 */
export function allowedCpus(thread: number): number[] {
	scratchBytes.fill(0, 0, MASK_BYTES);
	if (c.schedGetaffinity(thread, MASK_BYTES, VALUE) === -1) return [];
	const cpus: number[] = [];
	for (let cpu = 0; cpu < MASK_BYTES * 8; cpu++) if ((scratchBytes[cpu >>> 3]! >>> (cpu & 7) & 1) === 1) cpus.push(cpu);
	return cpus;
}

/**
 * Has a thread of this process run on these CPUs only, from now on.
 *
 * @param thread As `threadId` told there.
 * @returns Whether the kernel has allowed it.
 */
export function allowCpus(thread: number, cpus: readonly number[]): boolean {
	scratchBytes.fill(0, 0, MASK_BYTES);
	for (const cpu of cpus) scratchBytes[cpu >>> 3]! |= 1 << (cpu & 7);
	return c.schedSetaffinity(thread, MASK_BYTES, VALUE) === 0;
}
