/** Formats of the daemon that have a place for where a message is from. */
export const MARKED_FORMATS = [
	'syslog', 'short-precise', 'short-iso', 'short-iso-precise', 'short-unix', 'verbose', 'cat', 'template',
	'json', 'json-seq', 'logfmt', 'csv', 'export',
] as const;

/** Name of such a format. */
export type MarkedFormat = typeof MARKED_FORMATS[number];

/** Whether a format has a place for where a message is from. */
export function isMarkedFormat(name: string): name is MarkedFormat {
	return (MARKED_FORMATS as readonly string[]).includes(name);
}
