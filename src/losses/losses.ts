import {Ledger} from './ledger.js';
import {LedgerMemory} from './ledger-memory.js';
import {type LedgerEntry, LedgerReader} from './ledger-reader.js';
import type {ReasonName} from './reasons.js';
import {SourceNames} from './source-names.js';

/** Sources that the main thread tells apart: senders, readers, what else it has to do with. */
const MAX_NAMES = 1024;

/** What was lost for one reason at one source, at one time. */
export interface Loss {
	readonly reason: ReasonName;
	/** A listener, a sender, `readers`, or `ring`. */
	readonly source: string;
	readonly count: number;
	/** Microseconds since 1970 UTC. */
	readonly fromUs: number;
	readonly toUs: number;
	/** Messages before which the first and the last of it are missing. */
	readonly fromSeq: number;
	readonly toSeq: number;
}

/** A place at which those who follow are told of a loss. */
export interface LossPlace {
	readonly reason: ReasonName;
	readonly source: string;
	readonly count: number;
	readonly us: number;
	/** The message before which they are told. */
	readonly seq: number;
}

/** All that was lost at one source for one reason. */
export interface LossTotal {
	readonly reason: ReasonName;
	readonly source: string;
	readonly count: number;
}

/** What both ledgers say. */
export interface LossReport {
	/** The oldest first. */
	readonly losses: readonly Loss[];
	/** Entries that there is no room for any more. */
	readonly forgotten: number;
	readonly totals: readonly LossTotal[];
}

/** Losses as the main thread knows them: the receiver's ledger, which it reads, and its own. */
export class Losses {
	readonly #received: LedgerReader;
	readonly #sourceNames: readonly string[];
	readonly #ring: {readonly head: number};
	readonly #own: Ledger;
	readonly #ownReader: LedgerReader;
	readonly #names = new SourceNames(MAX_NAMES);
	#places: readonly LossPlace[] = [];
	#placesVersion = -1;

	/**
	 * @param received The receiver's ledger.
	 * @param sourceNames Names of the listeners, in the order of their numbers.
	 * @param ring Tells the message to come next.
	 */
	constructor(received: LedgerMemory, sourceNames: readonly string[], ring: {readonly head: number}) {
		this.#received = new LedgerReader(received);
		this.#sourceNames = sourceNames;
		this.#ring = ring;
		this.#own = new Ledger(new LedgerMemory(MAX_NAMES));
		this.#ownReader = new LedgerReader(this.#own.memory);
	}

	/**
	 * Writes down a loss that the main thread knows of; what happens in the receiver thread is written down there (`Intake.lose`).
	 *
	 * @param source Who lost it: a sender, `readers`, `ring`.
	 * @param count How many; 0 for what is only to be known.
	 * @param seq The message before which they are missing, if not the one that comes next.
	 */
	record(reason: ReasonName, source: string, count: number, seq?: number): void {
		const {head} = this.#ring;
		this.#own.record(reason, this.#names.numberOf(source), count, Date.now() * 1000, seq ?? head, head);
	}

	/** What the receiver has written down, with the numbers of listeners. */
	get received(): readonly LedgerEntry[] {
		return this.#received.page().entries;
	}

	/** All that is known. */
	report(): LossReport {
		const received = this.#received.page();
		const own = this.#ownReader.page();
		const ofReceived = <T extends {readonly source: number}>(each: T): Omit<T, 'source'> & {source: string} => ({...each, source: this.#sourceName(each.source)});
		const ofOwn = <T extends {readonly source: number}>(each: T): Omit<T, 'source'> & {source: string} => ({...each, source: this.#names.nameOf(each.source)});
		return {
			losses: [...received.entries.map(ofReceived), ...own.entries.map(ofOwn)].sort((a, b) => a.fromUs - b.fromUs),
			forgotten: received.forgotten + own.forgotten,
			totals: [...received.totals.map(ofReceived), ...own.totals.map(ofOwn)],
		};
	}

	/** The places, in the order of their messages. Those of messages up to `ring.head`, as it was before this was asked, are all there. */
	get places(): readonly LossPlace[] {
		if (this.#own.isOwing) this.#own.settle(Date.now() * 1000, this.#ring.head);
		const version = this.#received.memory.placesVersion + this.#own.memory.placesVersion;
		if (version !== this.#placesVersion) {
			this.#places = [
				...this.#received.places().map(place => ({...place, source: this.#sourceName(place.source)})),
				...this.#ownReader.places().map(place => ({...place, source: this.#names.nameOf(place.source)})),
			].sort((a, b) => a.seq - b.seq);
			this.#placesVersion = version;
		}
		return this.#places;
	}

	#sourceName(number: number): string {
		return this.#sourceNames[number] ?? '';
	}
}
