/** Which grammar a message was read by. */
export const STANDARD_NONE = 0;
export const STANDARD_RFC3164 = 3164;
export const STANDARD_RFC5424 = 5424;

/** No valid PRI; 13 was taken (RFC 3164, section 4.3.3). */
export const FAULT_PRIORITY = 1;
/** TIMESTAMP breaks RFC 5424, section 6.2.3; it counts as absent. */
export const FAULT_TIMESTAMP = 2;
/** HOSTNAME is empty, longer than 255 bytes, or not printable US-ASCII; it is kept as it came. */
export const FAULT_HOSTNAME = 4;
/** APP-NAME is empty, longer than 48 bytes, or not printable US-ASCII; it is kept as it came. */
export const FAULT_APP_NAME = 8;
/** PROCID is empty, longer than 128 bytes, or not printable US-ASCII; it is kept as it came. */
export const FAULT_PROC_ID = 16;
/** MSGID is empty, longer than 32 bytes, or not printable US-ASCII; it is kept as it came. */
export const FAULT_MSG_ID = 32;
/**
 * STRUCTURED-DATA breaks RFC 5424, section 6.3. Where it could still be read it is present, else it is absent and
 * its bytes belong to the message.
 */
export const FAULT_STRUCTURED_DATA = 64;
/** The message ends before STRUCTURED-DATA does; the fields that did not come are absent. */
export const FAULT_INCOMPLETE = 128;

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

	/** Makes every field absent, for a message that is going to be read from `bytes`. */
	clear(bytes: Uint8Array): void {
		this.bytes = bytes;
		this.standard = STANDARD_NONE;
		this.priority = 13;
		this.version = 0;
		this.timestampStart = this.timestampEnd = -1;
		this.hostnameStart = this.hostnameEnd = -1;
		this.appNameStart = this.appNameEnd = -1;
		this.procIdStart = this.procIdEnd = -1;
		this.msgIdStart = this.msgIdEnd = -1;
		this.structuredDataStart = this.structuredDataEnd = -1;
		this.messageStart = this.messageEnd = -1;
		this.faults = 0;
	}
}
