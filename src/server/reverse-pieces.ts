import type {Chunk, LossReason} from '../hub/chunk.js';
import {wipe} from '../hub/packing/web-assembly.js';
import type {HubReader} from '../hub/reader.js';
import type {Filter} from '../query/filter.js';
import type {Extent} from './extent.js';
import {gapMessage} from './gap.js';
import type {Pieces} from './pieces.js';
import type {Renderer} from './renderer.js';
import {type ScanSpace, Step} from './scan.js';

/** What an answer from the newest message to the oldest ends with, beside messages. */
export interface Ending {
	/** Messages from this number on that are no longer there when it comes to them are told as lost. */
	readonly promisedFrom: number;
	/** A message that never was in the ring. */
	readonly notice: Chunk | undefined;
}

/**
 * The messages of a range from the newest to the oldest. The ring is walked backwards, at most a block at a time, and
 * each piece written in that order; what does not fit any more is read again for the next one.
 *
 * Meanwhile the ring evicts what this comes to last: then the answer ends sooner.
 */
export class ReversePieces implements Pieces {
	readonly canGoOn = true;
	lost = 0;
	lostBy: LossReason = 'overtaken';
	readonly #reader: HubReader;
	readonly #renderer: Renderer;
	readonly #filter: Filter;
	readonly #space: ScanSpace;
	readonly #from: number;
	readonly #ending: Ending;
	readonly #step = new Step();
	/** Everything from this message on has been made. */
	#until: number;
	/** Matches that are wanted still. */
	#wanted: number;
	#hasEnded = false;
	#out: Uint8Array;
	#length = 0;
	/** How much of that was there before the last step. */
	#begun = 0;

	/**
	 * @param space Scratch space, which others may share.
	 * @param out Where pieces are made; one that is too small for a message is replaced.
	 */
	constructor(reader: HubReader, renderer: Renderer, filter: Filter, extent: Extent, ending: Ending, space: ScanSpace, out: Uint8Array) {
		this.#reader = reader;
		this.#renderer = renderer;
		this.#filter = filter;
		this.#space = space;
		this.#from = extent.from;
		this.#until = extent.until;
		this.#wanted = extent.limit;
		this.#ending = ending;
		this.#out = out;
	}

	get bytes(): Uint8Array {
		return this.#out.subarray(0, this.#length);
	}

	make(isMore = false): boolean {
		if (this.#hasEnded) return false;
		if (!isMore) this.#length = this.#renderer.reservedBytes;
		this.#begun = this.#length;
		if (this.#wanted > 0 && this.#until > Math.max(this.#from, this.#reader.tail)) this.#writeStep();
		else this.#writeEnding();
		this.#length = this.#renderer.finish(this.#out, this.#length);
		return true;
	}

	#writeStep(): void {
		const {chunk, selected} = this.#space;
		const reader = this.#reader;
		const filter = this.#filter;
		const until = this.#until;
		const skipped = reader.skipBackward(until, chunk, summary => filter.mayMatch(summary));
		if (skipped < until) {
			this.#until = Math.max(this.#from, skipped);
			return;
		}
		this.#step.begin();
		const from = Math.max(this.#from, reader.blockStart(until - 1), until - this.#step.messages);
		const needsEntriesOnly = !filter.matchesAll && !filter.readsText;
		reader.read(from, chunk, {until, withText: !needsEntriesOnly});
		let left = filter.select(chunk, 0, chunk.count, selected);
		if (needsEntriesOnly && left > 0) {
			// The tail may have moved on between the two.
			reader.read(from, chunk, {until});
			left = filter.select(chunk, 0, chunk.count, selected);
		}
		while (left > 0 && this.#wanted > 0 && this.#write(chunk, selected[left - 1]!)) {
			left -= 1;
			this.#wanted -= 1;
		}
		this.#until = Math.min(until, left === 0 ? chunk.firstSeq : chunk.firstSeq + selected[left - 1]! + 1);
		this.#step.end(chunk.count, until - this.#until);
	}

	#writeEnding(): void {
		const {promisedFrom, notice} = this.#ending;
		this.#hasEnded = true;
		this.lost = this.#wanted === 0 ? 0 : Math.max(0, this.#until - Math.max(this.#from, promisedFrom));
		const last = this.lost === 0 ? notice : this.#gap();
		if (last !== undefined) this.#write(last, 0);
	}

	#gap(): Chunk {
		const {chunk} = this.#space;
		// Nothing of this is there any more: the reader says why.
		this.#reader.read(this.#from, chunk, {until: this.#until, withText: false});
		this.lostBy = chunk.lossReason;
		return gapMessage(this.lost, chunk.lossReason);
	}

	/** Writes message `i`; false where there is no room. The first message of a step always has room, so that each comes further. */
	#write(chunk: Chunk, i: number): boolean {
		const renderer = this.#renderer;
		const bytes = renderer.bound(chunk, i);
		if (this.#length + bytes > this.#out.length) {
			if (this.#length > this.#begun) return false;
			const larger = new Uint8Array(this.#length + bytes);
			larger.set(this.#out.subarray(0, this.#length));
			wipe(this.#out);
			this.#out = larger;
		}
		this.#length = renderer.write(chunk, i, this.#out, this.#length);
		return true;
	}
}
