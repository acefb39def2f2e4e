import {FieldReader, type FieldContext} from '../../fields/field-reader.js';
import {type Field, isInText} from '../../fields/field.js';
import {Message} from '../../syslog/message.js';
import type {Literal} from '../search/literal.js';
import type {Candidate} from './candidate.js';
import {longestRun} from './literal.js';
import type {Predicate} from './predicate.js';
import type {ValueMatcher} from './value-matcher.js';

/** What taking a message apart costs, in nanoseconds. */
const PARSE_COST = 100;
/** For fields that are found without taking the message apart. */
const NOT_PARSED = new Message();
const ESCAPABLE = new Set(Buffer.from('"\\]'));

/** One of a field's values meets a condition. */
export class FieldMatches implements Predicate {
	readonly readsText: boolean;
	readonly cost: number;
	readonly literals: readonly Literal[] | undefined;
	readonly #matcher: ValueMatcher;
	readonly #reader: FieldReader;
	readonly #isParsed: boolean;

	constructor(field: Field, matcher: ValueMatcher, context: FieldContext) {
		this.#matcher = matcher;
		this.#reader = new FieldReader(field, context);
		this.#isParsed = isInText(field) && field.name !== 'raw';
		this.readsText = isInText(field);
		this.cost = matcher.cost + (this.#isParsed ? PARSE_COST : 0);
		this.literals = literalsIn(field, matcher.literal);
	}

	test(candidate: Candidate): boolean {
		const reader = this.#reader;
		const matcher = this.#matcher;
		if (!reader.read(candidate.chunk, candidate.index, this.#isParsed ? candidate.message : NOT_PARSED)) return false;
		do {
			if (matcher.matches(reader.bytes, reader.start, reader.end)) return true;
		} while (reader.next());
		return false;
	}
}

/** What a message has in it as it was sent whose field has `literal`; not known where values are made, not found. */
function literalsIn(field: Field, literal: Literal | undefined): readonly Literal[] | undefined {
	if (literal === undefined || field.name === 'timestamp' || !isInText(field)) return undefined;
	// Values of structured data are sent with escapes, which stand before these bytes only (RFC 5424, section 6.3.3).
	const found = field.name === 'sd' ? longestRun(literal, byte => !ESCAPABLE.has(byte)) : literal;
	return found && [found];
}
