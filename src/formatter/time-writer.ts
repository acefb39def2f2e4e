import {MONTH_NAMES} from '../syslog/bsd-timestamp.js';
import {writeNumber, writeTwoDigits} from '../syslog/digits.js';

const DASH = 0x2d;
const DOT = 0x2e;
const MINUTE_US = 60e6;
const SECOND_US = 1e6;
/** The longest time that is written: `Fri 2026-11-20 15:08:40.123456 +0100`. */
export const MAX_TIME_BYTES = 36;

/** Writes moments as text, in one layout. */
export interface TimeWriter {
	/** Writes a moment, microseconds since 1970 UTC, in `MAX_TIME_BYTES` at the most; returns where it ends. */
	write(us: number, out: Uint8Array, at: number): number;
}

/** How a calendar time looks. What stands around the seconds is the same for a whole minute. */
interface CalendarLayout {
	/** What stands before the seconds. */
	readonly begin: (date: Calendar) => string;
	/** Whether the seconds have six digits of fraction. */
	readonly hasMicros: boolean;
	/** What stands after the seconds. */
	readonly end: (date: Calendar) => string;
}

/** A minute in its zone, in text. */
interface Calendar {
	readonly year: string;
	readonly month: string;
	/** `Nov`. */
	readonly monthName: string;
	readonly day: string;
	readonly weekday: string;
	/** `15:08:`. */
	readonly time: string;
	/** `+0100`. */
	readonly offset: string;
}

const noEnd = (): string => '';

/** That of RFC 3164; and those of journalctl: of its output modes `short-…`, and of the first line of `verbose`. */
const LAYOUTS = {
	bsd: {begin: date => `${date.monthName} ${date.day.replace(/^0/, ' ')} ${date.time}`, hasMicros: false, end: noEnd},
	precise: {begin: date => `${date.monthName} ${date.day} ${date.time}`, hasMicros: true, end: noEnd},
	iso: {begin: isoMinute, hasMicros: false, end: date => date.offset},
	'iso-precise': {begin: isoMinute, hasMicros: true, end: date => date.offset},
	// journalctl names the zone; names of zones are ambiguous, and the platform does not tell them.
	full: {
		begin: date => `${date.weekday} ${date.year}-${date.month}-${date.day} ${date.time}`,
		hasMicros: true,
		end: date => ` ${date.offset}`,
	},
} satisfies Record<string, CalendarLayout>;

/** Name of a layout; `unix` is seconds since 1970 with six digits of fraction. */
export type TimeLayout = keyof typeof LAYOUTS | 'unix';

/** Makes a writer of times, in UTC or in local time. It keeps the minute written last, so that each formatter needs its own. */
export function timeWriter(layout: TimeLayout, utc: boolean): TimeWriter {
	return layout === 'unix' ? {write: writeUnixTime} : new CalendarWriter(LAYOUTS[layout], utc);
}

/** Messages come in runs of the same minute: only the first of a run needs a Date and the zone's rules. */
class CalendarWriter implements TimeWriter {
	readonly #layout: CalendarLayout;
	readonly #utc: boolean;
	#minute = NaN;
	#begin = new Uint8Array(0);
	#end = new Uint8Array(0);

	constructor(layout: CalendarLayout, utc: boolean) {
		this.#layout = layout;
		this.#utc = utc;
	}

	write(us: number, out: Uint8Array, at: number): number {
		const minute = Math.floor(us / MINUTE_US);
		if (minute !== this.#minute) this.#enter(minute);
		// Beyond 2^53, in the year 2255, the division may round up to a minute that has not come yet.
		const micros = Math.max(0, Math.floor(us - minute * MINUTE_US));
		const second = (micros / SECOND_US) | 0;
		const begin = this.#begin;
		for (let i = 0; i < begin.length; i++) out[at + i] = begin[i]!;
		let to = writeTwoDigits(second, out, at + begin.length);
		if (this.#layout.hasMicros) to = writeMicros(micros - second * SECOND_US, out, to);
		const end = this.#end;
		for (let i = 0; i < end.length; i++) out[to + i] = end[i]!;
		return to + end.length;
	}

	#enter(minute: number): void {
		const calendar = calendarOf(minute, this.#utc);
		this.#begin = Buffer.from(this.#layout.begin(calendar));
		this.#end = Buffer.from(this.#layout.end(calendar));
		this.#minute = minute;
	}
}

/** Writes `1700000000.123456`. */
function writeUnixTime(us: number, out: Uint8Array, at: number): number {
	let to = at;
	if (us < 0) out[to++] = DASH;
	const micros = Math.abs(us);
	const seconds = Math.floor(micros / SECOND_US);
	to = writeNumber(seconds, out, to);
	return writeMicros(Math.max(0, Math.floor(micros - seconds * SECOND_US)), out, to);
}

/** Writes `.123456`. */
function writeMicros(micros: number, out: Uint8Array, at: number): number {
	const high = (micros / 10_000) | 0;
	const low = micros - high * 10_000;
	const middle = (low / 100) | 0;
	out[at] = DOT;
	writeTwoDigits(high, out, at + 1);
	writeTwoDigits(middle, out, at + 3);
	return writeTwoDigits(low - middle * 100, out, at + 5);
}

function isoMinute(date: Calendar): string {
	return `${date.year}-${date.month}-${date.day}T${date.time}`;
}

/** @param minute Minutes since 1970 UTC. */
function calendarOf(minute: number, utc: boolean): Calendar {
	const offset = utc ? 0 : -Math.round(new Date(minute * 60e3).getTimezoneOffset());
	const date = new Date((minute + offset) * 60e3);
	const size = Math.abs(offset);
	const month = date.getUTCMonth();
	return {
		// A sender may claim the last hours of the year 9999, or the first of 0, which the zone makes another year.
		year: digits(Math.min(9999, Math.max(0, date.getUTCFullYear())), 4),
		month: digits(month + 1, 2),
		monthName: MONTHS.slice(3 * month, 3 * month + 3),
		day: digits(date.getUTCDate(), 2),
		weekday: WEEKDAYS[date.getUTCDay()]!,
		time: `${digits(date.getUTCHours(), 2)}:${digits(date.getUTCMinutes(), 2)}:`,
		offset: `${offset < 0 ? '-' : '+'}${digits(Math.floor(size / 60), 2)}${digits(size % 60, 2)}`,
	};
}

function digits(value: number, length: number): string {
	return String(value).padStart(length, '0');
}

const MONTHS = new TextDecoder().decode(MONTH_NAMES);
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
