const UNITS_MS: Readonly<Record<string, number>> = {ms: 1, s: 1000, '': 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000};

/** Reads a time span, `500ms`, `30s`, `1.5m`, `2h` or `1d`; a bare number is seconds. Returns milliseconds, undefined when it is none. */
export function parseTimeSpan(text: string): number | undefined {
	const [, digits, unit = ''] = /^(\d{1,12}(?:\.\d{1,6})?)(ms|s|m|min|h|d|)$/.exec(text) ?? [];
	return digits === undefined ? undefined : Number(digits) * UNITS_MS[unit]!;
}
