import type {Instruction} from './program.js';
import {RegexError} from './regex-error.js';

/** Most jumps from word to word that a pattern may have: each costs 3 ns when a state is made. */
export const MAX_JUMPS = 256;
/** Numbers that a jump has, see `Follow.jumps`. */
export const JUMP_NUMBERS = 4;
/** Most instructions that are visited while a pattern is compiled. */
const MAX_VISITS = 500_000;
/** Positions in a word of a set. */
export const WORD_POSITIONS = 32;

/** What surrounds a place in the text that is not its beginning: decides which assertions hold there. */
export interface Context {
	readonly atEnd: boolean;
	readonly atWordBoundary: boolean;
}

/**
 * What can be read next, after the positions of a set were read last. Sets are bits in words, 32 positions each; most
 * positions go on with the next one or with themselves, which is done for 32 of them at once.
 */
export interface Follow {
	/** Where a match can begin. */
	readonly first: Int32Array;
	/** Positions that are followed by themselves. */
	readonly loops: Int32Array;
	/** Positions that follow the one before. */
	readonly successors: Int32Array;
	/** Everything else, four numbers each: when this word has one of these bits, then that word gets those bits. */
	readonly jumps: Int32Array;
}

/** The position that stands for the beginning of the text. */
export const START = 0;

/**
 * Works out what follows each position. Position 0 is the start, then come the program's sets, in their order, then
 * the match.
 *
 * @throws RegexError When that is too much.
 */
export class FollowBuilder {
	/** Positions: the start, sets and the match. */
	readonly count: number;
	readonly #program: readonly Instruction[];
	/** Instruction of each position; -1 for the start. */
	readonly #places: readonly number[];
	/** Position of each instruction. */
	readonly #positions: Int32Array;
	readonly #seen: Int32Array;
	#search = 0;
	#visits = 0;

	constructor(program: readonly Instruction[]) {
		this.#program = program;
		this.#positions = new Int32Array(program.length);
		this.#seen = new Int32Array(program.length);
		const places = [-1];
		program.forEach(({kind}, index) => {
			if (kind === 'fork' || kind === 'assertion') return;
			this.#positions[index] = places.length;
			places.push(index);
		});
		this.#places = places;
		this.count = places.length;
	}

	/** @param words Words of a set. */
	build(context: Context, words: number): Follow {
		const follow = {first: new Int32Array(words), loops: new Int32Array(words), successors: new Int32Array(words)};
		for (const next of this.#reach(0, context, false)) add(follow.first, next);
		// Positions that jump to the same place do so together.
		const sources = new Map<string, {readonly from: number[]; readonly to: readonly number[]}>();
		let fewestJumps = 0;
		// The match, which is last, is followed by nothing.
		for (let position = START; position < this.count - 1; position++) {
			const reached = this.#reach(this.#places[position]! + 1, context, position === START);
			if (reached.includes(position)) add(follow.loops, position);
			if (reached.includes(position + 1)) add(follow.successors, position + 1);
			const to = reached.filter(next => next !== position && next !== position + 1).sort((a, b) => a - b);
			if (to.length === 0) continue;
			const key = to.join();
			const source = sources.get(key);
			if (source !== undefined) {
				source.from.push(position);
				continue;
			}
			sources.set(key, {from: [position], to});
			fewestJumps += byWord(to).length;
			if (fewestJumps > MAX_JUMPS) tooExpensive();
		}
		return {...follow, jumps: jumps([...sources.values()])};
	}

	/** The positions that come next at an instruction. */
	#reach(from: number, context: Context, atStart: boolean): readonly number[] {
		const reached: number[] = [];
		const open = [from];
		this.#search++;
		for (let place = open.pop(); place !== undefined; place = open.pop()) {
			if (this.#seen[place] === this.#search) continue;
			this.#seen[place] = this.#search;
			if (++this.#visits > MAX_VISITS) tooExpensive();
			const instruction = this.#program[place]!;
			if (instruction.kind === 'fork') open.push(...instruction.targets);
			else if (instruction.kind !== 'assertion') reached.push(this.#positions[place]!);
			else if (holds(instruction.assertion, context, atStart)) open.push(place + 1);
		}
		return reached;
	}
}

function holds(assertion: string, {atEnd, atWordBoundary}: Context, atStart: boolean): boolean {
	switch (assertion) {
		case 'begin': return atStart;
		case 'end': return atEnd;
		case 'wordBoundary': return atWordBoundary;
		default: return !atWordBoundary;
	}
}

function jumps(sources: readonly {readonly from: readonly number[]; readonly to: readonly number[]}[]): Int32Array {
	const jumps = sources.flatMap(({from, to}) => {
		const targets = byWord(to);
		return byWord(from).flatMap(source => targets.flatMap(target => [...source, ...target]));
	});
	if (jumps.length > JUMP_NUMBERS * MAX_JUMPS) tooExpensive();
	return Int32Array.from(jumps);
}

/** Words that have one of the positions, with their bits. */
function byWord(positions: readonly number[]): readonly (readonly [word: number, bits: number])[] {
	const words = new Map<number, number>();
	for (const position of positions) {
		words.set(position >>> 5, (words.get(position >>> 5) ?? 0) | 1 << (position & 31));
	}
	return [...words];
}

function add(set: Int32Array, position: number): void {
	set[position >>> 5]! |= 1 << (position & 31);
}

function tooExpensive(): never {
	throw new RegexError(0, 'the pattern would take too long to match: it has too many alternatives and optional parts next to'
		+ ' each other');
}
