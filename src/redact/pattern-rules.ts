import type {MatchWalk} from '../query/regex/match-walk.js';
import {type AnyRegex, compileAny, compileWalkingRegex, RegexError} from '../query/regex/regex.js';
import {safeEnd} from './cut.js';
import {RedactedText} from './redacted-text.js';
import {NAME, type Regions, TEXT, VALUE} from './regions.js';
import type {PatternSource} from './rules-file.js';

const SPACE = 0x20;
const DASH = 0x2d;
const UNDERSCORE = 0x5f;
const BACKSLASH = 0x5c;
/** Longer texts are searched in pieces, so that a search takes no more than some MiB of memory. */
const MAX_PIECE_BYTES = 64 * 1024;
const NIL = Uint8Array.of(DASH);

interface Pattern {
	readonly walk: MatchWalk;
	/** What takes the place of a match, by the kind of the region. */
	readonly replacements: readonly Uint8Array[];
}

/** Rules of one's own: regular expressions, each with what takes the place of its matches. */
export class PatternRules {
	readonly #patterns: readonly Pattern[];
	/** Most regions have a match of none: these say so, reading them once. */
	readonly #any: readonly AnyRegex[];
	/** A region as the rules leave it, in one of two rooms after the other. */
	readonly #text = new RedactedText();
	/** Where the region stands that the rules have worked on. */
	#from = 0;
	#end = 0;
	/** Where the rooms are, and how many bytes of each have been used since they were last forgotten. */
	#room = 0;
	#roomBytes = 0;
	#used = 0;

	/** @param sources As `readRules` has checked them. */
	constructor(sources: readonly PatternSource[]) {
		this.#patterns = sources.map(({source, ignoreCase, replacement}) => ({
			walk: compileWalkingRegex(source, ignoreCase).walk, replacements: replacementsOf(replacement),
		}));
		this.#any = together(sources);
	}

	/** Whether any rule has something to replace in the region. */
	test(bytes: Uint8Array, {from, end, kind}: Regions): boolean {
		// An absent field: what stands there is not the sender's.
		if (kind === NAME && end - from === 1 && bytes[from] === DASH) return false;
		for (const any of this.#any) if (any.test(bytes, from, end)) return true;
		return false;
	}

	/**
	 * Applies all rules to a region, one after the other, and has the result take its place in a message.
	 *
	 * @param room Where two rooms of `roomBytes` begin that may be written to.
	 * @param counts From index `first` on gets how often each rule has replaced something.
	 * @returns Whether anything was replaced.
	 */
	apply(bytes: Uint8Array, {from, end, kind}: Regions, room: number, roomBytes: number, counts: Float64Array, first: number, into: RedactedText): boolean {
		this.#from = from;
		this.#end = end;
		this.#room = room;
		this.#roomBytes = roomBytes;
		let isChanged = false;
		for (let number = 0; number < this.#patterns.length; number++) {
			const count = this.#applyOne(this.#patterns[number]!, bytes, kind, into);
			counts[first + number]! += count;
			isChanged ||= count > 0;
		}
		if (!isChanged) return false;
		into.replaceBy(from, end, this.#from, this.#end);
		// Without it, the fields behind would be shifted.
		if (kind === NAME && this.#from === this.#end) into.replace(end, end, NIL, NIL.length);
		return true;
	}

	/** Overwrites what is left of regions in the rooms. */
	forget(bytes: Uint8Array): void {
		if (this.#used === 0) return;
		bytes.fill(0, this.#room, this.#room + this.#used);
		bytes.fill(0, this.#room + this.#roomBytes, this.#room + this.#roomBytes + this.#used);
		this.#used = 0;
	}

	/** Applies a rule; returns how often something was replaced. */
	#applyOne({walk, replacements}: Pattern, bytes: Uint8Array, kind: number, into: RedactedText): number {
		const room = this.#from === this.#room ? this.#room + this.#roomBytes : this.#room;
		const from = this.#from;
		const end = this.#end;
		const replacement = replacements[kind]!;
		const text = this.#text;
		let count = 0;
		for (let piece = from; piece < end;) {
			const pieceEnd = endOfPiece(bytes, piece, end);
			walk.open(bytes, piece, pieceEnd);
			while (walk.next()) {
				if (count === 0) text.open(bytes, room, room + this.#roomBytes, from);
				let {matchStart, matchEnd} = walk;
				if (kind === VALUE) {
					// An escape goes as a whole, or stays as a whole.
					if (splitsEscape(bytes, from, matchStart)) matchStart--;
					if (splitsEscape(bytes, from, matchEnd)) matchEnd++;
				}
				text.replace(Math.max(matchStart, text.copied), Math.max(matchEnd, text.copied), replacement, replacement.length);
				count++;
			}
			piece = pieceEnd;
		}
		if (count === 0) return 0;
		text.copyTo(end);
		this.#from = room;
		this.#end = text.end;
		this.#used = Math.max(this.#used, text.end - room);
		if (text.isCut) {
			into.isCut = true;
			this.#end = safeEnd(bytes, room, text.end);
		}
		return count;
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

function replacementsOf(replacement: string): readonly Uint8Array[] {
	const text = new TextEncoder().encode(replacement);
	const replacements: Uint8Array[] = [];
	replacements[TEXT] = text;
	// PRINTUSASCII, and what may be in a name of structured data.
	replacements[NAME] = text.map(byte => byte <= SPACE || byte > 0x7e || '="]'.includes(String.fromCharCode(byte)) ? UNDERSCORE : byte);
	replacements[VALUE] = new TextEncoder().encode(replacement.replace(/["\\\]]/g, '\\$&'));
	return replacements;
}

/** As few automata as their sizes allow. */
function together(sources: readonly PatternSource[]): AnyRegex[] {
	try {
		return [compileAny(sources)];
	} catch (error) {
		if (!(error instanceof RegexError) || sources.length === 1) throw error;
		const half = sources.length >>> 1;
		return [...together(sources.slice(0, half)), ...together(sources.slice(half))];
	}
}
