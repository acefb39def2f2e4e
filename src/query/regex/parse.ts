import {readBracket} from './bracket.js';
import {type CodePointSet, complement, EVERYTHING} from './code-point-set.js';
import {readEscape} from './escape.js';
import {withOtherCases} from './other-cases.js';
import {PatternReader} from './pattern-reader.js';
import {alternation, concatenation, type Node, repetition} from './syntax-tree.js';

/** Longest pattern, in UTF-16 units. It also bounds how deep groups can nest. */
const MAX_PATTERN_CHARACTERS = 1_024;
/** Highest number in `{n,m}`. */
const MAX_REPETITIONS = 1_000;

/** A pattern as it was written. */
export interface Pattern {
	readonly root: Node;
	/** Whether case is ignored, by wish of the caller or by `(?i)`. */
	readonly ignoreCase: boolean;
}

const LINE_FEED: CodePointSet = [10, 10];
const FLAGS = /\(\?([is]+)\)/y;
const GROUP = /\((?:\?:|\?P?<[a-z_]\w*>|(?!\?))/iy;
const LOOKAROUND = /\(\?<?[=!]/y;
const COUNTS = /\{(\d+)(,?)(\d*)\}/y;
/** `*`, `{2,5}`, and what would be one were it complete: `{,5}`. */
const QUANTIFIER_AHEAD = /[*+?]|\{(?:\d+(?:,\d*)?|,\d+)\}/y;

/**
 * Reads a pattern, in what grep -E, RE2 and JavaScript have in common. Where they disagree, it is an error that says
 * what to write instead.
 *
 * @throws RegexError What is wrong, and where.
 */
export function parsePattern(source: string, ignoreCase: boolean): Pattern {
	const reader = new PatternReader(source);
	if (source.length > MAX_PATTERN_CHARACTERS) {
		reader.fail(`the pattern has ${source.length} characters; at most ${MAX_PATTERN_CHARACTERS} are allowed`, MAX_PATTERN_CHARACTERS);
	}
	const flags = reader.match(FLAGS)?.[1] ?? '';
	const parser = new Parser(reader, ignoreCase || flags.includes('i'), flags.includes('s'));
	return {root: parser.pattern(), ignoreCase: parser.ignoreCase};
}

class Parser {
	readonly ignoreCase: boolean;
	readonly #reader: PatternReader;
	readonly #dot: CodePointSet;
	readonly #fold: (set: CodePointSet) => CodePointSet;

	constructor(reader: PatternReader, ignoreCase: boolean, dotAll: boolean) {
		this.ignoreCase = ignoreCase;
		this.#reader = reader;
		this.#fold = ignoreCase ? withOtherCases : set => set;
		this.#dot = dotAll ? EVERYTHING : complement(LINE_FEED);
	}

	pattern(): Node {
		const root = this.#alternation();
		if (!this.#reader.atEnd) this.#reader.fail('\')\' closes nothing; write \'\\)\' for the character');
		return root;
	}

	#alternation(): Node {
		const alternatives = [this.#concatenation()];
		while (this.#reader.take('|')) alternatives.push(this.#concatenation());
		return alternation(alternatives);
	}

	#concatenation(): Node {
		const parts: Node[] = [];
		while (!this.#reader.atEnd && !this.#reader.sees('|') && !this.#reader.sees(')')) parts.push(this.#repetition());
		return concatenation(parts);
	}

	#repetition(): Node {
		const reader = this.#reader;
		const quantifier = this.#quantifierAhead();
		if (quantifier !== undefined) reader.fail(`there is nothing to repeat before '${quantifier}'; write '\\${quantifier}' for the character`);
		const isGroup = reader.sees('(');
		const operand = this.#atom();
		const at = reader.at;
		const bounds = this.#quantifier();
		if (bounds === undefined) return operand;
		if (operand.kind === 'assertion' && !isGroup) reader.fail('an anchor cannot be repeated; repetitions follow a character or a group', at);
		// Lazy: only whether there is a match counts, so it makes no difference.
		reader.take('?');
		const next = this.#quantifierAhead();
		if (next !== undefined) {
			reader.fail(`'${next}' follows a repetition; put what it repeats into '(…)', possessive repetitions are not supported`);
		}
		return repetition(operand, bounds[0], bounds[1], at);
	}

	#quantifierAhead(): string | undefined {
		const {at} = this.#reader;
		const match = this.#reader.match(QUANTIFIER_AHEAD);
		this.#reader.at = at;
		return match?.[0];
	}

	#quantifier(): readonly [min: number, max: number] | undefined {
		const reader = this.#reader;
		const start = reader.at;
		if (reader.take('*')) return [0, Infinity];
		if (reader.take('+')) return [1, Infinity];
		if (reader.take('?')) return [0, 1];
		const counts = reader.match(COUNTS);
		if (counts === undefined) {
			const open = this.#quantifierAhead();
			return open === undefined ? undefined : reader.fail(`'${open}' has no lower bound; write '{0,…}'`);
		}
		const min = Number(counts[1]);
		const max = counts[2] === '' ? min : counts[3] === '' ? Infinity : Number(counts[3]);
		if (min > MAX_REPETITIONS || (max > MAX_REPETITIONS && max !== Infinity)) {
			reader.fail(`'${counts[0]}' repeats too often; at most ${MAX_REPETITIONS} are allowed`, start);
		}
		if (max < min) reader.fail(`'${counts[0]}' has its bounds in the wrong order`, start);
		return [min, max];
	}

	#atom(): Node {
		const reader = this.#reader;
		const start = reader.at;
		if (reader.sees('(')) return this.#group();
		if (reader.take('^')) return {kind: 'assertion', assertion: 'begin'};
		if (reader.take('$')) return {kind: 'assertion', assertion: 'end'};
		if (reader.take('.')) return {kind: 'set', set: this.#dot};
		if (reader.take('[')) return {kind: 'set', set: readBracket(reader, this.#fold)};
		if (!reader.take('\\')) return this.#character(reader.next());
		if (reader.take('b')) return {kind: 'assertion', assertion: 'wordBoundary'};
		if (reader.take('B')) return {kind: 'assertion', assertion: 'noWordBoundary'};
		if (reader.match(/[1-9]|k[<{]/y) !== undefined) {
			reader.fail('back-references are not supported, because they cannot be matched in linear time', start);
		}
		const escaped = readEscape(reader);
		return typeof escaped === 'number' ? this.#character(escaped) : {kind: 'set', set: this.#fold(escaped)};
	}

	#group(): Node {
		const reader = this.#reader;
		const start = reader.at;
		if (reader.match(LOOKAROUND) !== undefined) {
			reader.fail('lookahead and lookbehind are not supported, because they cannot be matched in linear time', start);
		}
		if (reader.match(GROUP) === undefined) {
			reader.fail('not a known kind of group; allowed are (…), (?:…), (?<name>…), and (?i), (?s) or (?is) at the beginning');
		}
		const content = this.#alternation();
		if (!reader.take(')')) reader.fail('\'(\' is not closed; write \'\\(\' for the character', start);
		return content;
	}

	#character(codePoint: number): Node {
		return {kind: 'set', set: this.#fold([codePoint, codePoint])};
	}
}
