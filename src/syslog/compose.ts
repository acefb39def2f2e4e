import {DEFAULT_PRIORITY, MAX_PRIORITY} from './priority.js';
import {MAX_APP_NAME_BYTES, MAX_HOSTNAME_BYTES, MAX_MSG_ID_BYTES, MAX_PROC_ID_BYTES} from './rfc5424.js';
import {MAX_SD_NAME_BYTES, type StructuredDataElement} from './structured-data.js';
import {isRfc3339} from './rfc3339.js';

const BYTE_ORDER_MARK = '\uFEFF';

/** What an RFC 5424 message is made of; a field left out is absent. */
export interface MessageFields {
	/** 0 to 191. */
	priority: number;
	/** RFC 3339, as `isRfc3339` wants it. */
	timestamp?: string | undefined;
	hostname?: string | undefined;
	appName?: string | undefined;
	procId?: string | undefined;
	msgId?: string | undefined;
	structuredData?: readonly StructuredDataElement[] | undefined;
	message?: string | undefined;
}

/**
 * The bytes of an RFC 5424 message, version 1, without any framing. They always keep to the grammar: in fields and
 * names, what is not allowed becomes `?` and what is too long is cut; a priority out of range becomes 13, and a
 * timestamp that is not valid becomes absent.
 */
export function compose(fields: MessageFields): Uint8Array {
	const {priority, message} = fields;
	const pri = Number.isInteger(priority) && priority >= 0 && priority <= MAX_PRIORITY ? priority : DEFAULT_PRIORITY;
	const header = [
		`<${pri}>1`,
		timestampText(fields.timestamp),
		fieldText(fields.hostname, MAX_HOSTNAME_BYTES),
		fieldText(fields.appName, MAX_APP_NAME_BYTES),
		fieldText(fields.procId, MAX_PROC_ID_BYTES),
		fieldText(fields.msgId, MAX_MSG_ID_BYTES),
		fields.structuredData?.map(elementText).join('') ?? '',
	].map(text => text === '' ? '-' : text).join(' ');
	if (message === undefined) return encode(header);
	// UTF-8 has to be marked as such (RFC 5424, section 6.4).
	const mark = /^[\0-\x7f]*$/.test(message) ? '' : BYTE_ORDER_MARK;
	return encode(`${header} ${mark}${message}`);
}

function timestampText(timestamp = ''): string {
	const bytes = encode(timestamp);
	return isRfc3339(bytes, 0, bytes.length) ? timestamp : '';
}

function fieldText(text = '', maxBytes: number): string {
	return text.slice(0, maxBytes).replace(/[^\x21-\x7e]/g, '?');
}

function elementText({id, params}: StructuredDataElement): string {
	const texts = params.map(({name, value}) => ` ${nameText(name)}="${value.replace(/["\\\]]/g, '\\$&')}"`);
	return `[${nameText(id)}${texts.join('')}]`;
}

function nameText(name: string): string {
	return fieldText(name, MAX_SD_NAME_BYTES).replace(/[="\]]/g, '?') || '?';
}

function encode(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}
