import type {Chunk} from '../hub/chunk.js';
import {type Kernel, kernelFor, MESSAGES_AT} from '../kernel/kernel-memory.js';
import {type Message, STANDARD_RFC5424} from './message.js';
import {parse} from './parse.js';

const DASH = 0x2d;
const OPEN_BRACKET = 0x5b;
/** Where the kernel leaves what it has found: kernel.wat's FIELDS. */
const FIELDS_AT = MESSAGES_AT + 0x40;
const FIELDS = 7;

/** The buffer that messages came from last, its kernel, and what that has found. */
let buffer: ArrayBufferLike | undefined;
let kernel: Kernel | undefined;
let fields = new Uint32Array(FIELDS);

/**
 * As `parse`, for message `i` of a chunk, where the kernel takes usual RFC 5424 messages apart if there is one. With a short
 * header that takes 105 ns as well, half of it for the call and for filling `into`; but a search for a letter in real lines
 * takes three quarters of the time.
 */
export function parseStored(chunk: Chunk, i: number, into: Message): void {
	const {bytes} = chunk;
	const start = chunk.start(i);
	const end = chunk.end(i);
	if (bytes.buffer !== buffer) open(bytes.buffer);
	const base = bytes.byteOffset;
	if (kernel === undefined || kernel.exports.parse(base + start, base + end, base + chunk.entry(i)) === 0) {
		parse(bytes, start, end, into);
		return;
	}
	const dataEnd = fields[6]! - base;
	const msgIdEnd = fields[5]! - base;
	const procIdEnd = fields[4]! - base;
	const appNameEnd = fields[3]! - base;
	const hostnameEnd = fields[2]! - base;
	const timestampEnd = fields[1]! - base;
	into.clear(bytes);
	into.standard = STANDARD_RFC5424;
	into.priority = chunk.priority(i);
	into.version = 1;
	into.timestampStart = fields[0]! - base;
	into.timestampEnd = timestampEnd;
	if (!isNil(bytes, timestampEnd, hostnameEnd)) {
		into.hostnameStart = timestampEnd + 1;
		into.hostnameEnd = hostnameEnd;
	}
	if (!isNil(bytes, hostnameEnd, appNameEnd)) {
		into.appNameStart = hostnameEnd + 1;
		into.appNameEnd = appNameEnd;
	}
	if (!isNil(bytes, appNameEnd, procIdEnd)) {
		into.procIdStart = appNameEnd + 1;
		into.procIdEnd = procIdEnd;
	}
	if (!isNil(bytes, procIdEnd, msgIdEnd)) {
		into.msgIdStart = procIdEnd + 1;
		into.msgIdEnd = msgIdEnd;
	}
	if (bytes[msgIdEnd + 1] === OPEN_BRACKET) {
		into.structuredDataStart = msgIdEnd + 1;
		into.structuredDataEnd = dataEnd;
	}
	into.messageStart = dataEnd + 1;
	into.messageEnd = end;
}

/** Whether `-` stands between these two spaces. */
function isNil(bytes: Uint8Array, before: number, end: number): boolean {
	return end - before === 2 && bytes[before + 1] === DASH;
}

function open(of: ArrayBufferLike): void {
	buffer = of;
	kernel = kernelFor(of);
	if (kernel !== undefined) fields = new Uint32Array(kernel.buffer, FIELDS_AT, FIELDS);
}
