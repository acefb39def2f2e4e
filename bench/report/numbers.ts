import type {Spread} from '../statistics.js';
import type {Unit} from './result.js';

const PREFIXES = [[1e9, 'G'], [1e6, 'M'], [1e3, 'k']] as const;

/** A number with its unit, to three digits: `812 k/s`, `1.34 GB/s`, `0.21 ms`. */
export function shown(value: number, unit: Unit): string {
	if (Number.isNaN(value)) return '?';
	switch (unit) {
		case 'msg/s': return `${prefixed(value)}/s`;
		case 'B/s': return `${prefixed(value)}B/s`;
		case '%': return `${digits(value)} %`;
		case '1/s': return `${digits(value)}/s`;
		case 'messages': return value.toFixed(0);
		case 's': case 'ms': case 'B': case 'MB': return `${digits(value)} ${unit}`;
	}
}

/** How far rounds lie apart, as half of their range in percent of the median; empty for a single one. */
export function scatter({median, low, high, rounds}: Spread): string {
	return rounds.length < 2 || median === 0 ? '' : `±${Math.round((high - low) / 2 / Math.abs(median) * 100)} %`;
}

/** A ratio: `0.86`, `4.3`, `21`. */
export function ratio(value: number): string {
	return Number.isFinite(value) ? value >= 20 ? value.toFixed(0) : value >= 2 ? value.toFixed(1) : value.toFixed(2) : '?';
}

function prefixed(value: number): string {
	for (const [factor, prefix] of PREFIXES) {
		// 999.6 k would show as 1000 k.
		if (value >= factor * 0.9995) return `${digits(value / factor)} ${prefix}`;
	}
	return `${digits(value)} `;
}

/** Three significant digits, without the exponent of toPrecision. */
function digits(value: number): string {
	const size = Math.abs(value);
	return value.toFixed(size >= 99.95 || value === 0 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3);
}
