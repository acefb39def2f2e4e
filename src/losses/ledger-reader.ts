import {ENTRY, type LedgerMemory, MAX_ENTRIES, MAX_PLACES, PLACE} from './ledger-memory.js';
import {REASON_NAMES, type ReasonName} from './reasons.js';

/** A look takes some microseconds, a change less than one; a writer that disturbs all of these is stuck within one. */
const MAX_TRIES = 10_000;

/** What was lost for one reason at one source, at one time. */
export interface LedgerEntry {
	readonly reason: ReasonName;
	/** Number of the source. */
	readonly source: number;
	readonly count: number;
	/** Microseconds since 1970 UTC. */
	readonly fromUs: number;
	readonly toUs: number;
	/** Messages before which the first and the last of it are missing. */
	readonly fromSeq: number;
	readonly toSeq: number;
}

/** A place at which followers are told of a loss. */
export interface LedgerPlace {
	readonly reason: ReasonName;
	readonly source: number;
	readonly count: number;
	readonly us: number;
	/** The message before which they are told. */
	readonly seq: number;
}

/** All that was lost at one source for one reason. */
export interface LedgerTotal {
	readonly reason: ReasonName;
	readonly source: number;
	readonly count: number;
}

/** What a ledger says at one moment. */
export interface LedgerPage {
	/** In the order in which they began. */
	readonly entries: readonly LedgerEntry[];
	/** Entries that there is no room for any more. */
	readonly forgotten: number;
	readonly totals: readonly LedgerTotal[];
}

/** Reads a ledger that another thread may be writing to. */
export class LedgerReader {
	readonly memory: LedgerMemory;

	constructor(memory: LedgerMemory) {
		this.memory = memory;
	}

	/** All that is kept. */
	page(): LedgerPage {
		return this.#atRest(() => {
			const {entriesMade} = this.memory;
			const forgotten = Math.max(0, entriesMade - MAX_ENTRIES);
			return {entries: range(forgotten, entriesMade, n => this.#entry(n)), forgotten, totals: this.#totals()};
		});
	}

	/** The places, in the order of their messages. */
	places(): readonly LedgerPlace[] {
		return this.#atRest(() => {
			const {placesMade} = this.memory;
			return range(Math.max(0, placesMade - MAX_PLACES), placesMade, n => this.#place(n));
		});
	}

	#entry(n: number): LedgerEntry {
		const {words} = this.memory;
		const row = this.memory.entry(n);
		return {
			reason: REASON_NAMES[words[row + ENTRY.reason]!]!,
			source: words[row + ENTRY.source]!,
			count: words[row + ENTRY.count]!,
			fromUs: words[row + ENTRY.firstUs]!,
			toUs: words[row + ENTRY.lastUs]!,
			fromSeq: words[row + ENTRY.firstSeq]!,
			toSeq: words[row + ENTRY.lastSeq]!,
		};
	}

	#place(n: number): LedgerPlace {
		const {words} = this.memory;
		const row = this.memory.place(n);
		return {
			reason: REASON_NAMES[words[row + PLACE.reason]!]!,
			source: words[row + PLACE.source]!,
			count: words[row + PLACE.count]!,
			us: words[row + PLACE.us]!,
			seq: words[row + PLACE.seq]!,
		};
	}

	#totals(): LedgerTotal[] {
		const {words, sources} = this.memory;
		const totals: LedgerTotal[] = [];
		for (const [number, reason] of REASON_NAMES.entries()) {
			for (let source = 0; source < sources; source++) {
				const count = words[this.memory.total(number, source)]!;
				if (count > 0) totals.push({reason, source, count});
			}
		}
		return totals;
	}

	/** What `look` finds while nobody writes. */
	#atRest<T>(look: () => T): T {
		for (let tries = 0; ; tries++) {
			const {version} = this.memory;
			const found = look();
			if (tries === MAX_TRIES || ((version & 1) === 0 && this.memory.version === version)) return found;
		}
	}
}

function range<T>(from: number, to: number, each: (n: number) => T): T[] {
	return Array.from({length: to - from}, (_, i) => each(from + i));
}
