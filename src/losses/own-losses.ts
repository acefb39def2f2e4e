import type {LedgerEntry} from './ledger-reader.js';
import {factsOf} from './reasons.js';

/** What the kernel has dropped is known when the socket has been read empty, which is not the very place: this far from it. */
const KERNEL_SLACK_MESSAGES = 4096;

/**
 * Says of numbers that are missing whether the daemon has lost the messages itself: such are counted already, by their
 * reason, and were not lost before they got here. No loss explains more than it has lost.
 */
export class OwnLosses {
	readonly #received: () => readonly LedgerEntry[];
	#entries: readonly LedgerEntry[] | undefined;
	/** How much of an entry has been used as an explanation. */
	#used = new Map<string, number>();

	/** @param received Tells what the receiver has written down. */
	constructor(received: () => readonly LedgerEntry[]) {
		this.#received = received;
	}

	/** To be called before each look at what is new: the ledger is read anew when it is needed. */
	forget(): void {
		this.#entries = undefined;
	}

	/** How many of `count` messages that are missing between two messages of the ring were lost by the daemon, at that listener. */
	explain(source: number, count: number, lastSeq: number, seq: number): number {
		let explained = 0;
		for (const entry of this.#lost()) {
			const slack = entry.reason === 'kernel_drops' ? KERNEL_SLACK_MESSAGES : 0;
			if (entry.source !== source || entry.toSeq + slack <= lastSeq || entry.fromSeq - slack > seq) continue;
			const key = keyOf(entry);
			const used = this.#used.get(key) ?? 0;
			const more = Math.min(count - explained, entry.count - used);
			if (more <= 0) continue;
			this.#used.set(key, used + more);
			explained += more;
		}
		return explained;
	}

	#lost(): readonly LedgerEntry[] {
		if (this.#entries !== undefined) return this.#entries;
		this.#entries = this.#received().filter(({reason}) => factsOf(reason).fate === 'lost');
		// Of what the ledger has forgotten nothing is to be explained any more.
		if (this.#used.size > this.#entries.length) {
			const kept = new Set(this.#entries.map(keyOf));
			this.#used = new Map([...this.#used].filter(([key]) => kept.has(key)));
		}
		return this.#entries;
	}
}

function keyOf({reason, source, fromUs}: LedgerEntry): string {
	return `${reason} ${source} ${fromUs}`;
}
