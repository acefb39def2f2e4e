import {twoDigits} from './digits.js';
import {LastView} from './last-view.js';

const PLUS = 0x2b;
const DASH = 0x2d;
const DOT = 0x2e;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const COLON = 0x3a;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;
const SECOND_US = 1e6;
const MINUTE_US = 60e6;
const DAY_MINUTES = 1440;
/** `2026-11-20T15:08:40Z`. */
const MIN_BYTES = 20;
const MAX_FRACTION_DIGITS = 6;

const input = new LastView();
/** The words of the valid minute seen last; at first of `1970-01-01T00:00`. */
const minute = {a: 0x30373931, b: 0x2d31302d, c: 0x30543130, d: 0x30303a30};

/** Whether `bytes[start]` to `bytes[end - 1]` is a timestamp as `rfc3339End` reads it. */
export function isRfc3339(bytes: Uint8Array, start: number, end: number): boolean {
	return end > start && rfc3339End(bytes, start, end) === end;
}

/**
 * Where the timestamp at `bytes[at]` ends; -1 where there is none as RFC 5424, section 6.2.3 allows it: RFC 3339 with
 * capital T and Z, an offset, at most six digits of a second's fraction, and no leap second.
 */
export function rfc3339End(bytes: Uint8Array, at: number, end: number): number {
	if (end - at < MIN_BYTES || !isMinute(bytes, at)) return -1;
	if (bytes[at + 16] !== COLON || twoDigits(bytes, at + 17) > 59) return -1;
	const zone = fractionEnd(bytes, at + 19, end);
	if (zone === -1) return -1;
	const sign = bytes[zone];
	if (sign === LETTER_Z) return zone + 1;
	if ((sign !== PLUS && sign !== DASH) || end - zone < 6 || bytes[zone + 3] !== COLON) return -1;
	return twoDigits(bytes, zone + 1) <= 23 && twoDigits(bytes, zone + 4) <= 59 ? zone + 6 : -1;
}

/** Microseconds since 1970 UTC of a timestamp for which `isRfc3339` holds; exact until the year 2255. */
export function rfc3339Us(bytes: Uint8Array, start: number, end: number): number {
	const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
	const days = daysSinceEpoch(year, twoDigits(bytes, start + 5), twoDigits(bytes, start + 8));
	const minutes = days * DAY_MINUTES + twoDigits(bytes, start + 11) * 60 + twoDigits(bytes, start + 14);
	let micros = twoDigits(bytes, start + 17) * SECOND_US;
	let zone = start + 19;
	if (bytes[zone] === DOT) {
		let unit = SECOND_US;
		for (zone++; bytes[zone]! >= DIGIT_0 && bytes[zone]! <= DIGIT_9; zone++) {
			unit /= 10;
			micros += (bytes[zone]! - DIGIT_0) * unit;
		}
	}
	if (zone + 1 === end) return minutes * MINUTE_US + micros;
	const offset = twoDigits(bytes, zone + 1) * 60 + twoDigits(bytes, zone + 4);
	return (bytes[zone] === DASH ? minutes + offset : minutes - offset) * MINUTE_US + micros;
}

/** Whether `2026-11-20T15:08` stands there. Messages come in runs of the same minute, and it is four words. */
function isMinute(bytes: Uint8Array, at: number): boolean {
	const view = input.of(bytes);
	const a = view.getInt32(at, true);
	const b = view.getInt32(at + 4, true);
	const c = view.getInt32(at + 8, true);
	const d = view.getInt32(at + 12, true);
	if (a === minute.a && b === minute.b && c === minute.c && d === minute.d) return true;
	if (!isDateTime(bytes, at)) return false;
	minute.a = a;
	minute.b = b;
	minute.c = c;
	minute.d = d;
	return true;
}

/**
 * Whether `2026-11-20T15:08` stands there: what is wrong is gathered in the sign bit, because a branch for each byte
 * takes half as long again.
 */
function isDateTime(bytes: Uint8Array, at: number): boolean {
	const separators = bytes[at + 4]! ^ DASH | bytes[at + 7]! ^ DASH | bytes[at + 10]! ^ LETTER_T | bytes[at + 13]! ^ COLON;
	const month = pair(bytes, at + 5);
	const day = pair(bytes, at + 8);
	const faults = outsideDigits(bytes[at]!) | outsideDigits(bytes[at + 1]!)
		| outsideDigits(bytes[at + 2]!) | outsideDigits(bytes[at + 3]!)
		| outsideDigits(bytes[at + 6]!) | month - 1 | 12 - month
		| outsideDigits(bytes[at + 9]!) | day - 1
		| outsideDigits(bytes[at + 12]!) | outside(pair(bytes, at + 11), 23)
		| outsideDigits(bytes[at + 15]!) | outside(pair(bytes, at + 14), 59);
	if (separators !== 0 || faults < 0) return false;
	return day <= 28 || day <= daysInMonth(pair(bytes, at) * 100 + pair(bytes, at + 2), month);
}

/** Value of two digits. One digit that is none may still come to a number in range, but not if the second is one. */
function pair(bytes: Uint8Array, at: number): number {
	return bytes[at]! * 10 + bytes[at + 1]! - DIGIT_0 * 11;
}

/** Negative where a value is below 0 or above `max`. */
function outside(value: number, max: number): number {
	return value | max - value;
}

/** Negative where a byte is no digit. */
function outsideDigits(byte: number): number {
	return byte - DIGIT_0 | DIGIT_9 - byte;
}

/** Where a fraction of one to six digits ends, `at` where there is none; -1 where it breaks the grammar. */
function fractionEnd(bytes: Uint8Array, at: number, end: number): number {
	if (bytes[at] !== DOT) return at;
	let i = at + 1;
	while (i < end && bytes[i]! >= DIGIT_0 && bytes[i]! <= DIGIT_9) i++;
	return i === at + 1 || i > at + 1 + MAX_FRACTION_DIGITS || i === end ? -1 : i;
}

function daysInMonth(year: number, month: number): number {
	if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
	return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days from 1970-01-01 in the Gregorian calendar, without a Date: the year is taken to begin in March. */
function daysSinceEpoch(year: number, month: number, day: number): number {
	const y = month <= 2 ? year - 1 : year;
	const dayOfYear = Math.floor((153 * (month <= 2 ? month + 9 : month - 3) + 2) / 5) + day - 1;
	return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719468;
}
