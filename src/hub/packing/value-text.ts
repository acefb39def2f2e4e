import {TYPE} from './format.js';

/** A token's value as it stood in the text; not for strings, which are words already. */
export function valueText(type: number, value: number): string {
	if (type === TYPE.ipv4) return [2 ** 24, 2 ** 16, 2 ** 8, 1].map(unit => Math.floor(value / unit) % 256).join('.');
	return String(value).padStart(type >= TYPE.padded ? type - TYPE.padded + 1 : 1, '0');
}
