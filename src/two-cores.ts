import {allowCpus, allowedCpus, currentCpu} from './libc/affinity.js';

/**
 * Shares two cores between the receiver thread and a long piece of work on this one, while senders send all they can.
 *
 * Left to itself, the kernel has the receiver wait behind that work for some milliseconds, with the other core idle whenever
 * the sender waits for the receiver; and after it, has sender and receiver go on sharing one core while this one is
 * idle, because neither has stood still long enough to be moved (`sched_migration_cost`). With the receiver told where
 * to run, a sixth more is taken at full speed while older messages are compressed, and a twelfth more where they are not.
 *
 * It does nothing where the receiver may run on one CPU only, or on more than two, of which one is free for everybody.
 */
export class TwoCores {
	readonly #receiver: number;
	/** The CPUs that it may run on at other times: two, while it is told where to run; else none. */
	#both: readonly number[] = [];
	/** Which of them this thread was on when that was told. */
	#own = 0;
	/** How many have taken this thread's core: one may work between two turns of another. */
	#takers = 0;

	/** @param receiver The receiver thread, as `threadId` told there. */
	constructor(receiver: number) {
		this.#receiver = receiver;
	}

	/** Keeps the receiver off this thread's core, until everybody who has taken it has left it. */
	take(): void {
		this.#takers += 1;
		this.stay();
	}

	/** To be called after each millisecond or two of work, between `take` and `leave`: this thread may have been moved. */
	stay(): void {
		const isBegun = this.#both.length > 0;
		const cpu = currentCpu();
		if (isBegun && cpu === this.#own) return;
		const both = isBegun ? this.#both : allowedCpus(this.#receiver);
		if (both.length !== 2 || !both.includes(cpu)) return;
		this.#both = both;
		this.#own = cpu;
		allowCpus(this.#receiver, both.filter(other => other !== cpu));
	}

	/**
	 * Brings the receiver, if it is at work, to the core that this thread is about to leave, unless others still have it; it may
	 * run on both from then on.
	 */
	leave(): void {
		this.#takers -= 1;
		if (this.#takers > 0 || this.#both.length === 0) return;
		const cpu = currentCpu();
		if (this.#both.includes(cpu)) allowCpus(this.#receiver, [cpu]);
		allowCpus(this.#receiver, this.#both);
		this.#both = [];
	}
}
