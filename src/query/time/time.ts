import {durationUs} from '../../duration.js';
import type {Span} from '../expression.js';
import {cited, QueryError} from '../query-error.js';
import {fractionUs, type Moment, parseCalendar} from './calendar.js';

const SECONDS = /^@(\d{1,12})(?:\.(\d{1,9}))?$/;
const SECOND_US = 1e6;
/** 10000-01-01T00:00:00Z. */
const END_US = 253_402_300_800e6;

/**
 * Reads a time: what `parseCalendar` reads, `now`, `-1h30m`, `+5m`, `5 min ago`, or seconds since 1970, `@1700000000.5`.
 * Years 1970 to 9999; exact to the microsecond until the year 2255.
 *
 * @param now What relative times, and times without a date, are reckoned from.
 * @returns Undefined where the text is no time.
 */
export function parseTime(text: string, now: Date): Moment | undefined {
	const time = text.trim();
	return parseCalendar(time, now) ?? parseSeconds(time) ?? parseRelative(time, now);
}

/**
 * Reads a time that was given as a parameter.
 *
 * @throws QueryError naming what is allowed.
 */
export function readTime(text: string, parameter: string, now: Date): Moment {
	return momentAt(text, {parameter, text, start: 0, end: text.length}, now);
}

/**
 * Reads a time that stands at `span` in a query.
 *
 * @throws QueryError naming what is allowed.
 */
export function momentAt(text: string, span: Span, now: Date): Moment {
	const moment = parseTime(text, now);
	if (moment !== undefined) return moment;
	throw new QueryError(span, `${cited(text)} is no time; allowed are now, today, yesterday, tomorrow, 15:00, 15:00:05, 2026-11-20, `
		+ '"2026-11-20 15:00", 2026-11-20T15:00:05Z, -90s, -1h30m, "5 min ago", @1700000000, from 1970 to 9999');
}

function parseSeconds(text: string): Moment | undefined {
	const [match, seconds, digits] = SECONDS.exec(text) ?? [];
	if (match === undefined) return undefined;
	const {us, unitUs} = digits === undefined ? {us: 0, unitUs: SECOND_US} : fractionUs(digits);
	return within(Number(seconds) * SECOND_US + us, unitUs);
}

function parseRelative(text: string, now: Date): Moment | undefined {
	const nowUs = now.getTime() * 1e3;
	if (text.toLowerCase() === 'now') return within(nowUs, 1);
	const [, sign, signed] = /^([-+])(.*)$/s.exec(text) ?? [];
	const [, past] = /^(.*\S)\s+ago$/s.exec(text) ?? [];
	const us = durationUs(signed ?? past ?? '');
	return us === undefined ? undefined : within(sign === '+' ? nowUs + us : nowUs - us, 1);
}

function within(fromUs: number, unitUs: number): Moment | undefined {
	return fromUs >= 0 && fromUs < END_US ? {fromUs, untilUs: fromUs + unitUs} : undefined;
}
