import type {Parameters} from '../../client/log-path.js';
import type {TailValues} from './flags.js';

/** Formats that the daemon can colour. */
const COLOURED = /^(?:syslog|short-.+)$/;
const DEFAULT_FORMAT = 'syslog';

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
	const {after, before, around, template, utc, noHostname, raw} = values;
	return [
		...each('A', [after]),
		...each('B', [before]),
		...each('C', [around]),
		...each(template === undefined ? 'fmt' : 'template', [template ?? formatOf(values)]),
		...each('utc', utc ? [1] : []),
		...each('no_hostname', noHostname ? [1] : []),
		...each('raw', raw ? [1] : []),
		...each('color', isColoured(values, terminal) ? [1] : []),
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

function isColoured(values: TailValues, {isTerminal, env}: Terminal): boolean {
	if (values.color === 'never' || !COLOURED.test(formatOf(values))) return false;
	// https://no-color.org: whatever its value, if it has one.
	return values.color === 'always' || (isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb');
}

function each(name: string, values: readonly (string | number | undefined)[]): Parameters {
	return values.filter(value => value !== undefined).map(value => [name, String(value)]);
}
