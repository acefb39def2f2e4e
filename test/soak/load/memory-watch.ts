import {readFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {residentBytes} from '../../../bench/process-numbers.js';
import {spread} from '../../../bench/statistics.js';

const EVERY_MS = 500;
const MIB = 2 ** 20;
/** The smallest ring has scratch space of this size behind it; nothing else that is mapped so is as large. */
const MIN_RING_KIB = 20 * 1024;
/** A mapping in /proc/PID/smaps (proc(5)) that may be written to: its size and what of it is resident in KiB, and its flags. */
const MAPPING = /^[0-9a-f]+-[0-9a-f]+ rw-p [^\n]*\nSize: +(\d+) kB\n[^]*?^Rss: +(\d+) kB\n[^]*?^VmFlags:([^\n]*)$/gm;

/** Watches the resident memory of a daemon: all of it, and what is beside the ring, whose size changes with each resize. */
export class MemoryWatch {
	readonly #whole: number[] = [];
	readonly #beside: number[] = [];
	readonly #pid: number;

	constructor(pid: number) {
		this.#pid = pid;
	}

	/** Looks until `end` of `performance.now()`. */
	async run(end: number): Promise<void> {
		while (performance.now() < end) {
			const whole = residentBytes(this.#pid);
			this.#whole.push(whole / MIB);
			this.#beside.push((whole - ringBytes(this.#pid)) / MIB);
			await sleep(EVERY_MS);
		}
	}

	/** Medians of the first, the middle and the last third, in MiB. */
	get whole(): Thirds {
		return thirdsOf(this.#whole);
	}

	/** The same without the ring. */
	get beside(): Thirds {
		return thirdsOf(this.#beside);
	}
}

/** Resident bytes of all rings: while one is moved, there are two. They alone are large and mapped without a reserve (`nr`). */
export function ringBytes(pid: number): number {
	let bytes = 0;
	for (const [, size, resident, flags] of readFileSync(`/proc/${pid}/smaps`, 'latin1').matchAll(MAPPING)) {
		if (Number(size) >= MIN_RING_KIB && flags!.includes(' nr')) bytes += Number(resident) * 1024;
	}
	return bytes;
}

type Thirds = readonly [first: number, middle: number, last: number];

function thirdsOf(samples: readonly number[]): Thirds {
	const part = Math.floor(samples.length / 3);
	const medianOf = (third: number): number => spread(samples.slice(third * part, (third + 1) * part)).median;
	return [medianOf(0), medianOf(1), medianOf(2)];
}
