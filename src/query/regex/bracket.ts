import {type CodePointSet, complement, rangesOf, union} from './code-point-set.js';
import {readEscape} from './escape.js';
import {POSIX_SETS} from './named-sets.js';
import type {PatternReader} from './pattern-reader.js';

const POSIX_NAME = /\[:(\^?)([a-z]*):\]/y;

/**
 * Reads what follows `[`, and the `]` that ends it.
 *
 * @param fold Adds to a member what it is equal to.
 */
export function readBracket(reader: PatternReader, fold: (member: CodePointSet) => CodePointSet): CodePointSet {
	const start = reader.at - 1;
	const negated = reader.take('^');
	if (reader.sees(']')) {
		reader.fail('brackets need a member; write \'\\]\' for the character, and \'[\\d\\D]\' for any character');
	}
	if (reader.sees(':') && /^:[a-z]+:\]/.test(reader.source.slice(reader.at))) {
		reader.fail('a named set stands in brackets of its own: write \'[[:alpha:]]\'', start);
	}
	const members: (readonly [number, number])[] = [];
	while (!reader.take(']')) {
		if (reader.atEnd) reader.fail('\'[\' is not closed; write \'\\[\' for the character', start);
		members.push(...rangesOf(fold(readMember(reader))));
	}
	return negated ? complement(union(members)) : union(members);
}

/** `a`, `a-z`, `\d`, `[:digit:]`. A `-` that cannot make a range is a character. */
function readMember(reader: PatternReader): CodePointSet {
	const start = reader.at;
	const name = reader.match(POSIX_NAME);
	if (name !== undefined) return posixSet(reader, start, name);
	const first = readOne(reader);
	if (typeof first !== 'number') return first;
	if (!reader.sees('-') || reader.sees('-]')) return [first, first];
	reader.take('-');
	if (reader.atEnd) return [first, first];
	const last = reader.match(POSIX_NAME) === undefined ? readOne(reader) : [];
	if (typeof last !== 'number') reader.fail('a range goes from character to character; write \'\\-\' for the character', start);
	if (last < first) {
		const range = reader.source.slice(start, reader.at);
		reader.fail(`the range '${range}' ends before it begins; write '\\-' for the character`, start);
	}
	return [first, last];
}

function readOne(reader: PatternReader): number | CodePointSet {
	return reader.take('\\') ? readEscape(reader) : reader.next();
}

function posixSet(reader: PatternReader, start: number, [, negation, name]: RegExpExecArray): CodePointSet {
	const set = POSIX_SETS.get(name!)
		?? reader.fail(`there is no set '${name}'; allowed are ${[...POSIX_SETS.keys()].join(', ')}`, start);
	return negation === '' ? set : complement(set);
}
