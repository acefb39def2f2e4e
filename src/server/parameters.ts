import {FORMAT_NAMES, type FormatName, isFormatName} from '../formatter/index.js';
import {BadRequest} from './bad-request.js';
import {type Cursor, parseCursor} from './cursor.js';

/** What a reader asks of the ring. */
export interface ReadParameters {
	/** The last this many messages; Infinity for all. */
	readonly lines: number;
	readonly format: FormatName;
	/** Only what came after this message. */
	readonly cursor: Cursor | undefined;
}

const KNOWN = ['l', 'fmt', 'cursor'] as const;

/**
 * Reads the query parameters of `/` and `/ws`.
 *
 * @throws BadRequest naming the parameter, what was given and what is allowed.
 */
export function readParameters(query: Readonly<Record<string, unknown>>): ReadParameters {
	for (const name of Object.keys(query)) {
		if (!KNOWN.some(known => known === name)) {
			throw new BadRequest(`unknown parameter ${JSON.stringify(name)}; allowed are ${KNOWN.join(', ')}`);
		}
	}
	const format = single(query, 'fmt') ?? 'syslog';
	if (!isFormatName(format)) {
		throw new BadRequest(`fmt: ${JSON.stringify(format)} is not a format; allowed are ${FORMAT_NAMES.join(', ')}`);
	}
	if (format === 'template') throw new BadRequest('fmt: the format "template" cannot be asked for without a template');
	return {lines: lines(single(query, 'l') ?? '-1'), format, cursor: cursor(single(query, 'cursor'))};
}

/** @throws BadRequest when there is any parameter at all. */
export function noParameters(query: Readonly<Record<string, unknown>>): void {
	const [name] = Object.keys(query);
	if (name !== undefined) throw new BadRequest(`unknown parameter ${JSON.stringify(name)}; none is allowed here`);
}

function single(query: Readonly<Record<string, unknown>>, name: string): string | undefined {
	const value = query[name];
	if (value === undefined || typeof value === 'string') return value;
	throw new BadRequest(`${name}: given more than once; it is allowed once`);
}

function lines(text: string): number {
	if (!/^(?:-1|\d{1,15})$/.test(text)) {
		throw new BadRequest(`l: ${JSON.stringify(text)} is not a number of lines; allowed are -1 (all), 0 (none) and whole numbers above`);
	}
	return text === '-1' ? Infinity : Number(text);
}

function cursor(text: string | undefined): Cursor | undefined {
	if (text === undefined) return undefined;
	const parsed = parseCursor(text);
	if (parsed === undefined) {
		throw new BadRequest(`cursor: ${JSON.stringify(text)} is not a cursor; allowed is what a Circolog-Cursor header said, as 0123456789ab:42`);
	}
	return parsed;
}
