import {SEVERITY_NAMES} from '../syslog/names.js';

export {SEVERITY_NAMES};

/** The same, for names that may be none. */
const NAMES: readonly string[] = SEVERITY_NAMES;

/** Bits of all severities. */
export const ALL_SEVERITIES = 0xff;

/** The values of the parameter `severity` that ask for these severities, a bit each: runs of neighbours as `crit..warning`. */
export function severityParameters(bits: number): string[] {
	const runs: string[] = [];
	for (let severity = 0; severity < SEVERITY_NAMES.length; severity++) {
		if (!hasSeverity(bits, severity)) continue;
		const first = severity;
		while (hasSeverity(bits, severity + 1)) severity++;
		runs.push(`${SEVERITY_NAMES[first]!}..${SEVERITY_NAMES[severity]!}`);
	}
	return runs;
}

/** The severities that values of the parameter `severity` ask for, a bit each; all where there are none. */
export function severityBits(values: readonly string[]): number {
	let bits = 0;
	for (const value of values) {
		const [worst = '', mildest] = value.split('..');
		const first = mildest === undefined ? 0 : NAMES.indexOf(worst);
		const last = NAMES.indexOf(mildest ?? worst);
		for (let severity = Math.max(0, first); severity <= last; severity++) bits |= 1 << severity;
	}
	return bits === 0 ? ALL_SEVERITIES : bits;
}

/** Whether a severity is among these. */
export function hasSeverity(bits: number, severity: number): boolean {
	return (bits >> severity & 1) === 1 && severity < SEVERITY_NAMES.length;
}
