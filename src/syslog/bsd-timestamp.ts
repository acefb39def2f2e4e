import {oneDigit, twoDigits, writeTwoDigits} from './digits.js';

const SPACE = 0x20;
const PLUS = 0x2b;
const DASH = 0x2d;
const COLON = 0x3a;

/** `JanFebMar…` in US-ASCII: three bytes a month. */
export const MONTH_NAMES = new TextEncoder().encode('JanFebMarAprMayJunJulAugSepOctNovDec');
/** Days of each month in a leap year: a timestamp without a year may be February 29. */
const MAX_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const SECOND_US = 1e6;
const DAY_US = 86400e6;
/** Between two years that have a February 29 lie eight at the most: 2096 and 2104. */
const MAX_LEAP_GAP_YEARS = 8;
/** `2026-11-20T15:08:` and `+00:00`. */
const PREFIX_BYTES = 17;
const OFFSET_BYTES = 6;

/**
 * The minute of the timestamp read last, completed with year and zone. Timestamps come in runs of the same minute, and
 * only the first of a run asks the time zone's rules.
 */
const memo = {
	key: -1,
	/** Microseconds since 1970 UTC. */
	minuteUs: 0,
	/** The same minute of the next year that has it. */
	laterMinuteUs: 0,
	text: new Uint8Array(PREFIX_BYTES + OFFSET_BYTES),
};

/**
 * Where the timestamp `Nov 20 15:08:40` at `bytes[at]` ends; -1 where there is none (RFC 3164, section 4.1.2).
 * A day below 10 is padded with a space; a zero, or nothing, is accepted as well, for there are senders that do so.
 */
export function bsdTimestampEnd(bytes: Uint8Array, at: number, end: number): number {
	if (end - at < 14 || bytes[at + 3] !== SPACE) return -1;
	const time = timeOf(bytes, at);
	if (end - time < 8 || bytes[time - 1] !== SPACE || bytes[time + 2] !== COLON || bytes[time + 5] !== COLON) return -1;
	const month = monthOf(bytes, at);
	if (month === -1) return -1;
	const day = dayOf(bytes, at);
	if (day < 1 || day > MAX_DAYS[month]!) return -1;
	if (twoDigits(bytes, time) > 23 || twoDigits(bytes, time + 3) > 59 || twoDigits(bytes, time + 6) > 59) return -1;
	return time + 8;
}

/**
 * Microseconds since 1970 UTC of a timestamp that `bsdTimestampEnd` found. It is taken as local time, in the latest
 * year in which it is not more than a day after `receivedUs`: so in January, `Dec 31` is of the year before.
 */
export function bsdTimestampUs(bytes: Uint8Array, start: number, end: number, receivedUs: number): number {
	const secondUs = twoDigits(bytes, end - 2) * SECOND_US;
	complete(bytes, start, secondUs, receivedUs);
	return memo.minuteUs + secondUs;
}

/** Writes such a timestamp with its year and local offset, `2026-11-20T15:08:40+00:00`; returns where it ends. */
export function completeBsdTimestamp(
	bytes: Uint8Array, start: number, end: number, receivedUs: number, out: Uint8Array, at: number,
): number {
	complete(bytes, start, twoDigits(bytes, end - 2) * SECOND_US, receivedUs);
	const {text} = memo;
	for (let i = 0; i < PREFIX_BYTES; i++) out[at + i] = text[i]!;
	out[at + PREFIX_BYTES] = bytes[end - 2]!;
	out[at + PREFIX_BYTES + 1] = bytes[end - 1]!;
	const offset = at + PREFIX_BYTES + 2;
	for (let i = 0; i < OFFSET_BYTES; i++) out[offset + i] = text[PREFIX_BYTES + i]!;
	return offset + OFFSET_BYTES;
}

function complete(bytes: Uint8Array, start: number, secondUs: number, receivedUs: number): void {
	const time = timeOf(bytes, start);
	const month = monthOf(bytes, start);
	const day = dayOf(bytes, start);
	const hour = twoDigits(bytes, time);
	const minute = twoDigits(bytes, time + 3);
	const key = ((month * 32 + day) * 24 + hour) * 60 + minute;
	const latestUs = receivedUs + DAY_US - secondUs;
	if (key === memo.key && memo.minuteUs <= latestUs && memo.laterMinuteUs > latestUs) return;
	memo.key = key;
	const thisYear = new Date(latestUs / 1000).getFullYear();
	for (let year = thisYear + MAX_LEAP_GAP_YEARS; year >= thisYear - MAX_LEAP_GAP_YEARS; year--) {
		const date = new Date(year, month, day, hour, minute);
		const isMissing = month === 1 && day === 29 && new Date(year, 1, 29).getMonth() !== 1;
		if (isMissing) continue;
		const offset = -date.getTimezoneOffset();
		memo.laterMinuteUs = memo.minuteUs;
		memo.minuteUs = (Date.UTC(year, month, day, hour, minute) - offset * 60e3) * 1e3;
		if (memo.minuteUs > latestUs) continue;
		writeMinute(year, month, day, hour, minute);
		writeOffset(offset);
		return;
	}
}

function writeMinute(year: number, month: number, day: number, hour: number, minute: number): void {
	const {text} = memo;
	let at = writeTwoDigits(Math.floor(year / 100), text, 0);
	at = writeTwoDigits(year % 100, text, at);
	text[at] = DASH;
	at = writeTwoDigits(month + 1, text, at + 1);
	text[at] = DASH;
	at = writeTwoDigits(day, text, at + 1);
	text[at] = 0x54;
	at = writeTwoDigits(hour, text, at + 1);
	text[at] = COLON;
	at = writeTwoDigits(minute, text, at + 1);
	text[at] = COLON;
}

function writeOffset(minutes: number): void {
	const {text} = memo;
	const size = Math.abs(minutes);
	text[PREFIX_BYTES] = minutes < 0 ? DASH : PLUS;
	writeTwoDigits(Math.floor(size / 60), text, PREFIX_BYTES + 1);
	text[PREFIX_BYTES + 3] = COLON;
	writeTwoDigits(size % 60, text, PREFIX_BYTES + 4);
}

/** Number of the month, from 0; -1 where its name is none. */
function monthOf(bytes: Uint8Array, at: number): number {
	const first = bytes[at];
	for (let month = 0; month < 12; month++) {
		const name = month * 3;
		if (MONTH_NAMES[name] !== first || MONTH_NAMES[name + 1] !== bytes[at + 1]) continue;
		if (MONTH_NAMES[name + 2] === bytes[at + 2]) return month;
	}
	return -1;
}

function dayOf(bytes: Uint8Array, at: number): number {
	if (bytes[at + 5] === SPACE) return oneDigit(bytes, at + 4);
	return bytes[at + 4] === SPACE ? oneDigit(bytes, at + 5) : twoDigits(bytes, at + 4);
}

/** Where the hour stands: a day of one digit may have no padding. */
function timeOf(bytes: Uint8Array, at: number): number {
	return at + (bytes[at + 5] === SPACE ? 6 : 7);
}
