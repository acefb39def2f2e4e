import {compileWalkingRegex, RegexError} from '../query/regex/regex.js';

/** Rules of one's own at the most. */
export const MAX_PATTERNS = 64;
/** Most steps that a character may cost, as `MatchFinder` counts them, of some 10 ns: they are taken by the receiver. */
const MAX_STEPS = 64;
const LINE = /^\s*([A-Za-z0-9][\w-]{0,31})\s+s(?=\S)/;
const ALLOWED_LINE = 'a rule is a name, a blank and s/PATTERN/REPLACEMENT/';

/** A rule of one's own, as it was written. */
export interface PatternSource {
	readonly name: string;
	/** A regular expression, in the language of the queries. */
	readonly source: string;
	readonly ignoreCase: boolean;
	/** What takes the place of each match, as it is. */
	readonly replacement: string;
}

/** A mistake in a file of rules. */
export class RulesError extends Error {
	override readonly name = 'RulesError';
	readonly code = 'RULES';
	/** Both from 1 on; the column in characters. */
	readonly line: number;
	readonly column: number;

	constructor(line: number, column: number, message: string) {
		super(message);
		this.line = line;
		this.column = column;
	}
}

/**
 * Reads rules, one a line, as sed writes them: `ticket s/TICKET-[0-9]+/TICKET-?/`. Any punctuation may stand for `/`. All
 * matches are replaced, with or without the flag `g`; `i` ignores case. Lines that are empty or begin with `#` say nothing.
 *
 * @param taken Names that cannot be given.
 * @throws RulesError What is wrong, and where.
 */
export function readRules(text: string, taken: readonly string[]): PatternSource[] {
	const rules: PatternSource[] = [];
	const lines = text.split(/\r?\n/);
	for (const [i, line] of lines.entries()) {
		if (/^\s*(?:#|$)/.test(line)) continue;
		const fail = (at: number, message: string): never => {
			throw new RulesError(i + 1, at + 1, message);
		};
		const rule = readRule(line, fail);
		if (taken.includes(rule.name)) fail(line.indexOf(rule.name), `'${rule.name}' is the name of a ready-made rule; take another`);
		if (rules.some(({name}) => name === rule.name)) fail(line.indexOf(rule.name), `there are two rules called '${rule.name}'; each needs a name of its own`);
		if (rules.length === MAX_PATTERNS) fail(0, `more than ${MAX_PATTERNS} rules`);
		rules.push(rule);
	}
	if (rules.length === 0) throw new RulesError(lines.length, 1, `no rule in the file; ${ALLOWED_LINE}`);
	return rules;
}

type Fail = (at: number, message: string) => never;

function readRule(line: string, fail: Fail): PatternSource {
	const [head, name = ''] = LINE.exec(line) ?? fail(0, `not a rule; ${ALLOWED_LINE}`);
	const delimiter = line[head.length]!;
	if (!/^[!-/:-@[\]^_`{-~]$/.test(delimiter)) fail(head.length, `'${delimiter}' cannot stand between pattern and replacement; take a character like / or |`);
	const patternAt = head.length + 1;
	const patternEnd = partEnd(line, patternAt, delimiter);
	if (patternEnd === -1) fail(line.length, `the pattern is not ended by '${delimiter}'; ${ALLOWED_LINE}`);
	const replacementEnd = partEnd(line, patternEnd + 1, delimiter);
	if (replacementEnd === -1) fail(line.length, `the replacement is not ended by '${delimiter}'; ${ALLOWED_LINE}`);
	const flags = line.slice(replacementEnd + 1).trimEnd();
	const unknown = flags.search(/[^giI]/);
	if (unknown !== -1) fail(replacementEnd + 1 + unknown, `'${flags[unknown]!}' is no flag; allowed are g and i`);
	const rule = {
		name, source: line.slice(patternAt, patternEnd), ignoreCase: /i/i.test(flags),
		replacement: readReplacement(line, patternEnd + 1, replacementEnd, delimiter, fail),
	};
	checkPattern(rule, patternAt, fail);
	return rule;
}

/** Where the delimiter stands that ends the part at `line[at]`; -1 where none does. */
function partEnd(line: string, at: number, delimiter: string): number {
	for (let i = at; i < line.length; i++) {
		if (line[i] === delimiter) return i;
		if (line[i] === '\\') i++;
	}
	return -1;
}

function readReplacement(line: string, from: number, to: number, delimiter: string, fail: Fail): string {
	let text = '';
	for (let i = from; i < to; i++) {
		if (line[i] === '&') fail(i, '\'&\' would be what was found, which is not to be kept; write \'\\&\' for the character');
		if (line[i] === '\\') {
			i++;
			if (/\d/.test(line[i]!)) fail(i - 1, `'\\${line[i]!}' would be a part of what was found, which is not to be kept`);
			if (line[i] !== '\\' && line[i] !== '&' && line[i] !== delimiter) {
				fail(i - 1, `'\\${line[i]!}' has no meaning in a replacement; allowed are '\\\\', '\\&' and '\\${delimiter}'`);
			}
		}
		text += line[i]!;
	}
	return text;
}

function checkPattern({source, ignoreCase}: PatternSource, at: number, fail: Fail): void {
	if (source === '') fail(at, 'the pattern is empty');
	try {
		if (compileWalkingRegex(source, ignoreCase).stepsOfCharacter <= MAX_STEPS) return;
	} catch (error) {
		if (!(error instanceof RegexError)) throw error;
		fail(at + Math.min(error.at, source.length), `the pattern '${source}': ${error.message}`);
	}
	fail(at, `the pattern '${source}' would take too long to match: it is too large for each message to be searched for it`);
}
