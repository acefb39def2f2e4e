import type {Parameters} from '../../client/log-path.js';
import type {TailValues} from './flags.js';

/** Formats that the daemon can colour. */
const COLORED = /^(?:syslog|short-.+)$/;
const DEFAULT_FORMAT = 'syslog';
/** The daemon marks no more. */
const MAX_HIGHLIGHTS = 16;

/** Where the output goes, as far as colours depend on it. */
export interface Terminal {
	readonly isTerminal: boolean;
	readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The parameters of the daemon that say which messages are meant; every path that takes a query takes these.
 *
 * @param query The free query of the command line; empty for none.
 */
export function selectionOf(values: TailValues, query: string): Parameters {
	const {priority, appName, hostname, facility, grep, exclude, since, until} = values;
	return [
		...each('q', query === '' ? [] : [query]),
		...each('severity', [priority]),
		...each('app_name', appName),
		...each('hostname', hostname),
		...each('facility', facility),
		...each('grep', grep),
		...each('exclude', exclude),
		...each('since', [since]),
		...each('until', [until]),
	];
}

/** The parameters that say how messages are shown, and what of their surroundings. */
export function presentationOf(values: TailValues, terminal: Terminal): Parameters {
	const {after, before, around, template, utc, noHostname, raw, highlight, grep} = values;
	const isColored = hasColors(values) && wantsColors(values, terminal);
	return [
		...each('A', [after]),
		...each('B', [before]),
		...each('C', [around]),
		...each(template === undefined ? 'fmt' : 'template', [template ?? formatOf(values)]),
		...each('utc', utc ? [1] : []),
		...each('no_hostname', noHostname ? [1] : []),
		...each('raw', raw ? [1] : []),
		...each('color', isColored ? [1] : []),
		// What was searched for is marked where there is room for it.
		...each('highlight', isColored ? [...highlight, ...grep.slice(0, Math.max(0, MAX_HIGHLIGHTS - highlight.length))] : []),
	];
}

/** The format that was asked for. */
export function formatOf({format, output, template}: TailValues): string {
	return template === undefined ? format ?? output ?? DEFAULT_FORMAT : 'template';
}

/** Whether output begins with a line that is no message. */
export function hasHead(values: TailValues): boolean {
	return formatOf(values) === 'csv';
}

/** Whether the format can have colours. */
export function hasColors(values: TailValues): boolean {
	return COLORED.test(formatOf(values));
}

/** Whether there are colours in whatever can have them. */
export function wantsColors({color}: TailValues, {isTerminal, env}: Terminal): boolean {
	// https://no-color.org: whatever its value, if it has one.
	return color === 'always' || (color === 'auto' && isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb');
}

function each(name: string, values: readonly (string | number | undefined)[]): Parameters {
	return values.filter(value => value !== undefined).map(value => [name, String(value)]);
}
