/** How times are shown. */
export const TIME_STYLES = ['local', 'utc', 'relative'] as const;
export type TimeStyle = typeof TIME_STYLES[number];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/**
 * A moment as the list shows it: the time alone today, with the date before. Always of the same width within one style.
 *
 * @param time RFC 3339, in UTC with fractions of a second.
 * @param now Milliseconds since 1970 UTC.
 */
export function shortTime(time: string, style: TimeStyle, now: number): string {
	const ms = Date.parse(time);
	if (style === 'relative') return relativeTime(ms, now);
	const clock = style === 'utc' ? time.slice(11, 23) : localClock(new Date(ms), time.slice(19, 23));
	const isToday = dayOf(ms, style) === dayOf(now, style);
	return isToday ? clock : `${dayOf(ms, style)} ${clock}`;
}

/** A moment with everything that is known about it. */
export function longTime(time: string, style: TimeStyle): string {
	const fraction = /\.\d+/.exec(time)?.[0] ?? '';
	if (style === 'utc') return `${time.slice(0, 10)} ${time.slice(11, 19)}${fraction} UTC`;
	const date = new Date(time);
	const minutes = -date.getTimezoneOffset();
	const zone = `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
	return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${localClock(date, fraction)} ${zone}`;
}

/** The time of day, to the second. */
export function clockTime(ms: number, style: TimeStyle): string {
	return style === 'utc' ? new Date(ms).toISOString().slice(11, 19) : localClock(new Date(ms), '');
}

/** How long ago a moment was. */
export function relativeTime(ms: number, now: number): string {
	const ago = Math.max(0, now - ms);
	if (ago < 10_000) return `${(ago / 1000).toFixed(1)} s ago`;
	if (ago < MINUTE_MS) return `${Math.floor(ago / 1000)} s ago`;
	if (ago < HOUR_MS) return `${Math.floor(ago / MINUTE_MS)} min ago`;
	if (ago < DAY_MS) return `${Math.floor(ago / HOUR_MS)} h ${Math.floor(ago % HOUR_MS / MINUTE_MS)} min ago`;
	return `${Math.floor(ago / DAY_MS)} d ${Math.floor(ago % DAY_MS / HOUR_MS)} h ago`;
}

/** A span of time in words. */
export function spanText(ms: number): string {
	return relativeTime(0, ms).replace(' ago', '');
}

function localClock(date: Date, fraction: string): string {
	return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}${fraction}`;
}

function dayOf(ms: number, style: TimeStyle): string {
	const date = new Date(ms);
	return style === 'utc' ? `${MONTHS[date.getUTCMonth()]!} ${two(date.getUTCDate())}` : `${MONTHS[date.getMonth()]!} ${two(date.getDate())}`;
}

function two(number: number): string {
	return String(number).padStart(2, '0');
}
