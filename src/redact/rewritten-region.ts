import {safeEnd} from './cut.js';
import type {Draft} from './draft.js';
import type {PatternRule} from './pattern-rules.js';
import {RedactedText} from './redacted-text.js';
import {NAME, type Regions, TEXT, VALUE} from './regions.js';

const SPACE = 0x20;
const DASH = 0x2d;
const BACKSLASH = 0x5c;
/** Longer texts are searched in pieces, so that a search takes no more than some MiB of memory. */
const MAX_PIECE_BYTES = 64 * 1024;
const NIL = Uint8Array.of(DASH);

/**
 * A region of a message as the rules have left it so far. The first that replaces anything writes to the draft; most often it is
 * the only one. Others write to one of two rooms by turns. One is used again and again.
 */
export class RewrittenRegion {
	/** Where it stands now. */
	from = 0;
	end = 0;
	readonly #draft: Draft;
	readonly #text = new RedactedText();
	/** What is being written: that, or the draft. */
	#into = this.#text;
	/** What it is in the message. */
	#originalFrom = 0;
	#originalEnd = 0;
	#kind = TEXT;
	/** Where it begins in the draft; -1 while nothing was replaced. */
	#draftFrom = -1;
	#isCut = false;
	/** Bytes that have been used of each room since they were last forgotten. */
	#used = 0;

	constructor(draft: Draft) {
		this.#draft = draft;
	}

	open({from, end, kind}: Regions): void {
		this.from = this.#originalFrom = from;
		this.end = this.#originalEnd = end;
		this.#kind = kind;
		this.#draftFrom = -1;
		this.#isCut = false;
	}

	/** Applies a rule of which no match begins before `at`; returns how often something was replaced. */
	apply({walk, replacements}: PatternRule, at: number): number {
		const {bytes} = this.#draft;
		const {from, end} = this;
		const replacement = replacements[this.#kind]!;
		let count = 0;
		for (let piece = from; piece < end;) {
			const pieceEnd = endOfPiece(bytes, piece, end);
			walk.open(bytes, piece, pieceEnd, Math.min(Math.max(piece, at), pieceEnd));
			while (walk.next()) {
				if (count === 0) this.#begin();
				let {matchStart, matchEnd} = walk;
				if (this.#kind === VALUE) {
					// An escape goes as a whole, or stays as a whole.
					if (splitsEscape(bytes, from, matchStart)) matchStart--;
					if (splitsEscape(bytes, from, matchEnd)) matchEnd++;
				}
				const into = this.#into;
				into.replace(Math.max(matchStart, into.copied), Math.max(matchEnd, into.copied), replacement, replacement.length);
				count++;
			}
			piece = pieceEnd;
		}
		if (count > 0) this.#finishRule();
		return count;
	}

	/** Has it take its place in the draft, if it has been changed. */
	finish(): void {
		if (this.#draftFrom === -1) return;
		const {text} = this.#draft;
		if (this.from !== this.#draftFrom) {
			text.returnTo(this.#draftFrom, this.#originalEnd);
			text.replaceBy(this.from, this.end, this.#originalEnd);
			text.isCut ||= this.#isCut;
		}
		// Without it, the fields behind would be shifted.
		if (this.#kind === NAME && this.from === this.end) text.replace(this.#originalEnd, this.#originalEnd, NIL, NIL.length);
	}

	/** Overwrites what is left of regions in the rooms. */
	forget(): void {
		if (this.#used === 0) return;
		const {bytes, roomBytes, partRooms} = this.#draft;
		bytes.fill(0, partRooms, partRooms + this.#used);
		bytes.fill(0, partRooms + roomBytes, partRooms + roomBytes + this.#used);
		this.#used = 0;
	}

	/** Begins to write what is to take the region's place: to the draft, or to the room that it is not in. */
	#begin(): void {
		const draft = this.#draft;
		if (this.#draftFrom === -1) {
			if (!draft.isBegun) draft.begin();
			draft.text.copyTo(this.#originalFrom);
			this.#draftFrom = draft.text.end;
			this.#into = draft.text;
			return;
		}
		const room = this.#otherRoom();
		this.#into = this.#text;
		this.#text.open(draft.bytes, room, room + draft.roomBytes, this.from);
	}

	/** The room that the region is not in. */
	#otherRoom(): number {
		const {partRooms, roomBytes} = this.#draft;
		return this.from === partRooms ? partRooms + roomBytes : partRooms;
	}

	#finishRule(): void {
		const into = this.#into;
		into.copyTo(this.end);
		if (into === this.#draft.text) {
			this.from = this.#draftFrom;
		} else {
			this.from = this.#otherRoom();
			this.#used = Math.max(this.#used, into.end - this.from);
		}
		this.end = into.end;
		if (!into.isCut) return;
		this.#isCut = true;
		this.end = safeEnd(this.#draft.bytes, this.from, this.end);
	}
}

/** Whether an odd number of backslashes stands before `bytes[at]`. */
function splitsEscape(bytes: Uint8Array, from: number, at: number): boolean {
	let first = at;
	while (first > from && bytes[first - 1] === BACKSLASH) first--;
	return (at - first & 1) === 1;
}

/** Where a piece of text ends: all of it, or what ends with the last blank that has room. */
function endOfPiece(bytes: Uint8Array, start: number, end: number): number {
	if (end - start <= MAX_PIECE_BYTES) return end;
	let stop = start + MAX_PIECE_BYTES;
	while (stop > start && bytes[stop - 1] !== SPACE) stop--;
	return stop === start ? start + MAX_PIECE_BYTES : stop;
}
