const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:$|(?:t|\s+)(?=\d))/i;
const NAMED_DAY = /^(yesterday|today|tomorrow)(?:$|\s+(?=\d))/i;
const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?/;
/** The plus of an offset has become a blank where it was not encoded in a URL. */
const ZONE = /^\s*(?:z|utc|([-+\s])(\d{2}):?(\d{2}))$/i;

const FIRST_YEAR = 1970;
const LAST_YEAR = 9999;
const SECOND_US = 1e6;
const MINUTE_US = 60e6;

/** A moment as exact as it was written: 15:00 is a minute long. Microseconds since 1970 UTC. */
export interface Moment {
	readonly fromUs: number;
	/** Exclusive. */
	readonly untilUs: number;
}

interface Day {
	readonly year: number;
	/** 0 to 11. */
	readonly month: number;
	readonly day: number;
}

interface Clock {
	readonly hour: number;
	readonly minute: number;
	/** Microseconds since the minute began. */
	readonly us: number;
	/** What was written is as exact as this. */
	readonly unitUs: number;
}

/**
 * Reads a day, `2026-11-20` or `today`, a time of today, `15:00`, or both, and then also a zone: `2026-11-20T15:00:05Z`.
 * Without a zone it is local, as Date has it where clocks change. Undefined where the text is nothing of that.
 */
export function parseCalendar(text: string, now: Date): Moment | undefined {
	const date = DATE.exec(text);
	const named = NAMED_DAY.exec(text);
	const day = date ? writtenDay(date) : dayFrom(now, named?.[1]);
	if (day === undefined) return undefined;
	const dayLength = (date ?? named)?.[0].length ?? 0;
	if (dayLength > 0 && dayLength === text.length) return wholeDay(day);
	const rest = text.slice(dayLength);
	const match = CLOCK.exec(rest);
	const clock = match && writtenClock(match);
	if (!clock) return undefined;
	const zone = rest.slice(match[0].length);
	if (zone === '') return moment(new Date(day.year, day.month, day.day, clock.hour, clock.minute).getTime(), clock);
	const offset = date ? offsetMinutes(zone) : undefined;
	return offset === undefined ? undefined : moment(Date.UTC(day.year, day.month, day.day, clock.hour, clock.minute - offset), clock);
}

/** The number of microseconds in the digits after a decimal point, and in the last of them. */
export function fractionUs(digits: string): {us: number; unitUs: number} {
	return {us: Number(digits.slice(0, 6).padEnd(6, '0')), unitUs: 10 ** Math.max(0, 6 - digits.length)};
}

function writtenDay([, year, month, day]: RegExpExecArray): Day | undefined {
	const written = {year: Number(year), month: Number(month) - 1, day: Number(day)};
	const date = new Date(Date.UTC(written.year, written.month, written.day));
	const exists = date.getUTCMonth() === written.month && date.getUTCDate() === written.day;
	return exists && written.year >= FIRST_YEAR ? written : undefined;
}

function dayFrom(now: Date, name = 'today'): Day | undefined {
	const days = ['yesterday', 'today', 'tomorrow'].indexOf(name.toLowerCase()) - 1;
	const date = new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
	const year = date.getFullYear();
	return year >= FIRST_YEAR && year <= LAST_YEAR ? {year, month: date.getMonth(), day: date.getDate()} : undefined;
}

function writtenClock([, hourText, minuteText, secondText, digits]: RegExpExecArray): Clock | undefined {
	const hour = Number(hourText);
	const minute = Number(minuteText);
	const second = Number(secondText ?? 0);
	if (hour > 23 || minute > 59 || second > 59) return undefined;
	const {us, unitUs} = digits === undefined ? {us: 0, unitUs: secondText === undefined ? MINUTE_US : SECOND_US} : fractionUs(digits);
	return {hour, minute, us: second * SECOND_US + us, unitUs};
}

/** Minutes that a zone is ahead of UTC. */
function offsetMinutes(text: string): number | undefined {
	const [zone, sign, hours, minutes] = ZONE.exec(text) ?? [];
	if (zone === undefined) return undefined;
	if (sign === undefined) return 0;
	if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
	const size = Number(hours) * 60 + Number(minutes);
	return sign === '-' ? -size : size;
}

function wholeDay({year, month, day}: Day): Moment {
	return {fromUs: new Date(year, month, day).getTime() * 1e3, untilUs: new Date(year, month, day + 1).getTime() * 1e3};
}

function moment(minuteMs: number, {us, unitUs}: Clock): Moment {
	const fromUs = minuteMs * 1e3 + us;
	return {fromUs, untilUs: fromUs + unitUs};
}
