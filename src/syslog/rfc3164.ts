import {readBsdHeader} from './bsd-header.js';
import {bsdTimestampEnd} from './bsd-timestamp.js';
import {STANDARD_RFC3164, type Message} from './message.js';
import {rfc3339End} from './rfc3339.js';

const SPACE = 0x20;

/**
 * Reads what follows PRI, from `bytes[at]` on, as a BSD message: a timestamp and what may come after it (RFC 3164,
 * section 4.1). False, with `into` untouched, where no timestamp stands there: nothing else tells a BSD header from
 * plain text.
 */
export function parseRfc3164(bytes: Uint8Array, at: number, end: number, into: Message): boolean {
	let stop = bsdTimestampEnd(bytes, at, end);
	if (stop === -1) stop = rfc3339End(bytes, at, end);
	if (stop === -1 || (stop < end && bytes[stop] !== SPACE)) return false;
	into.standard = STANDARD_RFC3164;
	into.timestampStart = at;
	into.timestampEnd = stop;
	if (stop < end) readBsdHeader(bytes, stop + 1, end, into);
	return true;
}
