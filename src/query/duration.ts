const PART = /(\d{1,15}(?:\.\d{1,9})?)\s*([a-zµ]+)\s*/y;

const UNITS_US = new Map<string, number>();
nameUnit(1, 'us', 'µs', 'usec');
nameUnit(1e3, 'ms', 'msec');
nameUnit(1e6, 's', 'sec', 'second', 'seconds');
nameUnit(60e6, 'm', 'min', 'minute', 'minutes');
nameUnit(3600e6, 'h', 'hr', 'hour', 'hours');
nameUnit(86400e6, 'd', 'day', 'days');
nameUnit(7 * 86400e6, 'w', 'week', 'weeks');

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

function nameUnit(us: number, ...names: readonly string[]): void {
	for (const name of names) UNITS_US.set(name, us);
}
