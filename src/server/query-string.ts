import {isUtf8} from 'node:buffer';

/** Stands for a value whose bytes are no UTF-8. */
export const NOT_UTF8 = Symbol('not UTF-8');

/** Parameters as they stand in the address, each with all its values. */
export type QueryString = Readonly<Record<string, readonly (string | typeof NOT_UTF8)[]>>;

/**
 * Reads what stands after the `?` of an address, as a form is encoded (WHATWG URL, section 5.1). Never throws: a `%` that
 * begins no escape is itself, for that is what people type.
 */
export function parseQueryString(text: string): QueryString {
	const query = new Map<string, (string | typeof NOT_UTF8)[]>();
	for (const pair of text.split('&').filter(each => each !== '')) {
		const equals = pair.indexOf('=');
		const name = decode(equals === -1 ? pair : pair.slice(0, equals)).toString('utf8');
		const value = decode(equals === -1 ? '' : pair.slice(equals + 1));
		const values = query.get(name) ?? [];
		values.push(isUtf8(value) ? value.toString('utf8') : NOT_UTF8);
		query.set(name, values);
	}
	return Object.fromEntries(query);
}

function decode(text: string): Buffer {
	const unescaped = text.replaceAll('+', ' ').replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
	return Buffer.from(unescaped, 'latin1');
}
