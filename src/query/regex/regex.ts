import type {Literal} from '../search/literal.js';
import {AnchoredDfa} from './anchored-dfa.js';
import {type Automaton, buildAutomaton} from './automaton.js';
import {Beginnings} from './beginnings.js';
import {Dfa} from './dfa.js';
import {findLiteral} from './literal.js';
import {MatchFinder} from './match-finder.js';
import {MatchWalk} from './match-walk.js';
import {parsePattern} from './parse.js';
import {compileProgram} from './program.js';
import {alternation, withoutAnchors} from './syntax-tree.js';

export {RegexError} from './regex-error.js';

/** A regular expression for bytes, which are UTF-8 for the most part. Takes linear time, and no memory for a call. */
export interface ByteRegex {
	/** Text that every match has in it: where it is missing, there is no need to test. At least 2 bytes. */
	readonly required: Literal | undefined;
	/** Whether finding `required` is a match already. */
	readonly isLiteral: boolean;
	/**
	 * Whether there is a match anywhere in `bytes[start]` to `bytes[end - 1]`; `^` and `$` are its ends.
	 *
	 * What is not UTF-8 is one character for each U+FFFD that is shown for it. It is in no set but negated ones and `.`.
	 */
	test(bytes: Uint8Array, start: number, end: number): boolean;
}

/** A regular expression that also tells where its matches are. */
export interface MarkingRegex extends ByteRegex {
	readonly finder: MatchFinder;
}

/** A regular expression for whoever replaces its matches, one after the other. */
export interface WalkingRegex {
	readonly walk: MatchWalk;
	/** Where one may begin, and how long it is if it does. */
	readonly beginnings: Beginnings;
	readonly anchored: AnchoredDfa;
	/** What a character costs at the most, in steps of some 10 ns. */
	readonly stepsOfCharacter: number;
}

/**
 * Compiles what grep -E, RE2 and JavaScript have in common: sets, `\d \w \s \b` (of US-ASCII), groups, alternatives,
 * repetitions, anchors, `\p{L}`, a leading `(?i)`; `.` is any character but LF, or with a leading `(?s)` any.
 *
 * @throws RegexError What is wrong with the pattern, and where.
 */
export function compileRegex(source: string, ignoreCase: boolean): ByteRegex {
	return compile(source, ignoreCase).regex;
}

/** Tells whether any of a few patterns may have a match. */
export interface AnyRegex {
	/** As `ByteRegex.test`, but `^` and `$` match everywhere. */
	test(bytes: Uint8Array, start: number, end: number): boolean;
}

/**
 * Makes one automaton of several patterns, so that a text is read once for all.
 *
 * @throws RegexError Where one of them is wrong, or where they are too large together.
 */
export function compileAny(patterns: readonly {readonly source: string; readonly ignoreCase: boolean}[]): AnyRegex {
	const roots = patterns.map(({source, ignoreCase}) => withoutAnchors(parsePattern(source, ignoreCase).root));
	const dfa = new Dfa(buildAutomaton(compileProgram(alternation(roots))));
	return {test: (bytes, start, end) => dfa.test(bytes, start, end)};
}

/** The same as `compileRegex`, for who wants to know where matches are. */
export function compileMarkingRegex(source: string, ignoreCase: boolean): MarkingRegex {
	const {regex, automaton} = compile(source, ignoreCase);
	return {...regex, finder: new MatchFinder(automaton)};
}

/** The same, for who wants to have all matches of many texts. */
export function compileWalkingRegex(source: string, ignoreCase: boolean): WalkingRegex {
	const {automaton} = compile(source, ignoreCase);
	const finder = new MatchFinder(automaton);
	const anchored = new AnchoredDfa(automaton);
	const beginnings = new Beginnings(automaton);
	return {walk: new MatchWalk(anchored, finder, beginnings), beginnings, anchored, stepsOfCharacter: finder.stepsOfCharacter};
}

function compile(source: string, ignoreCase: boolean): {readonly regex: ByteRegex; readonly automaton: Automaton} {
	const pattern = parsePattern(source, ignoreCase);
	const automaton = buildAutomaton(compileProgram(pattern.root));
	const dfa = new Dfa(automaton);
	const regex: ByteRegex = {
		...findLiteral(pattern.root, pattern.ignoreCase),
		test: (bytes, start, end) => dfa.test(bytes, start, end),
	};
	return {regex, automaton};
}
