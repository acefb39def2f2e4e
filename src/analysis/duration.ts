const UNITS = [['day', 86_400], ['hour', 3600], ['minute', 60], ['second', 1]] as const;

/** From this many on, the next smaller unit says nothing that matters. */
const ENOUGH = 10;
const YEAR_SECONDS = 365 * 86_400;
const MAX_YEARS = 10;

/** A unit of time. */
export type DurationUnit = typeof UNITS[number][0];

/** A count of one unit of time. */
export interface DurationPart {
	readonly count: number;
	readonly unit: DurationUnit;
}

/**
 * A duration in words, rounded down: `37 minutes`, `2 hours 5 minutes`, `12 hours`, `more than 10 years`. There are two
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
	const first = UNITS.findIndex(([, length]) => rest >= length);
	if (first === -1) return [];
	return UNITS.slice(first, first + 2).map(([unit, length]) => {
		const count = Math.floor(rest / length);
		rest %= length;
		return {count, unit};
	}).filter(({count}) => count > 0);
}

function counted({count, unit}: DurationPart): string {
	return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
