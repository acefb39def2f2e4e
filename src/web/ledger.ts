import {type DaemonStatus, lastLosses} from './daemon.js';
import {type Marks, MAX_MARKS} from './marks.js';

/** Looks at the daemon for each look into its ledger, if nothing says that there is something new in it. */
const LOOKS_PER_LEDGER = 5;

/** Brings what the daemon's ledger of losses says to the marks: at first, when counters have changed, and now and then. */
export class Ledger {
	readonly #marks: Marks;
	#looksLeft = 0;
	#key = '';

	constructor(marks: Marks) {
		this.#marks = marks;
	}

	/** To be called with each look at the daemon. */
	async look({epoch, counters}: DaemonStatus): Promise<void> {
		const key = `${epoch} ${counters.kernel_drops} ${counters.discarded_paused} ${counters.cleared}`;
		this.#looksLeft -= 1;
		if (key === this.#key && this.#looksLeft > 0) return;
		this.#key = key;
		this.#looksLeft = LOOKS_PER_LEDGER;
		try {
			this.#marks.tell(await lastLosses(MAX_MARKS));
		} catch {
			// It is asked again with the next look.
			this.#key = '';
		}
	}
}
