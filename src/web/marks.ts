import type {DaemonStatus} from './daemon.js';
import {Observable} from './observable.js';

/** Something that happened at a moment, or during a time: `until` is absent where it was a moment or goes on. */
export interface Mark {
	readonly kind: 'paused' | 'lost' | 'restarted' | 'cleared';
	readonly text: string;
	/** Milliseconds since 1970 UTC. */
	readonly from: number;
	readonly until: number | undefined;
}

const MAX_MARKS = 100;
/** Losses of one kind that come closer together than this are one. */
const ONE_LOSS_MS = 10_000;

/**
 * Pauses, losses, restarts: what happened to the log, apart from what is in it. Whatever shows them reads them here. They
 * are seen from one look at the daemon to the next, and so only since the page was opened.
 */
export class Marks extends Observable {
	#list: Mark[] = [];
	#last: DaemonStatus | undefined;
	/** What had been discarded before the pause. */
	#discardedBefore = 0;
	#lost = new Map<string, number>();

	/** From the first to the last. */
	get list(): readonly Mark[] {
		return this.#list;
	}

	/** Compares how the daemon is with how it was. */
	look(status: DaemonStatus): void {
		const now = Date.parse(status.now);
		const last = this.#last;
		this.#last = status;
		if (status.paused && last?.paused !== true) this.#add({kind: 'paused', text: 'paused', from: now, until: undefined});
		if (status.paused && last?.paused !== true) this.#discardedBefore = (last ?? status).counters.discarded_paused;
		if (!status.paused && last?.paused === true) this.#endPause(now, status.counters.discarded_paused - this.#discardedBefore);
		if (last === undefined) return;
		if (last.epoch !== status.epoch) {
			this.#add({kind: 'restarted', text: 'the daemon has started anew', from: now, until: undefined});
			return;
		}
		this.lose('dropped by the kernel', status.counters.kernel_drops - last.counters.kernel_drops, now);
		const cleared = status.counters.cleared - last.counters.cleared;
		if (cleared > 0) this.#add({kind: 'cleared', text: `${cleared.toLocaleString()} cleared`, from: now, until: undefined});
	}

	/** Messages were lost. */
	lose(how: string, count: number, at: number): void {
		if (count <= 0) return;
		const last = this.#list.at(-1);
		const isSame = last?.kind === 'lost' && last.text.endsWith(how) && at - (last.until ?? last.from) < ONE_LOSS_MS;
		const total = count + (isSame ? this.#lost.get(how) ?? 0 : 0);
		this.#lost.set(how, total);
		const mark: Mark = {kind: 'lost', text: `${total.toLocaleString()} ${how}`, from: isSame ? last.from : at, until: isSame ? at : undefined};
		if (isSame) this.#list = this.#list.slice(0, -1);
		this.#add(mark);
	}

	#endPause(until: number, discarded: number): void {
		this.#list = this.#list.map(mark => mark.kind === 'paused' && mark.until === undefined ? {...mark, until, text: pauseText(discarded)} : mark);
		this.changed();
	}

	#add(mark: Mark): void {
		this.#list = [...this.#list, mark].slice(-MAX_MARKS);
		this.changed();
	}
}

function pauseText(discarded: number): string {
	return discarded > 0 ? `paused, ${discarded.toLocaleString()} discarded` : 'paused';
}
