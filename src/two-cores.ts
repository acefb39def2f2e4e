import {allowCpus, allowedCpus, currentCpu} from './libc/affinity.js';

/**
 * Shares two cores between the receiver thread and a long piece of work on this one, while senders send all they can.
 *
 * Left to itself, the kernel has the receiver wait behind that work for some milliseconds, with the other core idle whenever
 * the sender waits for the receiver; and after it, has sender and receiver go on sharing one core while this one is
 * idle, because neither has stood still long enough to be moved (`sched_migration_cost`). With the receiver told where
 * to run, a sixth more is taken at full speed.
 *
 * It does nothing where this process may run on one CPU, or on more than two: there is a free one for everybody then.
 */
export class TwoCores {
	readonly #receiver: number;
	/** CPUs that may be run on: two while the receiver is told where to run, else none. */
	#both: readonly number[] = [];
	/** The one that this thread was on when it was looked at last; means something only if there are two. */
	#own = 0;

	/** @param receiver The receiver thread, as `threadId` told there. */
	constructor(receiver: number) {
		this.#receiver = receiver;
	}

	/** Keeps the receiver off this thread's core. To be called before each millisecond or two of work: this thread may be moved. */
	take(): void {
		const isBegun = this.#both.length > 0;
		const cpu = currentCpu();
		if (isBegun && cpu === this.#own) return;
		const both = isBegun ? this.#both : allowedCpus();
		if (both.length !== 2) return;
		this.#both = both;
		this.#own = cpu;
		allowCpus(this.#receiver, both.filter(other => other !== cpu));
	}

	/** Brings the receiver, if it is at work, to the core that this thread is about to leave; it may run on both from then on. */
	leave(): void {
		if (this.#both.length === 0) return;
		allowCpus(this.#receiver, [currentCpu()]);
		allowCpus(this.#receiver, this.#both);
		this.#both = [];
	}
}
