/** Which grammar a message was read by. */
export const STANDARD_NONE = 0;
export const STANDARD_RFC3164 = 3164;
export const STANDARD_RFC5424 = 5424;

/**
 * A message taken apart: offsets into the bytes it was read from, so that reading allocates nothing.
 * One object is filled again and again. A field is present where its `…Start` is not -1.
 */
export class Message {
	bytes: Uint8Array = new Uint8Array(0);
	/** `STANDARD_` constant. */
	standard = STANDARD_NONE;
	/** PRI, 0 to 191; 13 (user.notice) where the message has none that is valid. */
	priority = 13;
	/** RFC 5424 VERSION, 1 to 999; 0 where there is none. */
	version = 0;
	timestampStart = -1;
	timestampEnd = -1;
	hostnameStart = -1;
	hostnameEnd = -1;
	appNameStart = -1;
	appNameEnd = -1;
	procIdStart = -1;
	procIdEnd = -1;
	msgIdStart = -1;
	msgIdEnd = -1;
	/** All elements with their brackets. */
	structuredDataStart = -1;
	structuredDataEnd = -1;
	/** MSG without the one space before it and without a byte order mark. Empty is not the same as absent. */
	messageStart = -1;
	messageEnd = -1;
	/** What was wrong with the message: `FAULT_` bits, 0 for a message that keeps to its standard. */
	faults = 0;
}
