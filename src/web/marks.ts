import type {DaemonStatus, Loss} from './daemon.js';
import {Observable} from './observable.js';

/** Something that happened at a moment, or during a time: `until` is absent where it was a moment or goes on. */
export interface Mark {
	readonly kind: 'paused' | 'lost' | 'restarted' | 'cleared';
	readonly text: string;
	/** Milliseconds since 1970 UTC. */
	readonly from: number;
	readonly until: number | undefined;
}

/** The most that are shown, and asked for. */
export const MAX_MARKS = 100;
/** Losses of one kind that come closer together than this are one. */
const ONE_LOSS_MS = 10_000;
/** The ledger's times and those of our looks differ by less than this. */
const LOOK_MS = 2000;

/**
 * Pauses, losses, restarts: what happened to the log, apart from what is in it. Whatever shows them reads them here. Losses
 * come from the daemon's ledger, also those from before the page was opened; how the daemon is, and that it is another one, is
 * seen from one look at it to the next.
 */
export class Marks extends Observable {
	#list: readonly Mark[] = [];
	/** Seen by ourselves, or told by a daemon that is no more. */
	#seen: readonly Mark[] = [];
	/** Told by the daemon's ledger. */
	#told: readonly Mark[] = [];
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
		if (status.paused && last?.paused !== true) {
			this.#discardedBefore = (last ?? status).counters.discarded_paused;
			this.#see({kind: 'paused', text: 'paused', from: now, until: undefined});
		}
		if (!status.paused && last?.paused === true) this.#endPause(now, status.counters.discarded_paused - this.#discardedBefore);
		if (last === undefined || last.epoch === status.epoch) return;
		// Nobody else knows any more what the other one told.
		this.#seen = [...this.#seen, ...this.#told];
		this.#told = [];
		this.#see({kind: 'restarted', text: 'the daemon has started anew', from: now, until: undefined});
	}

	/** Takes what the daemon's ledger says. */
	tell(losses: readonly Loss[]): void {
		this.#told = losses.filter(({reason}) => reason !== 'overtaken').map(markOf);
		this.#merge();
	}

	/** Messages were lost to this page. */
	lose(how: string, count: number, at: number): void {
		if (count <= 0) return;
		const last = this.#seen.at(-1);
		const isSame = last?.kind === 'lost' && last.text.endsWith(how) && at - (last.until ?? last.from) < ONE_LOSS_MS;
		const total = count + (isSame ? this.#lost.get(how) ?? 0 : 0);
		this.#lost.set(how, total);
		const mark: Mark = {kind: 'lost', text: `${total.toLocaleString()} ${how}`, from: isSame ? last.from : at, until: isSame ? at : undefined};
		if (isSame) this.#seen = this.#seen.slice(0, -1);
		this.#see(mark);
	}

	#endPause(until: number, discarded: number): void {
		this.#seen = this.#seen.map(mark => mark.kind === 'paused' && mark.until === undefined ? {...mark, until, text: pauseText(discarded)} : mark);
		this.#merge();
	}

	#see(mark: Mark): void {
		this.#seen = [...this.#seen, mark].slice(-MAX_MARKS);
		this.#merge();
	}

	/** Puts both together; a pause that we have seen is not told once more, but may have begun before we looked. */
	#merge(): void {
		const seen = this.#seen.map(mark => mark.kind !== 'paused' ? mark : {...mark, from: Math.min(mark.from, ...this.#told.filter(told => isSamePause(mark, told)).map(({from}) => from))});
		const told = this.#told.filter(mark => !seen.some(each => isSamePause(each, mark)));
		this.#list = [...seen, ...told].sort((a, b) => a.from - b.from).slice(-MAX_MARKS);
		this.changed();
	}
}

function isSamePause(seen: Mark, told: Mark): boolean {
	if (seen.kind !== 'paused' || told.kind !== 'paused') return false;
	return (told.until ?? told.from) >= seen.from - LOOK_MS && told.from <= (seen.until ?? Infinity) + LOOK_MS;
}

function markOf({from, to, reason, source, count, unit, fate, text}: Loss): Mark {
	const [begin, end] = [Date.parse(from), Date.parse(to)];
	const times = {from: begin, until: end > begin ? end : undefined};
	if (reason === 'discarded_paused') return {kind: 'paused', text: pauseText(count), from: begin, until: end};
	if (reason === 'cleared') return {kind: 'cleared', text: `${count.toLocaleString()} cleared`, ...times};
	if (fate === 'none') return {kind: 'restarted', text: `${source}: ${text}`, ...times};
	return {kind: 'lost', text: `${count.toLocaleString()} ${unit}${count === 1 ? '' : 's'} ${fate}: ${text} (${source})`, ...times};
}

function pauseText(discarded: number): string {
	return discarded > 0 ? `paused, ${discarded.toLocaleString()} discarded` : 'paused';
}
