import {decode, LENGTH_BITS, lengthOf} from '../../syslog/utf8.js';
import type {Automaton} from './automaton.js';
import {type Follow, JUMP_NUMBERS, START, WORD_POSITIONS} from './follow.js';
import {MatchScratch} from './match-scratch.js';

const ASCII_CHARACTERS = 0x80;
/** What makes up a context, the number of what follows there: see `#follows`. */
const AT_BOUNDARY = 1;
const AT_END = 2;

/** Nothing in it outlasts a call. */
const scratch = new MatchScratch();

/**
 * Finds where the matches of a pattern are: the leftmost first, each as long as it can be. Takes linear time, also where
 * the end of a match is known only far behind it (`a|a*b`), because it reads the text twice. From the end to the
 * beginning it notes for each character which of the pattern's positions can read it on a way to a match; then it goes
 * forward on such ways alone, so that all that it reads twice belongs to matches.
 */
export class MatchFinder {
	/** What a character costs at the most, in steps of some 10 ns. */
	readonly stepsOfCharacter: number;
	/** Where the match that `next` has found begins, and the byte after its last. */
	matchStart = 0;
	matchEnd = 0;
	readonly #automaton: Automaton;
	/** By context, what can follow. */
	readonly #follows: readonly Follow[];
	/** By context, the positions that may be the last of a match. */
	readonly #last: readonly Int32Array[];
	/** Classes of the characters of US-ASCII. */
	readonly #asciiClasses: Uint16Array;
	/** The positions that have read a character, and those that come next. */
	#current: Int32Array;
	#next: Int32Array;
	/** Characters of the text that was opened, and the one that `next` goes on with. */
	#count = 0;
	#at = 0;

	constructor(automaton: Automaton) {
		const {alphabet, match, words} = automaton;
		this.#automaton = automaton;
		this.#follows = [false, true].flatMap(atEnd => [false, true].map(atBoundary => automaton.follow(atEnd, atBoundary)));
		const end = new Int32Array(words);
		end[match >>> 5] = 1 << match;
		this.#last = this.#follows.map(follow => {
			const last = new Int32Array(words);
			precede(follow, end, 0, last, 0, words);
			return last;
		});
		this.#asciiClasses = Uint16Array.from({length: ASCII_CHARACTERS}, (_, character) => alphabet.classOf(character));
		this.#current = new Int32Array(words);
		this.#next = new Int32Array(words);
		this.stepsOfCharacter = 1 + words + Math.max(...this.#follows.map(({jumps}) => jumps.length / JUMP_NUMBERS));
	}

	/**
	 * Sets `marks[i]` to 1 for each byte `bytes[start + i]`, up to `bytes[end - 1]`, that belongs to a match, and leaves
	 * the others. Empty matches have no bytes.
	 *
	 * @param maxCharacters Only matches that end within so many characters are looked for.
	 * @returns Whether there are any.
	 */
	mark(bytes: Uint8Array, start: number, end: number, marks: Uint8Array, maxCharacters: number): boolean {
		this.open(bytes, start, end, maxCharacters);
		let isFound = false;
		while (this.next()) {
			marks.fill(1, this.matchStart - start, this.matchEnd - start);
			isFound = true;
		}
		return isFound;
	}

	/**
	 * Reads a text, in which `next` then goes from match to match. No other finder may be used meanwhile.
	 *
	 * @param maxCharacters As for `mark`.
	 */
	open(bytes: Uint8Array, start: number, end: number, maxCharacters: number): void {
		this.#count = this.#readText(bytes, start, end, maxCharacters);
		this.#at = 0;
		this.#findWays(this.#count);
	}

	/** Finds the next match that is not empty, `matchStart` to `matchEnd`; false where there is none. */
	next(): boolean {
		const {offsets} = scratch;
		for (; this.#at < this.#count; this.#at++) {
			if (!this.#beginsAt(this.#at)) continue;
			const end = this.#endOfMatch(this.#at, this.#count);
			this.matchStart = offsets[this.#at]!;
			this.matchEnd = offsets[end]!;
			this.#at = end;
			return true;
		}
		return false;
	}

	/** Notes where characters begin, of which classes they are, and in which contexts; returns how many there are. */
	#readText(bytes: Uint8Array, start: number, end: number, maxCharacters: number): number {
		const {alphabet, wordClasses, words} = this.#automaton;
		scratch.makeRoom(Math.min(end - start, maxCharacters), words);
		const {offsets, classes, contexts} = scratch;
		let count = 0;
		let at = start;
		let wasWord = 0;
		for (; at < end; count++) {
			const byte = bytes[at]!;
			const decoded = byte < ASCII_CHARACTERS ? byte << LENGTH_BITS | 1 : decode(bytes, at, end);
			const characterClass = byte < ASCII_CHARACTERS ? this.#asciiClasses[byte]! : alphabet.classOf(decoded >>> LENGTH_BITS);
			const isWord = wordClasses[characterClass]!;
			offsets[count] = at;
			contexts[count] = isWord ^ wasWord;
			if (count === maxCharacters) return count;
			classes[count] = characterClass;
			wasWord = isWord;
			at += lengthOf(decoded);
		}
		offsets[count] = end;
		contexts[count] = AT_END | wasWord * AT_BOUNDARY;
		return count;
	}

	/** Works out, backwards, which positions can read each character so that a match follows. */
	#findWays(count: number): void {
		const {words, readers} = this.#automaton;
		const {ways, classes, contexts} = scratch;
		ways.fill(0, count * words, (count + 1) * words);
		for (let i = count - 1; i >= 0; i--) {
			const set = i * words;
			const context = contexts[i + 1]!;
			const last = this.#last[context]!;
			const reader = classes[i]! * words;
			precede(this.#follows[context]!, ways, set + words, ways, set, words);
			for (let index = 0; index < words; index++) ways[set + index] = (ways[set + index]! | last[index]!) & readers[reader + index]!;
		}
	}

	/** Sets `#next` to the positions that read character `at` as the first of a match; returns whether there are any. */
	#beginsAt(at: number): boolean {
		const {words} = this.#automaton;
		const {ways, contexts} = scratch;
		const {first} = this.#follows[contexts[at]!]!;
		if (at === 0) return this.#beginsAtStart(first);
		let any = 0;
		for (let index = 0; index < words; index++) any |= this.#next[index] = first[index]! & ways[at * words + index]!;
		return any !== 0;
	}

	#beginsAtStart(first: Int32Array): boolean {
		this.#current.fill(0);
		this.#current[START] = 1 << START;
		this.#advance(scratch.contexts[0]!);
		for (let index = 0; index < first.length; index++) this.#next[index]! |= first[index]!;
		return this.#keepWays(0);
	}

	/** Where the longest match ends that begins with `#next` reading character `at`. */
	#endOfMatch(at: number, count: number): number {
		const {match} = this.#automaton;
		const {contexts} = scratch;
		let end = at;
		let i = at;
		do {
			[this.#current, this.#next] = [this.#next, this.#current];
			i++;
			this.#advance(contexts[i]!);
			if ((this.#next[match >>> 5]! >>> match & 1) === 1) end = i;
		} while (i < count && this.#keepWays(i));
		return end;
	}

	/** Sets `#next` to what can follow `#current`. */
	#advance(context: number): void {
		const {loops, successors, jumps} = this.#follows[context]!;
		const current = this.#current;
		const next = this.#next;
		let carry = 0;
		for (let index = 0; index < next.length; index++) {
			const word = current[index]!;
			next[index] = word & loops[index]! | (word << 1 | carry) & successors[index]!;
			carry = word >>> WORD_POSITIONS - 1;
		}
		for (let at = 0; at < jumps.length; at += JUMP_NUMBERS) {
			if ((current[jumps[at]!]! & jumps[at + 1]!) !== 0) next[jumps[at + 2]!]! |= jumps[at + 3]!;
		}
	}

	/** Keeps of `#next` what reads character `i` on a way to a match; returns whether there is any. */
	#keepWays(i: number): boolean {
		const {ways} = scratch;
		const next = this.#next;
		const set = i * next.length;
		let any = 0;
		for (let index = 0; index < next.length; index++) any |= next[index]! &= ways[set + index]!;
		return any !== 0;
	}
}

/** Sets the set at `into[to]` to the positions that those of the set at `sets[from]` can follow. */
function precede(follow: Follow, sets: Int32Array, from: number, into: Int32Array, to: number, words: number): void {
	const {loops, successors, jumps} = follow;
	let carry = 0;
	for (let index = words - 1; index >= 0; index--) {
		const word = sets[from + index]!;
		const followed = word & successors[index]!;
		into[to + index] = word & loops[index]! | followed >>> 1 | carry;
		carry = followed << WORD_POSITIONS - 1;
	}
	for (let at = 0; at < jumps.length; at += JUMP_NUMBERS) {
		if ((sets[from + jumps[at + 2]!]! & jumps[at + 3]!) !== 0) into[to + jumps[at]!]! |= jumps[at + 1]!;
	}
}
