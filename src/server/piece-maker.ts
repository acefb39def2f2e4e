import {Chunk, type LossReason} from '../hub/chunk.js';
import {wipe} from '../hub/packing/web-assembly.js';
import type {HubReader} from '../hub/reader.js';
import type {Filter} from '../query/filter.js';
import {gapMessage, lossMessage} from './gap.js';
import type {Renderer} from './renderer.js';
import {type ScanSpace, Step} from './scan.js';
import {TOLD_NOTHING, type ToldFrom, type ToldLosses} from './told-losses.js';

/** Which messages a reader gets. */
export interface Selection {
	readonly filter: Filter;
	/** Messages that it gets before and after each one that matches. */
	readonly before: number;
	readonly after: number;
	/** Matches after which it ends. */
	readonly limit: number;
}

/**
 * Makes the output that follows a place in the ring, a piece at a time, in one buffer that it uses again and again.
 *
 * What is written is the ranges `[match - before, match + after]`, those that touch or overlap as one, with the
 * format's separator between them. A range may begin in what the filter has been asked of already: then the maker goes
 * back there.
 */
export class PieceMaker {
	/** Sequence number at which the piece after this one begins. */
	next = 0;
	/** Messages that the piece tells as lost, by a gap message at its start. */
	lost = 0;
	/** Why, if there are any. */
	lostBy: LossReason = 'overtaken';
	/** Whether somebody would have been told, or not, of another loss in this piece. */
	isPersonal = false;
	/** Messages that have matched, in all pieces. */
	matched = 0;
	/** Whether the piece is text that was read to where it is sent from. */
	isAsRead = false;
	readonly #reader: HubReader;
	readonly #renderer: Renderer;
	readonly #selection: Selection;
	readonly #space: ScanSpace;
	readonly #losses: ToldLosses | undefined;
	readonly #step = new Step();
	/**
	 * The same memory as `#out`, for text that is sent as it is; undefined for other output, and where a block has no room
	 * there. Where it has, there is room for any message, and `#out` stays the same.
	 */
	readonly #asRead: Chunk | undefined;
	#out: Uint8Array;
	/** Where the piece begins; 0 but for one that was read where it is sent from. */
	#start = 0;
	/** Where it ends. */
	#length = 0;
	/** How much of that was there before, or is no message of the ring. */
	#preface = 0;
	/** Losses before this message have been told. */
	#toldTo = 0;
	/** What has been written ends before this message; 0 before the first. */
	#writtenTo = 0;
	/** What has to be written, matching or not, ends before this message. */
	#wantedTo = 0;
	/** The filter has been asked of everything before this message. */
	#askedTo = 0;

	/**
	 * @param space Scratch space, which any number of makers may share.
	 * @param out Where pieces are made. They are made from half as much text at the most, unless one message alone is
	 * longer; then the maker gets itself a larger buffer.
	 * @param losses What is told of, where it happened.
	 */
	constructor(reader: HubReader, renderer: Renderer, selection: Selection, space: ScanSpace, out: Uint8Array, losses?: ToldLosses) {
		this.#reader = reader;
		this.#renderer = renderer;
		this.#selection = selection;
		this.#space = space;
		this.#out = out;
		this.#losses = losses;
		const isAsRead = renderer.isVerbatim && selection.filter.matchesAll && selection.limit === Infinity;
		if (isAsRead && out.length >= space.chunk.bytes.length) this.#asRead = new Chunk(out.length, out.buffer as ArrayBuffer, out.byteOffset);
	}

	/** The piece, until the next is made; empty when there is nothing to send. */
	get bytes(): Uint8Array {
		return this.#out.subarray(this.#start, this.#length);
	}

	/** Whether all that was wanted has been made. */
	get isDone(): boolean {
		return this.matched >= this.#selection.limit && this.next >= this.#wantedTo;
	}

	/**
	 * Makes the piece that begins with message `seq` and ends before `until` at the latest. `next` is `seq` only when
	 * there is nothing left; a piece may be empty because nothing has matched.
	 *
	 * @param promisedFrom Messages from this number on that are no longer there are told as lost.
	 * @param toldFrom From where on losses are told that happened before messages were in the ring.
	 * @param isMore Whether the piece that there is goes on, instead of another; only for output without reserved bytes.
	 */
	make(seq: number, until: number, promisedFrom: number, toldFrom = TOLD_NOTHING, isMore = false): void {
		const {chunk} = this.#space;
		const {filter, before, after, limit} = this.#selection;
		const renderer = this.#renderer;
		if (!isMore) this.#start = this.#length = 0;
		this.isAsRead = false;
		// Without context the pieces do not depend on each other, so that followers at many places can share a maker.
		if (before + after === 0) this.#askedTo = this.#wantedTo = this.#toldTo = 0;
		this.#step.begin();
		const {head} = this.#reader;
		const end = Math.min(until, this.#losses?.endOfPiece(Math.max(seq, this.#reader.tail), head) ?? head);
		const isTold = this.#losses?.hasAny(Math.max(seq, this.#toldTo), seq + 1) === true;
		this.isPersonal = isTold;
		if (!isTold && (this.#hasNothing(seq, end) || this.#readAsSent(seq, end, promisedFrom))) return;
		const maxBytes = filter.matchesAll ? (this.#out.length - this.#length) / 2 : Infinity;
		this.#reader.read(seq, chunk, {until: end, maxBytes, maxMessages: this.#step.messages});
		this.#length += renderer.reservedBytes;
		this.#tellLoss(seq, promisedFrom);
		this.#tellPlaces(seq, toldFrom);
		this.#preface = this.#length;
		if (!filter.matchesAll) this.#writeSelected();
		else if (renderer.isVerbatim && limit === Infinity && this.#length === 0 && chunk.count > 0) this.#copy();
		else this.#writeAll();
		this.#length = renderer.finish(this.#out, this.#length);
		this.#step.end(chunk.count, this.next < chunk.firstSeq ? chunk.count : this.next - chunk.firstSeq);
	}

	/**
	 * Makes the piece of messages that are sent as they are, by reading them to where they are sent from: one copy less.
	 * False where there is anything to tell before them, or they follow others in the piece.
	 */
	#readAsSent(seq: number, until: number, promisedFrom: number): boolean {
		const chunk = this.#asRead;
		if (chunk === undefined || this.#length > 0) return false;
		this.#reader.read(seq, chunk, {until});
		const {count, firstSeq, nextSeq} = chunk;
		if (count === 0 || firstSeq > Math.max(seq, promisedFrom) || this.#losses?.hasAny(Math.max(seq, this.#toldTo), firstSeq + 1) === true) return false;
		this.#start = chunk.start(0);
		this.#length = chunk.end(count - 1) + 1;
		this.isAsRead = true;
		this.lost = 0;
		this.matched += count;
		this.next = nextSeq;
		return true;
	}

	/** Overwrites the piece, and what is left of those before. Nobody may still be sending it. */
	forget(): void {
		this.#start = this.#length = 0;
		wipe(this.#out);
	}

	/** Looks at index entries alone, if the filter wants no more, and goes on behind them where none matches. */
	#hasNothing(seq: number, until: number): boolean {
		const {chunk, selected} = this.#space;
		const {filter} = this.#selection;
		if (filter.matchesAll || seq < this.#wantedTo) return false;
		const skipped = Math.min(until, this.#reader.skipForward(seq, chunk, summary => filter.mayMatch(summary)));
		if (skipped > seq) {
			this.#passOver(skipped);
			return true;
		}
		if (filter.readsText) return false;
		this.#reader.read(seq, chunk, {until, maxMessages: this.#step.messages, withText: false});
		if (chunk.lost > 0 || chunk.count === 0 || filter.select(chunk, 0, chunk.count, selected) > 0) return false;
		this.#passOver(chunk.nextSeq);
		this.#step.end(chunk.count);
		return true;
	}

	/** Adds nothing to the piece: nothing matches before `next`. */
	#passOver(next: number): void {
		this.lost = 0;
		this.next = next;
		this.#askedTo = Math.max(this.#askedTo, next);
	}

	#tellLoss(seq: number, promisedFrom: number): void {
		const {chunk} = this.#space;
		this.lost = Math.max(0, chunk.firstSeq - Math.max(seq, promisedFrom, this.#askedTo));
		if (this.lost === 0) return;
		this.lostBy = chunk.lossReason;
		this.#writeNotice(gapMessage(this.lost, chunk.lossReason));
	}

	/** Tells what was lost before the chunk's first message, and before those that are gone. */
	#tellPlaces(seq: number, toldFrom: ToldFrom): void {
		const {chunk} = this.#space;
		const from = Math.max(seq, this.#toldTo);
		const to = chunk.count === 0 ? chunk.firstSeq : chunk.firstSeq + 1;
		if (this.#losses?.hasAny(from, to) !== true) return;
		this.isPersonal = true;
		this.#toldTo = to;
		for (const place of this.#losses.between(from, to, toldFrom)) this.#writeNotice(lossMessage(place));
	}

	/** Writes a message of our own, which is small, before those of the ring. */
	#writeNotice(message: Chunk): void {
		this.#preface = this.#length;
		this.#hasRoom(this.#renderer.bound(message, 0));
		this.#length = this.#renderer.write(message, 0, this.#out, this.#length);
	}

	/** Makes the piece of the chunk's whole text at once: a dump takes a third less time than message by message. */
	#copy(): void {
		const {chunk} = this.#space;
		const text = chunk.bytes.subarray(chunk.start(0), chunk.end(chunk.count - 1) + 1);
		if (text.length > this.#out.length) this.#grow(text.length);
		this.#out.set(text);
		this.#length = text.length;
		this.matched += chunk.count;
		this.next = chunk.nextSeq;
	}

	#writeAll(): void {
		const {chunk} = this.#space;
		const count = Math.min(chunk.count, this.#selection.limit - this.matched);
		let i = this.#writeRun(0, count);
		// A run stops at each message that has to be written by itself.
		while (i < count && this.#write(i)) i += 1 + this.#writeRun(i + 1, count);
		this.matched += i;
		this.next = chunk.firstSeq + i;
	}

	#writeSelected(): void {
		const {chunk, selected} = this.#space;
		const {filter, before, after, limit} = this.#selection;
		const {firstSeq, nextSeq} = chunk;
		const count = filter.select(chunk, 0, chunk.count, selected);
		let s = 0;
		let seq = firstSeq;
		while (seq < nextSeq) {
			while (s < count && firstSeq + selected[s]! < Math.max(seq, this.#askedTo)) s++;
			const match = s < count && this.matched < limit ? firstSeq + selected[s]! : Infinity;
			if (seq >= this.#wantedTo) {
				if (match === Infinity) {
					// A reader that has got all it wanted goes on right behind that the next time.
					if (this.matched < limit) seq = nextSeq;
					break;
				}
				const start = Math.max(match - before, this.#writtenTo, this.#reader.tail);
				this.#wantedTo = match;
				seq = Math.min(start, match);
				if (seq < firstSeq) {
					this.#askedTo = match;
					break;
				}
			}
			if (seq === match && before + after === 0) {
				const neighbours = countNeighbours(selected, s, Math.min(count, s + limit - this.matched));
				const written = this.#writeRun(seq - firstSeq, seq - firstSeq + neighbours);
				this.matched += written;
				seq += written;
				if (written > 0) continue;
			}
			if (!this.#write(seq - firstSeq)) break;
			if (seq === match) {
				this.matched += 1;
				this.#wantedTo = match + 1 + after;
			}
			seq += 1;
		}
		this.#askedTo = Math.max(this.#askedTo, seq);
		this.next = seq;
	}

	/** Writes messages `from` to `to - 1`, or as many of them as can be written at once; returns how many. */
	#writeRun(from: number, to: number): number {
		const {run} = this.#renderer;
		if (run === undefined || from >= to) return 0;
		const {chunk} = this.#space;
		const written = run.write(chunk, from, to, this.#out, this.#length);
		this.#length = run.end;
		if (written > 0) this.#writtenTo = chunk.firstSeq + from + written;
		return written;
	}

	/** Writes message `i`, behind a separator where something is left out; false where there is no room. */
	#write(i: number): boolean {
		const {chunk} = this.#space;
		const renderer = this.#renderer;
		const seq = chunk.firstSeq + i;
		const {before, after} = this.#selection;
		const separated = before + after > 0 && this.#writtenTo !== 0 && this.#writtenTo !== seq;
		if (!this.#hasRoom(renderer.bound(chunk, i) + (separated ? renderer.separatorBytes : 0))) return false;
		if (separated) this.#length = renderer.separate(this.#out, this.#length);
		this.#length = renderer.write(chunk, i, this.#out, this.#length);
		this.#writtenTo = seq + 1;
		return true;
	}

	/** Whether that many bytes fit into the piece. The first message of a piece always does, so that each piece comes further. */
	#hasRoom(bytes: number): boolean {
		if (this.#length + bytes <= this.#out.length) return true;
		if (this.#length > this.#preface) return false;
		this.#grow(this.#length + bytes);
		return true;
	}

	/** Gets a larger buffer, and leaves nothing in the one before, which may be anybody's later. */
	#grow(bytes: number): void {
		const larger = new Uint8Array(bytes);
		larger.set(this.#out.subarray(0, this.#length));
		wipe(this.#out);
		this.#out = larger;
	}
}

/** How many messages beginning with number `s` of those selected follow each other without a gap; looks at those before `to`. */
function countNeighbours(selected: Uint32Array, s: number, to: number): number {
	let i = s + 1;
	while (i < to && selected[i] === selected[i - 1]! + 1) i++;
	return i - s;
}
