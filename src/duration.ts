const PART = /(\d{1,15}(?:\.\d{1,9})?)\s*([a-zµ]+)\s*/y;

const UNITS_US = new Map<string, number>();
nameUnit(1, 'us', 'µs', 'usec');
nameUnit(1e3, 'ms', 'msec');
nameUnit(1e6, 's', 'sec', 'second', 'seconds');
nameUnit(60e6, 'm', 'min', 'minute', 'minutes');
nameUnit(3600e6, 'h', 'hr', 'hour', 'hours');
nameUnit(86400e6, 'd', 'day', 'days');
nameUnit(7 * 86400e6, 'w', 'week', 'weeks');

const SHOWN_UNITS = [['day', 86_400], ['hour', 3600], ['minute', 60], ['second', 1]] as const;

/** From this many on, the next smaller unit says nothing that matters. */
const ENOUGH = 10;
const YEAR_SECONDS = 365 * 86_400;
const MAX_YEARS = 10;

/** A unit of time. */
export type DurationUnit = typeof SHOWN_UNITS[number][0];

/** A count of one unit of time. */
export interface DurationPart {
	readonly count: number;
	readonly unit: DurationUnit;
}

/**
 * Reads how long something takes, `90s`, `1h30m` or `2 days 5 min`, in microseconds; undefined where the text does not
 * say. The units have the names of systemd.time(7), but there are no months and years.
 */
export function durationUs(text: string): number | undefined {
	let sum = 0;
	PART.lastIndex = 0;
	do {
		const [, amount, name] = PART.exec(text) ?? [];
		const unitUs = UNITS_US.get(name ?? '');
		if (unitUs === undefined) return undefined;
		sum += Number(amount) * unitUs;
	} while (PART.lastIndex < text.length);
	return Math.round(sum);
}

/**
 * A duration, in seconds, in words, rounded down: `37 minutes`, `2 hours 5 minutes`, `12 hours`, `more than 10 years`. There are two
 * units where the first is below 10.
 */
export function durationText(seconds: number): string {
	if (seconds >= MAX_YEARS * YEAR_SECONDS) return `more than ${MAX_YEARS} years`;
	const [first, second] = largestUnits(seconds);
	if (first === undefined) return 'less than a second';
	return second === undefined || first.count >= ENOUGH ? counted(first) : `${counted(first)} ${counted(second)}`;
}

/** A duration in whole units, in the largest that it has and the next smaller one; what is 0 is left out. */
export function largestUnits(seconds: number): DurationPart[] {
	let rest = Math.max(0, Math.floor(seconds));
	const first = SHOWN_UNITS.findIndex(([, length]) => rest >= length);
	if (first === -1) return [];
	return SHOWN_UNITS.slice(first, first + 2).map(([unit, length]) => {
		const count = Math.floor(rest / length);
		rest %= length;
		return {count, unit};
	}).filter(({count}) => count > 0);
}

function counted({count, unit}: DurationPart): string {
	return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function nameUnit(us: number, ...names: readonly string[]): void {
	for (const name of names) UNITS_US.set(name, us);
}
