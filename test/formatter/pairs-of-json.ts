import {FACILITY_NAMES, SEVERITY_NAMES} from '../../src/syslog/names.js';

/** What a line of json says, as the pairs that logfmt and verbose make of it, sorted. */
export function pairsOfJson(line: string, source: string): [name: string, value: string][] {
	const {structured_data: elements = {}, facility, severity, ...rest} = JSON.parse(line) as Record<string, unknown>;
	delete rest['cursor'];
	const params = Object.entries(elements as Record<string, Record<string, string[]>>).flatMap(([id, names]) =>
		Object.entries(names).flatMap(([name, values]) => values.map((value): [string, string] => [`sd.${id}.${name}`, value])));
	return sorted([
		...Object.entries(rest).map(([name, value]): [string, string] => [name, String(value)]),
		['facility', FACILITY_NAMES[Number(facility)]!],
		['severity', SEVERITY_NAMES[Number(severity)]!],
		['source', source],
		...params,
	]);
}

/** Pairs in an order that does not depend on where they stood; without elements that have no parameters. */
export function sorted(pairs: readonly [name: string, value: string][]): [name: string, value: string][] {
	return pairs.filter(([name]) => !/^sd\.[^.]*$/.test(name)).sort((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
}
