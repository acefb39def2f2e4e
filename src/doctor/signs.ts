import type {Message} from './message.js';

/** What can be seen from a message about how it was forwarded. */
export type Sign =
	/** It came in the BSD format, by somebody who wrote a host name: a forwarder, and not the program itself. */
	| 'bsd-format'
	/** The text begins with the header of another message: somebody on the way did not understand it. */
	| 'embedded-header'
	/** Control characters were written as `#012` or `#011`, as rsyslog does it. */
	| 'escapes'
	/** The text begins with a space: between header and text there were two. */
	| 'leading-space';

const STAMP = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)`;
/** What follows the VERSION of RFC 5424. */
const HEADER = String.raw`(?:${STAMP}|-) \S+ \S+ \S+ \S+ (?:-|\[)`;
const HEADER_AFTER_VERSION = new RegExp(`^ ?${HEADER}`);
const HEADER_WITH_VERSION = new RegExp(`^ ?(?:<\\d{1,3}>)?1 ${HEADER}`);
const HEADER_WITH_PRIORITY = new RegExp(`^ ?<\\d{1,3}>(?:[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d|${STAMP}) `);
/** HT, LF, VT, FF and CR; anything else after a # may well be text. */
const ESCAPE = /#01[1-5]/;

/** The signs that a message bears. */
export function signsOf({version, hostname, timestamp, app_name: program, message = ''}: Message): Set<Sign> {
	const signs = new Set<Sign>();
	if (version === undefined && hostname !== undefined && timestamp !== undefined) signs.add('bsd-format');
	// A BSD parser takes the VERSION for the program's name.
	const embeds = HEADER_WITH_VERSION.test(message) || HEADER_WITH_PRIORITY.test(message) || (program === '1' && HEADER_AFTER_VERSION.test(message));
	if (embeds) signs.add('embedded-header');
	if (ESCAPE.test(message)) signs.add('escapes');
	if (version !== undefined && message.startsWith(' ')) signs.add('leading-space');
	return signs;
}
