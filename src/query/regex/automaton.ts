import {Alphabet} from './alphabet.js';
import type {CodePointSet} from './code-point-set.js';
import {type Context, type Follow, FollowBuilder, WORD_POSITIONS} from './follow.js';
import {WORD} from './named-sets.js';
import type {Instruction} from './program.js';

/** A pattern's positions (Glushkov's automaton): what each reads, and what follows it. */
export interface Automaton {
	/** Words of 32 bits that a set of positions has. */
	readonly words: number;
	/** The position of the match. */
	readonly match: number;
	/** A bit for whether a word's character was read last; undefined when no assertion asks for it. */
	readonly wordFlag: number | undefined;
	readonly alphabet: Alphabet;
	/** For each class of characters, whether it belongs to a word; all 0 when nobody asks. */
	readonly wordClasses: Uint8Array;
	/** For each class, one after the other, the set of positions that read it. */
	readonly readers: Int32Array;
	/** What follows within the text, or at its end; at a word's boundary, or not. */
	follow(atEnd: boolean, atWordBoundary: boolean): Follow;
}

/** @throws RegexError When a step of the automaton would cost too much. */
export function buildAutomaton(program: readonly Instruction[]): Automaton {
	const asked = new Set(program.flatMap(instruction => instruction.kind === 'assertion' ? [instruction.assertion] : []));
	const usesWords = asked.has('wordBoundary') || asked.has('noWordBoundary');
	const builder = new FollowBuilder(program);
	const words = Math.ceil((builder.count + (usesWords ? 1 : 0)) / WORD_POSITIONS);
	const sets = distinct(program.flatMap(instruction => instruction.kind === 'set' ? [instruction.set] : []));
	const alphabet = new Alphabet(usesWords ? [...sets.unique, WORD] : sets.unique);
	const follows = contexts(asked.has('end'), usesWords).map(context => builder.build(context, words));
	return {
		words,
		match: builder.count - 1,
		wordFlag: usesWords ? builder.count : undefined,
		alphabet,
		wordClasses: wordClasses(alphabet, usesWords),
		readers: readers(alphabet, sets.all, words),
		follow: (atEnd, atWordBoundary) =>
			follows[(usesWords && atWordBoundary ? 1 : 0) + (asked.has('end') && atEnd ? usesWords ? 2 : 1 : 0)]!,
	};
}

/** Those that differ for the pattern. */
function contexts(usesEnd: boolean, usesWords: boolean): readonly Context[] {
	return (usesEnd ? [false, true] : [false]).flatMap(atEnd =>
		(usesWords ? [false, true] : [false]).map(atWordBoundary => ({atEnd, atWordBoundary})));
}

function wordClasses(alphabet: Alphabet, usesWords: boolean): Uint8Array {
	const flags = new Uint8Array(alphabet.size);
	if (usesWords) for (const index of alphabet.classesOf(WORD)) flags[index] = 1;
	return flags;
}

function readers(alphabet: Alphabet, sets: readonly CodePointSet[], words: number): Int32Array {
	const classes = new Map<CodePointSet, ReadonlySet<number>>();
	const readers = new Int32Array(alphabet.size * words);
	sets.forEach((set, index) => {
		const own = classes.get(set) ?? alphabet.classesOf(set);
		classes.set(set, own);
		const position = index + 1;
		for (const number of own) readers[number * words + (position >>> 5)]! |= 1 << (position & 31);
	});
	return readers;
}

/** The sets, with equal ones made the same. */
function distinct(sets: readonly CodePointSet[]): {readonly all: readonly CodePointSet[]; readonly unique: readonly CodePointSet[]} {
	const same = new Map<CodePointSet, CodePointSet>();
	const byText = new Map<string, CodePointSet>();
	for (const set of new Set(sets)) {
		const text = set.join();
		if (!byText.has(text)) byText.set(text, set);
		same.set(set, byText.get(text)!);
	}
	return {all: sets.map(set => same.get(set)!), unique: [...byText.values()]};
}
