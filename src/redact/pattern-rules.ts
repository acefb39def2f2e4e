import type {AnchoredDfa} from '../query/regex/anchored-dfa.js';
import type {Beginnings} from '../query/regex/beginnings.js';
import type {MatchWalk} from '../query/regex/match-walk.js';
import {IS_WORD} from '../query/regex/named-sets.js';
import {type AnyRegex, compileAny, compileWalkingRegex, RegexError} from '../query/regex/regex.js';
import {NAME, TEXT, VALUE} from './regions.js';
import type {PatternSource} from './rules-file.js';
import {type Attentive, FIRST, SECOND, TriggerTable} from './trigger-table.js';

const SPACE = 0x20;
const UNDERSCORE = 0x5f;
const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz', letter => letter.charCodeAt(0));
/** Share of pairs of letters above which asking at places costs more than reading a text once. */
const MAX_DENSITY = 1 / 8;

/** A rule of one's own. */
export interface PatternRule {
	readonly walk: MatchWalk;
	readonly anchored: AnchoredDfa;
	/** Which of a match's bytes the rule attends: the first, where that may be all or what stands before it matters, or else the second, between two others. */
	readonly attended: 0 | 1;
	/** What takes the place of a match, by the kind of the region. */
	readonly replacements: readonly Uint8Array[];
}

/** Rules of one's own: regular expressions, each with what takes the place of its matches. */
export class PatternRules {
	readonly all: readonly PatternRule[];
	/** At which bytes which of them may have a match. */
	readonly table: TriggerTable;
	/** For each byte, which may have a match that begins with it, behind a word's character and elsewhere. Bits are as in the table. */
	readonly behindWord = new Uint32Array(256);
	readonly elsewhere = new Uint32Array(256);
	/** Those that attend the first byte of a match, a bit for each as in the table. */
	readonly attendingFirst: number;
	/** Whether a usual text has so many places that are attended that it should be read once before, see `test`. */
	readonly areDense: boolean;
	readonly #any: readonly AnyRegex[];

	/** @param sources As `readRules` has checked them. */
	constructor(sources: readonly PatternSource[]) {
		const regexes = sources.map(({source, ignoreCase}) => compileWalkingRegex(source, ignoreCase));
		this.all = regexes.map(({walk, anchored, beginnings}, i) => (
			{walk, anchored, attended: attendsFirst(beginnings) ? 0 : 1, replacements: replacementsOf(sources[i]!.replacement)}));
		this.table = new TriggerTable(regexes.map(({beginnings}) => attendsFirst(beginnings) ? attendingFirst(beginnings) : attendingSecond(beginnings)));
		this.attendingFirst = this.all.reduce((bits, {attended}, i) => attended === 0 ? bits | 1 << i : bits, 0);
		this.areDense = densityOf(this.table) > MAX_DENSITY;
		for (const [i, {beginnings}] of regexes.entries()) {
			for (let byte = 0; byte < 256; byte++) {
				if (beginnings.begin(byte, true)) this.behindWord[byte]! |= 1 << i;
				if (beginnings.begin(byte, false)) this.elsewhere[byte]! |= 1 << i;
			}
		}
		this.#any = together(sources);
	}

	/**
	 * Whether any of them may have a match in `bytes[start]` to `bytes[end - 1]`, or in a part of that which begins and ends beside
	 * a word: `^` and `$` are taken to match everywhere. It is read once.
	 */
	test(bytes: Uint8Array, start: number, end: number): boolean {
		for (const any of this.#any) if (any.test(bytes, start, end)) return true;
		return false;
	}
}

function attendsFirst(beginnings: Beginnings): boolean {
	return beginnings.isShort || LETTERS.some(letter => beginnings.begin(letter, true) !== beginnings.begin(letter, false));
}

/** The share of pairs of letters that somebody attends. */
function densityOf({pairs}: TriggerTable): number {
	return LETTERS.flatMap(first => LETTERS.filter(second => (pairs[second << 8 | first]! & (FIRST | SECOND)) !== 0)).length / LETTERS.length ** 2;
}

function attendingFirst(beginnings: Beginnings): Attentive {
	return {attends: (before, byte, after) => {
		if (after !== undefined && !beginnings.beginWith(byte, after)) return false;
		if (before !== undefined) return beginnings.begin(byte, IS_WORD[before] === 1);
		return beginnings.begin(byte, true) || beginnings.begin(byte, false);
	}};
}

function attendingSecond(beginnings: Beginnings): Attentive {
	return {attends: (before, byte, after) =>
		(before === undefined || beginnings.beginWith(before, byte)) && (after === undefined || beginnings.beginBefore(byte, after))};
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
