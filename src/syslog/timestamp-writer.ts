import {MONTH_NAMES} from './bsd-timestamp.js';
import {twoDigits, writeTwoDigits} from './digits.js';
import {LastView} from './last-view.js';

const SPACE = 0x20;
const DASH = 0x2d;
const DOT = 0x2e;
const DIGIT_0 = 0x30;
const COLON = 0x3a;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;

/** Bytes of `2026-11-20T15:08:40.123456Z`. */
export const UTC_TIMESTAMP_BYTES = 27;
/** Bytes of `Nov 20 15:08:40`. */
export const BSD_TIMESTAMP_BYTES = 15;

const MINUTE_US = 60e6;
const SECOND_US = 1e6;

/** The minute written last, in text: messages come in runs, and only the first of a minute needs a Date. */
const utc = {minute: NaN, text: new Uint8Array(17)};
const local = {minute: NaN, text: new Uint8Array(13)};

const inputView = new LastView();
const outputView = new LastView();
/** The date written last by `writeShortTimestamp`, in words: `-11-` and `1-20` become `Nov ` and ` 20 `. */
const date = {month: 0, day: 0, start: 0, end: 0};

/** Writes a moment, microseconds since 1970 UTC, as `2026-11-20T15:08:40.123456Z`; returns where it ends. */
export function writeUtcTimestamp(us: number, out: Uint8Array, at: number): number {
	const minute = Math.floor(us / MINUTE_US);
	if (minute !== utc.minute) beginUtcMinute(minute);
	for (let i = 0; i < 17; i++) out[at + i] = utc.text[i]!;
	const micros = Math.floor(us - minute * MINUTE_US);
	const second = (micros / SECOND_US) | 0;
	const fraction = micros - second * SECOND_US;
	const high = (fraction / 10_000) | 0;
	const low = fraction - high * 10_000;
	writeTwoDigits(second, out, at + 17);
	out[at + 19] = DOT;
	writeTwoDigits(high, out, at + 20);
	writeTwoDigits((low / 100) | 0, out, at + 22);
	writeTwoDigits(low % 100, out, at + 24);
	out[at + 26] = LETTER_Z;
	return at + UTC_TIMESTAMP_BYTES;
}

/** Writes a moment, microseconds since 1970 UTC, in local time as `Nov 20 15:08:40`; returns where it ends. */
export function writeLocalTimestamp(us: number, out: Uint8Array, at: number): number {
	const minute = Math.floor(us / MINUTE_US);
	if (minute !== local.minute) beginLocalMinute(minute);
	for (let i = 0; i < 13; i++) out[at + i] = local.text[i]!;
	return writeTwoDigits(((us - minute * MINUTE_US) / SECOND_US) | 0, out, at + 13);
}

/**
 * Writes a valid RFC 3339 timestamp, at `bytes[start]`, as `Nov 20 15:08:40`; returns where it ends.
 * The hour stays that of the sender's zone.
 */
export function writeShortTimestamp(bytes: Uint8Array, start: number, out: Uint8Array, at: number): number {
	const input = inputView.of(bytes);
	const output = outputView.of(out);
	const month = input.getInt32(start + 4, true);
	const day = input.getInt32(start + 6, true);
	if (month !== date.month || day !== date.day) {
		writeMonthAndDay(twoDigits(bytes, start + 5) - 1, twoDigits(bytes, start + 8), out, at);
		out[at + 6] = SPACE;
		date.month = month;
		date.day = day;
		date.start = output.getInt32(at, true);
		date.end = output.getInt32(at + 3, true);
	}
	output.setInt32(at, date.start, true);
	output.setInt32(at + 3, date.end, true);
	output.setInt32(at + 7, input.getInt32(start + 11, true), true);
	output.setInt32(at + 11, input.getInt32(start + 15, true), true);
	return at + BSD_TIMESTAMP_BYTES;
}

/** A moment, microseconds since 1970 UTC, as text: `2026-11-20T15:08:40.123456Z`. Not for hot paths. */
export function utcTimestamp(us: number): string {
	const text = new Uint8Array(UTC_TIMESTAMP_BYTES);
	writeUtcTimestamp(us, text, 0);
	return new TextDecoder().decode(text);
}

function beginUtcMinute(minute: number): void {
	const date = new Date(minute * 60e3);
	const {text} = utc;
	const year = date.getUTCFullYear();
	writeTwoDigits(Math.floor(year / 100), text, 0);
	writeTwoDigits(year % 100, text, 2);
	text[4] = text[7] = DASH;
	writeTwoDigits(date.getUTCMonth() + 1, text, 5);
	writeTwoDigits(date.getUTCDate(), text, 8);
	text[10] = LETTER_T;
	writeTwoDigits(date.getUTCHours(), text, 11);
	writeTwoDigits(date.getUTCMinutes(), text, 14);
	text[13] = text[16] = COLON;
	utc.minute = minute;
}

function beginLocalMinute(minute: number): void {
	const date = new Date(minute * 60e3);
	const {text} = local;
	writeMonthAndDay(date.getMonth(), date.getDate(), text, 0);
	text[6] = SPACE;
	writeTwoDigits(date.getHours(), text, 7);
	writeTwoDigits(date.getMinutes(), text, 10);
	text[9] = text[12] = COLON;
	local.minute = minute;
}

/** Writes `Nov 20` or `Nov  5`. */
function writeMonthAndDay(month: number, day: number, out: Uint8Array, at: number): void {
	const name = month * 3;
	out[at] = MONTH_NAMES[name]!;
	out[at + 1] = MONTH_NAMES[name + 1]!;
	out[at + 2] = MONTH_NAMES[name + 2]!;
	out[at + 3] = SPACE;
	writeTwoDigits(day, out, at + 4);
	if (out[at + 4] === DIGIT_0) out[at + 4] = SPACE;
}
