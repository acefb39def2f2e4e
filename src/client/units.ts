import {type DurationUnit, largestUnits} from '../duration.js';

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
const DURATION_SYMBOLS: Readonly<Record<DurationUnit, string>> = {day: 'd', hour: 'h', minute: 'min', second: 's'};

/** A whole number with commas: `1,234,567`. */
export function showCount(count: number): string {
	return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A count with its noun, in the singular where it is one. */
export function showCounted(count: number, noun: string, plural = `${noun}s`): string {
	return `${showCount(count)} ${count === 1 ? noun : plural}`;
}

/** A number of bytes in the unit that suits it, with three digits or a little more: `512 B`, `12.3 MiB`. */
export function showBytes(bytes: number): string {
	let [size, unit] = [bytes, 0];
	while (size >= 1023.5 && unit < BYTE_UNITS.length - 1) [size, unit] = [size / 1024, unit + 1];
	return `${unit === 0 || size >= 99.95 ? size.toFixed(0) : size.toFixed(1)} ${BYTE_UNITS[unit]!}`;
}

/** How many each second: `1,234/s`; below 10 with one decimal, because that is what tells it from 0. */
export function showRate(perSecond: number): string {
	if (perSecond === 0) return '0/s';
	if (perSecond < 0.1) return 'below 0.1/s';
	return `${perSecond < 9.95 ? perSecond.toFixed(1) : showCount(Math.round(perSecond))}/s`;
}

/** A time span of whole seconds in its two largest units: `3 d 4 h`, `2 min 5 s`, `0 s`. */
export function showSpan(seconds: number): string {
	const parts = largestUnits(seconds).map(({count, unit}) => `${count} ${DURATION_SYMBOLS[unit]}`);
	return parts.length === 0 ? '0 s' : parts.join(' ');
}

/** A share in per cent, whole; what is more than nothing shows as at least 1. */
export function showShare(part: number, whole: number): string {
	const percent = whole === 0 ? 0 : (100 * part) / whole;
	return `${percent > 0 && percent < 1 ? 1 : Math.floor(percent)} %`;
}

/** A moment in local time, to the second: `2026-11-20 15:08:40`. */
export function showMoment(moment: Date): string {
	const two = (number: number): string => String(number).padStart(2, '0');
	const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
	return `${day} ${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}`;
}
