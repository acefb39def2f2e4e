import {FIELD_NAMES, parseField} from '../../fields/field.js';
import {cited, QueryError, quoted} from '../query-error.js';
import {suggestField} from './field-suggestion.js';
import type {QueryText} from './query-text.js';
import {isRange} from './range.js';
import type {FieldPrefix} from './token.js';
import {readWord} from './word.js';

/** A longer word is not repeated in an error. */
const MAX_REPEATED_CHARACTERS = 60;
/** Two colons follow a name in C++ and Rust. Three are a colon and an IPv6 address. */
const NAME = /([@_a-z][\w.@-]*):(?!:[^:])/iy;
/** Names within structured data may have any graphic character but `=`, `]` and `"` (RFC 5424, section 6.3.3). */
const STRUCTURED_DATA_NAME = /(sd\.(?:\\[!-~]|[^\s"():=\\\]])+):(?!:[^:])/y;
const WILDCARD = /(?<!\\)[*?]/;
/** As in KQL and SQL: `severity>=3`, `severity : err`. But `message <1@host>` is text. */
const NAME_WITHOUT_COLON = /([a-z_]+)(?:[<>]|\s+(?:[<>]=|[<>:](?=\s)))/y;

/** Reads the field that the word at `start` begins with, `hostname:`; undefined where it begins with none. */
export function readFieldPrefix(source: QueryText, start: number): FieldPrefix | undefined {
	const found = findName(source, start);
	if (found === undefined || WILDCARD.test(found[1]!)) return undefined;
	const field = parseField(found[1]!.replace(/\\(.)/g, '$1'));
	return field && {kind: 'field', field, span: source.span(start, start + found[0].length)};
}

/**
 * Finds words that begin with no field but were probably meant to, and would be text that nobody looks for.
 *
 * @throws QueryError for one.
 */
export function checkFieldPrefix(source: QueryText, start: number): void {
	const found = findName(source, start);
	if (found === undefined) {
		checkColon(source, start);
		return;
	}
	const name = found[1]!;
	const suggestion = name.startsWith('sd.') ? 'sd.ID.NAME, without wildcards' : suggestField(name);
	if (suggestion === undefined && !isRange(source, start + found[0].length)) return;
	const allowed = suggestion === undefined ? `allowed are ${FIELD_NAMES.join(', ')} and sd.ID.NAME.` : `did you mean ${suggestion}?`;
	throw new QueryError(source.span(start, start + name.length), `${cited(name)} is no field; ${allowed} ${quotesHint(source, start)}`);
}

/** How to search for the word at `start` if it was not meant as it was understood. */
export function quotesHint(source: QueryText, start: number): string {
	const {end} = readWord(source, start).span;
	const example = end - start > MAX_REPEATED_CHARACTERS ? '' : `: ${quoted(source.text.slice(start, end))}`;
	return `To search for the text itself, put it in quotes${example}`;
}

function findName(source: QueryText, start: number): RegExpExecArray | undefined {
	return source.match(STRUCTURED_DATA_NAME, start) ?? source.match(NAME, start);
}

function checkColon(source: QueryText, start: number): void {
	const name = source.match(NAME_WITHOUT_COLON, start)?.[1];
	if (name === undefined || !FIELD_NAMES.some(known => known === name)) return;
	throw new QueryError(source.span(start, start + name.length), `the colon has to follow right after the field: ${name}:. ${quotesHint(source, start)}`);
}
