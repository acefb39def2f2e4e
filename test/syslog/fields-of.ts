import {Message} from '../../src/syslog/message.js';
import {parse} from '../../src/syslog/parse.js';

/** The fields of a message that are present, as text. */
export interface Fields {
	standard: number;
	priority: number;
	version?: number;
	timestamp?: string;
	hostname?: string;
	appName?: string;
	procId?: string;
	msgId?: string;
	structuredData?: string;
	message?: string;
	faults?: number;
}

/** Parses a message; a byte of it is a character of `text`, which is read as UTF-8 unless it comes as bytes. */
export function fieldsOf(text: string | Uint8Array): Fields {
	const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
	const message = new Message();
	parse(bytes, 0, bytes.length, message);
	return readFields(message);
}

/** What a message that has been parsed holds. */
export function readFields(message: Message): Fields {
	const fields: Fields = {standard: message.standard, priority: message.priority};
	if (message.version !== 0) fields.version = message.version;
	if (message.faults !== 0) fields.faults = message.faults;
	const decoder = new TextDecoder('utf-8', {ignoreBOM: true});
	const read = (name: TextField, start: number, end: number): void => {
		if (start !== -1) fields[name] = decoder.decode(message.bytes.subarray(start, end));
	};
	read('timestamp', message.timestampStart, message.timestampEnd);
	read('hostname', message.hostnameStart, message.hostnameEnd);
	read('appName', message.appNameStart, message.appNameEnd);
	read('procId', message.procIdStart, message.procIdEnd);
	read('msgId', message.msgIdStart, message.msgIdEnd);
	read('structuredData', message.structuredDataStart, message.structuredDataEnd);
	read('message', message.messageStart, message.messageEnd);
	return fields;
}

type TextField = 'timestamp' | 'hostname' | 'appName' | 'procId' | 'msgId' | 'structuredData' | 'message';
