import {INVALID} from '../../syslog/utf8.js';
import type {Automaton} from './automaton.js';
import {START} from './follow.js';
import {NextSet} from './next-set.js';

const ASCII_CHARACTERS = 0x80;
const UNKNOWN = 0;
const NO = 1;
const YES = 2;

/** What has been read of a match: positions that may have been read last, and whether that was a word's character. */
interface Beginning {
	readonly set: Int32Array;
	readonly inWord: boolean;
}

/**
 * Tells by a few bytes where a pattern has no match, so that a text need not be searched there. It may say yes where there is none:
 * what comes later it does not know, nor which characters bytes above US-ASCII belong to. Empty matches do not count.
 */
export class Beginnings {
	/** Whether a character may be all of a match. */
	readonly isShort: boolean;
	readonly #automaton: Automaton;
	readonly #next: NextSet;
	/** Whether a match can have a character above US-ASCII. */
	readonly #readsOthers: boolean;
	/** For each class, what has been read when a match begins with it: behind a word's character, and elsewhere. */
	readonly #behindWord: readonly Beginning[];
	readonly #elsewhere: readonly Beginning[];
	/** What has been read when one has begun with any character. */
	readonly #any: readonly Beginning[];
	/** Classes of the characters of US-ASCII; one more stands for all others. */
	readonly #asciiClasses: Uint16Array;
	/** What has been found out about pairs of classes: nothing yet, `NO` or `YES`. */
	readonly #firstPairs: Uint8Array;
	readonly #secondPairs: Uint8Array;

	constructor(automaton: Automaton) {
		this.#automaton = automaton;
		this.#next = new NextSet(automaton);
		const {alphabet, readers, words} = automaton;
		this.#asciiClasses = Uint16Array.from({length: ASCII_CHARACTERS}, (_, character) => alphabet.classOf(character));
		this.#firstPairs = new Uint8Array((alphabet.size + 1) ** 2);
		this.#secondPairs = new Uint8Array((alphabet.size + 1) ** 2);
		const nothing = new Int32Array(words);
		const start = new Int32Array(words);
		start[START] = 1 << START;
		const classes = [...Array(alphabet.size).keys()];
		this.#readsOthers = [...alphabet.classesOf([ASCII_CHARACTERS, INVALID])].some(each => isAny(readers.subarray(each * words, (each + 1) * words)));
		this.#behindWord = classes.map(each => this.#read([{set: nothing, inWord: true}], each, true));
		this.#elsewhere = classes.map(each => {
			const atStart = this.#read([{set: start, inWord: false}], each, false);
			return either(atStart, this.#read([{set: nothing, inWord: false}], each, true));
		});
		this.#any = [false, true].map(inWord => [...this.#behindWord, ...this.#elsewhere].filter(each => each.inWord === inWord)
			.reduce(either, {set: nothing, inWord}));
		this.isShort = this.#any.some(each => this.#mayEnd(each));
	}

	/** Whether a match may begin with this byte, behind a word's character or elsewhere. */
	begin(byte: number, isBehindWord: boolean): boolean {
		if (byte >= ASCII_CHARACTERS) return this.#readsOthers;
		return isAny((isBehindWord ? this.#behindWord : this.#elsewhere)[this.#classOf(byte)]!.set);
	}

	/** Whether one may begin with `first`, where `second` stands behind it. */
	beginWith(first: number, second: number): boolean {
		if (first >= ASCII_CHARACTERS) return this.#readsOthers;
		return this.#remember(this.#firstPairs, first, second, () => {
			const [a, b] = [this.#behindWord, this.#elsewhere].map(each => each[this.#classOf(first)]!);
			return this.#goesOn(either(a!, b!), second);
		});
	}

	/** Whether one may begin with the byte before `second`, where `third` stands behind that. */
	beginBefore(second: number, third: number): boolean {
		if (this.isShort) return true;
		if (second >= ASCII_CHARACTERS) return this.#readsOthers;
		return this.#remember(this.#secondPairs, second, third, () => this.#goesOn(this.#read(this.#any, this.#classOf(second), false), third));
	}

	/** Whether a match may be over, or go on with the byte. */
	#goesOn(beginning: Beginning, byte: number): boolean {
		if (!isAny(beginning.set)) return false;
		if (this.#mayEnd(beginning)) return true;
		return byte >= ASCII_CHARACTERS ? this.#readsOthers : isAny(this.#read([beginning], this.#classOf(byte), false).set);
	}

	#read(beginnings: readonly Beginning[], characterClass: number, begins: boolean): Beginning {
		const next = this.#next;
		const set = new Int32Array(this.#automaton.words);
		const inWord = this.#automaton.wordClasses[characterClass] === 1;
		for (const beginning of beginnings) {
			next.follow(beginning.set, 0, this.#automaton.follow(false, beginning.inWord !== inWord), begins);
			next.read(characterClass);
			next.words.forEach((word, i) => set[i]! |= word);
		}
		return {set, inWord};
	}

	#mayEnd({set}: Beginning): boolean {
		for (const atEnd of [false, true]) {
			for (const atBoundary of [false, true]) {
				this.#next.follow(set, 0, this.#automaton.follow(atEnd, atBoundary), false);
				if (this.#next.hasMatch) return true;
			}
		}
		return false;
	}

	#remember(pairs: Uint8Array, first: number, second: number, find: () => boolean): boolean {
		const {size} = this.#automaton.alphabet;
		const pair = this.#classOf(first) * (size + 1) + (second < ASCII_CHARACTERS ? this.#classOf(second) : size);
		if (pairs[pair] === UNKNOWN) pairs[pair] = find() ? YES : NO;
		return pairs[pair] === YES;
	}

	#classOf(byte: number): number {
		return this.#asciiClasses[byte]!;
	}
}

function either(a: Beginning, b: Beginning): Beginning {
	return {set: a.set.map((word, i) => word | b.set[i]!), inWord: a.inWord};
}

function isAny(set: Int32Array): boolean {
	return set.some(word => word !== 0);
}
