import {FACILITY_NAMES, SEVERITY_NAMES} from '../../syslog/names.js';
import type {WildcardPart} from '../expression.js';
import {cited} from '../query-error.js';

/** Names that have numbers. */
export interface NumberedNames {
	/** What one of them is called. */
	readonly noun: string;
	/** By number. */
	readonly names: readonly string[];
	/** Further names, with their numbers. */
	readonly aliases: Readonly<Record<string, number>>;
}

/** The severities, also by the names that syslog.h has besides (RFC 5424, table 2). */
export const SEVERITIES: NumberedNames = {
	noun: 'severity',
	names: SEVERITY_NAMES,
	aliases: {panic: 0, critical: 2, error: 3, warn: 4, informational: 6},
};

/** The facilities (RFC 5424, table 1). */
export const FACILITIES: NumberedNames = {noun: 'facility', names: FACILITY_NAMES, aliases: {}};

/** The number that a name, in upper or lower case, or a number stands for; undefined where it is neither. */
export function numberOf(text: string, {names, aliases}: NumberedNames): number | undefined {
	if (/^\d{1,2}$/.test(text)) return Number(text) < names.length ? Number(text) : undefined;
	const name = text.toLowerCase();
	if (Object.hasOwn(aliases, name)) return aliases[name];
	const number = names.indexOf(name);
	return number === -1 ? undefined : number;
}

/** The numbers of those that have a name which looks like the pattern; upper and lower case are the same. */
export function numbersLike(pattern: readonly WildcardPart[], {names, aliases}: NumberedNames): number[] {
	return names.flatMap((name, number) => {
		const all = [name, ...Object.keys(aliases).filter(alias => aliases[alias] === number)];
		return all.some(candidate => looksLike(candidate, pattern)) ? [number] : [];
	});
}

/** Why `text` stands for none of them, and what is allowed. */
export function noSuchName(text: string, {noun, names, aliases}: NumberedNames): string {
	return `${cited(text)} is no ${noun}; allowed are ${[...names, ...Object.keys(aliases)].join(', ')}, and 0 to ${names.length - 1}`;
}

/** Whether the whole of a name looks like the pattern. Names are short: there are few places to have got to. */
function looksLike(name: string, pattern: readonly WildcardPart[]): boolean {
	let places = new Set([0]);
	for (const part of pattern) {
		const next = new Set<number>();
		for (const place of places) {
			if (part === '?') next.add(place + 1);
			else if (part !== '*') {
				if (name.startsWith(part.text.toLowerCase(), place)) next.add(place + part.text.length);
			} else {
				for (let i = place; i <= name.length; i++) next.add(i);
			}
		}
		places = next;
	}
	return places.has(name.length);
}
