import {type AddressRange, readAddressRange} from '../receiver/address-range.js';
import type {RateLimit} from '../receiver/rate-limiter.js';
import {NotAllowed} from './values.js';

const MAX_RATE = 1e7;
const UNITS: Readonly<Record<string, number>> = {s: 1e6, m: 60e6};

/** Ranges of addresses, and single ones, with commas between them. */
export function addressRanges(value: string): AddressRange[] | NotAllowed {
	const texts = value.split(',').map(text => text.trim());
	const ranges: AddressRange[] = [];
	for (const text of texts) {
		const range = readAddressRange(text);
		if (typeof range === 'string') {
			const where = texts.length === 1 ? '' : `${JSON.stringify(text)}: `;
			return new NotAllowed(`addresses and networks, such as 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32 (${where}${range})`);
		}
		ranges.push(range);
	}
	return ranges;
}

/** Messages in a second or a minute: `500/s`, `3000/m`. */
export function rateLimit(value: string): RateLimit | NotAllowed {
	const [, digits, unit = ''] = /^(\d{1,8})\/([sm])$/.exec(value) ?? [];
	const messages = Number(digits);
	return messages >= 1 && messages <= MAX_RATE
		? {messages, perUs: UNITS[unit]!}
		: new NotAllowed(`messages in a second or in a minute, from 1 to ${MAX_RATE}, such as 500/s or 3000/m`);
}
