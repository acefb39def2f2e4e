import {durationUs} from '../duration.js';
import type {FieldContext} from '../fields/field-reader.js';
import {FORMAT_NAMES, type FormatName, type FormatOptions, isFormatName, LINE_FORMATS, TEXT_FORMATS} from '../formatter/index.js';
import {compileFilter} from '../query/compile-filter.js';
import {allOf, type Expression} from '../query/expression.js';
import type {Filter} from '../query/filter.js';
import {Highlight} from '../query/highlight.js';
import {parseQuery} from '../query/parse-query.js';
import {QueryError} from '../query/query-error.js';
import {shortForms} from '../query/short-forms.js';
import {readTime} from '../query/time/time.js';
import {BadRequest} from './bad-request.js';
import {type Cursor, parseCursor} from './cursor.js';
import {NOT_UTF8} from './query-string.js';

/** The most messages of context around a match. */
const MAX_CONTEXT_MESSAGES = 10_000;
const MAX_TIMEOUT_MS = 24 * 3600 * 1000;

const SELECTION = ['q', 'severity', 'facility', 'app_name', 'hostname', 'grep', 'exclude', 'since', 'until', 'time', 'cursor'] as const;
const READING = [...SELECTION, 'l', 'A', 'B', 'C', 'count', 'fmt', 'template', 'utc', 'no_hostname', 'raw', 'color', 'highlight', 'stamp'] as const;

/** Parameters as they stand in the address. */
export type Query = Readonly<Record<string, unknown>>;

/** Which messages a request speaks of. */
export interface SelectionParameters {
	readonly filter: Filter;
	/** What the filter was made from, as text. */
	readonly filterKey: string;
	/** Only what came after this message. */
	readonly cursor: Cursor | undefined;
	/** First and last moment of receipt that was asked for, in microseconds since 1970 UTC; infinite without one. */
	readonly sinceUs: number;
	readonly untilUs: number;
}

/** What a reader asks of the ring. */
export interface ReadParameters extends SelectionParameters {
	/** The last this many of the messages that match; Infinity for all. */
	readonly lines: number;
	/** Messages of context before and after each that matches. */
	readonly before: number;
	readonly after: number;
	/** Matches after which it ends; Infinity for no end. */
	readonly count: number;
	/** Whether the newest message comes first; never with context. */
	readonly reverse: boolean;
	readonly format: FormatOptions;
}

/** What a reader asks who stays for what comes. */
export interface FollowParameters extends ReadParameters {
	/** Milliseconds after which it ends; Infinity for never. */
	readonly timeoutMs: number;
}

/**
 * Reads which messages a request speaks of.
 *
 * @param others Names of parameters that are read elsewhere.
 * @throws BadRequest naming the parameter, what was given and what is allowed; so do all functions of this file.
 */
export function readSelection(query: Query, context: FieldContext, others: readonly string[] = []): SelectionParameters {
	refuseOthers(query, [...SELECTION, ...others]);
	const now = new Date();
	const times = timesOf(query, now);
	try {
		const expression = allOf([
			...many(query, 'q').map(text => parseQuery(text, 'q', now)),
			shortForms({
				severity: many(query, 'severity'), facility: many(query, 'facility'), app_name: many(query, 'app_name'),
				hostname: many(query, 'hostname'), grep: many(query, 'grep'), exclude: many(query, 'exclude'),
			}),
			...times.expressions,
		]);
		return {
			filter: compileFilter(expression, context),
			filterKey: JSON.stringify(expression),
			cursor: cursor(single(query, 'cursor')),
			sinceUs: times.sinceUs,
			untilUs: times.untilUs,
		};
	} catch (error) {
		throw error instanceof QueryError ? new BadRequest(error.message) : error;
	}
}

/** Reads the parameters of a read: `/` and what else answers with messages. */
export function readReading(query: Query, context: FieldContext, others: readonly string[] = []): ReadParameters {
	const selection = readSelection(query, context, [...READING, ...others]);
	const around = wholeNumber(query, 'C', 0, MAX_CONTEXT_MESSAGES) ?? 0;
	const before = wholeNumber(query, 'B', 0, MAX_CONTEXT_MESSAGES) ?? around;
	const after = wholeNumber(query, 'A', 0, MAX_CONTEXT_MESSAGES) ?? around;
	const reverse = isOn(query, 'reverse');
	if (reverse && before + after > 0) throw new BadRequest('reverse: not allowed with A, B and C; leave these out, or reverse');
	return {
		...selection,
		lines: lines(query),
		before,
		after,
		count: wholeNumber(query, 'count', 1, 1e15) ?? Infinity,
		reverse,
		format: format(query),
	};
}

/** Reads the parameters of a read that goes on with what comes. */
export function readFollowing(query: Query, context: FieldContext, others: readonly string[] = []): FollowParameters {
	return {...readReading(query, context, ['timeout', ...others]), timeoutMs: duration(query, 'timeout') ?? Infinity};
}

/** @throws BadRequest where the newest message is to come first. For what goes on with what comes, which has no newest. */
export function refuseReverse(query: Query): void {
	if (isOn(query, 'reverse')) throw new BadRequest('reverse: not allowed where the answer goes on with what comes; allowed on / without follow=1');
}

/** Reads a switch, `1` or `0`; without it, it is off. */
export function isOn(query: Query, name: string): boolean {
	const text = single(query, name) ?? '0';
	if (text === '1' || text === '0') return text === '1';
	throw new BadRequest(`${name}: ${JSON.stringify(text)} is not allowed; allowed are 1 and 0`);
}

/** @throws BadRequest when there is any parameter at all. */
export function noParameters(query: Query): void {
	const [name] = Object.keys(query);
	if (name !== undefined) throw new BadRequest(`unknown parameter ${JSON.stringify(name)}; none is allowed here`);
}

/** Reads a parameter that may be given once; undefined where it is not there. */
export function single(query: Query, name: string): string | undefined {
	const values = many(query, name);
	if (values.length > 1) throw new BadRequest(`${name}: given more than once; it is allowed once`);
	return values[0];
}

/** Reads a whole number; undefined where it is not there. */
export function wholeNumber(query: Query, name: string, min: number, max: number): number | undefined {
	const text = single(query, name);
	if (text === undefined) return undefined;
	const number = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
	if (number >= min && number <= max) return number;
	throw new BadRequest(`${name}: ${JSON.stringify(text)} is not allowed; allowed are whole numbers from ${min} to ${max}`);
}

/** Reads a parameter that may be given any number of times. */
export function many(query: Query, name: string): string[] {
	const value = Object.hasOwn(query, name) ? query[name] : undefined;
	if (value === undefined) return [];
	return (Array.isArray(value) ? value : [value]).map((each: unknown) => {
		if (each === NOT_UTF8) throw new BadRequest(`${name}: its bytes are no UTF-8`);
		return String(each);
	});
}

/** @throws BadRequest when there is a parameter that is not allowed. */
export function refuseOthers(query: Query, allowed: readonly string[]): void {
	const unknown = Object.keys(query).find(name => !allowed.includes(name));
	if (unknown === undefined) return;
	throw new BadRequest(`unknown parameter ${JSON.stringify(unknown)}; allowed are ${[...new Set(allowed)].join(', ')}`);
}

/** Reads a moment, in microseconds since 1970 UTC; undefined where it is not there. */
export function time(query: Query, name: string, now: Date): number | undefined {
	const text = single(query, name);
	try {
		return text === undefined ? undefined : readTime(text, name, now).fromUs;
	} catch (error) {
		throw error instanceof QueryError ? new BadRequest(error.message) : error;
	}
}

/** What `since`, `until` and `time` ask, and when that ends. */
function timesOf(query: Query, now: Date): {expressions: Expression[]; sinceUs: number; untilUs: number} {
	const name = single(query, 'time') ?? 'received';
	if (name !== 'received' && name !== 'timestamp') {
		throw new BadRequest(`time: ${JSON.stringify(name)} is no time to go by; allowed are received and timestamp`);
	}
	const from = time(query, 'since', now);
	const to = time(query, 'until', now);
	if (from !== undefined && to !== undefined && from > to) {
		throw new BadRequest(`until: ${JSON.stringify(single(query, 'until'))} is before since=${single(query, 'since') ?? ''}`);
	}
	const bound = (value: number | undefined): {value: number; inclusive: true} | undefined =>
		value === undefined ? undefined : {value, inclusive: true};
	return {
		expressions: from === undefined && to === undefined ? [] : [{kind: 'range', field: {name}, from: bound(from), to: bound(to)}],
		sinceUs: name === 'received' && from !== undefined ? from : -Infinity,
		untilUs: name === 'received' && to !== undefined ? to : Infinity,
	};
}

function format(query: Query): FormatOptions {
	const template = single(query, 'template');
	const name = single(query, 'fmt') ?? (template === undefined ? 'syslog' : 'template');
	if (!isFormatName(name)) {
		throw new BadRequest(`fmt: ${JSON.stringify(name)} is not a format; allowed are ${FORMAT_NAMES.join(', ')}`);
	}
	return {
		name,
		...(template === undefined ? {} : {template}),
		utc: isOn(query, 'utc'),
		noHostname: isOnFor(query, 'no_hostname', name, LINE_FORMATS),
		raw: isOnFor(query, 'raw', name, TEXT_FORMATS),
		color: isOnFor(query, 'color', name, LINE_FORMATS),
		...highlightOf(many(query, 'highlight'), name),
		stamp: isOn(query, 'stamp'),
	};
}

function highlightOf(patterns: readonly string[], format: FormatName): {readonly highlight?: Highlight} {
	if (patterns.length === 0) return {};
	refuseFor('highlight', format, LINE_FORMATS);
	try {
		return {highlight: new Highlight(patterns, 'highlight')};
	} catch (error) {
		throw error instanceof QueryError ? new BadRequest(error.message) : error;
	}
}

/** Reads a switch that only some formats have. */
function isOnFor(query: Query, parameter: string, format: FormatName, formats: readonly FormatName[]): boolean {
	if (!isOn(query, parameter)) return false;
	refuseFor(parameter, format, formats);
	return true;
}

function refuseFor(parameter: string, format: FormatName, formats: readonly FormatName[]): void {
	if (formats.includes(format)) return;
	throw new BadRequest(`${parameter}: the format ${format} does not have it; allowed are ${formats.join(', ')}`);
}

/** Reads how many lines are wanted, the last ones; Infinity for all. */
export function lines(query: Query): number {
	const text = single(query, 'l') ?? '-1';
	if (!/^(?:-1|\d{1,15})$/.test(text)) {
		throw new BadRequest(`l: ${JSON.stringify(text)} is not a number of lines; allowed are -1 (all), 0 (none) and whole numbers above`);
	}
	return text === '-1' ? Infinity : Number(text);
}

/** Reads a time span, in milliseconds; undefined where it is not there. */
export function duration(query: Query, name: string, {minMs = 0, maxMs = MAX_TIMEOUT_MS} = {}): number | undefined {
	const text = single(query, name);
	if (text === undefined) return undefined;
	// A number without a unit is seconds, as for sleep(1).
	const ms = (durationUs(/^[\d.]+$/.test(text) ? `${text}s` : text) ?? NaN) / 1000;
	if (ms >= minMs && ms <= maxMs) return ms;
	const least = minMs === 0 ? '' : `from ${minMs}ms `;
	throw new BadRequest(`${name}: ${JSON.stringify(text)} is no time span; allowed are 500ms, 30s, 5m and the like, ${least}up to ${maxMs / 3_600_000}h`);
}

function cursor(text: string | undefined): Cursor | undefined {
	if (text === undefined) return undefined;
	const parsed = parseCursor(text);
	if (parsed === undefined) {
		throw new BadRequest(`cursor: ${JSON.stringify(text)} is not a cursor; allowed is what a Circolog-Cursor header said, as 0123456789ab:42`);
	}
	return parsed;
}
