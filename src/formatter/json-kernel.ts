import type {Chunk} from '../hub/chunk.js';
import {type Kernel, MESSAGES_AT} from '../kernel/kernel-memory.js';
import {writeNumber} from '../syslog/digits.js';
import {MAX_PRIORITY} from '../syslog/priority.js';
import {writeUtcTimestamp} from '../syslog/timestamp-writer.js';

// Where things stand: kernel.wat says what they are.
const SEQ_AT = MESSAGES_AT + 0x200;
const SEQ_DIGITS_AT = MESSAGES_AT + 0x210;
const CURSOR_AT = MESSAGES_AT + 0x220;
const MINUTE_US_AT = MESSAGES_AT + 0x240;
const MINUTE_TEXT_AT = MESSAGES_AT + 0x250;
const PRIORITIES_AT = MESSAGES_AT + 0x1000;
/** Bytes for each PRI: its text, and in the last of them how long that is. */
const PRIORITY_BYTES = 64;
const MINUTE_US = 60e6;

/** The three numbers that PRI holds, as they follow a text. */
export function priorityText(priority: number): string {
	return `","facility":${priority >> 3},"severity":${priority & 7},"priority":${priority}`;
}

/** Tells the kernel what lines of json hold besides the message. */
export class JsonKernel {
	readonly #cursor: Uint8Array;
	/** Views of the memory that was written to last. */
	#buffer: ArrayBuffer | undefined;
	#bytes = new Uint8Array(0);
	#view = new DataView(new ArrayBuffer(0));

	/** @param epoch Name of the run of sequence numbers: 12 digits. */
	constructor(epoch: string) {
		this.#cursor = Buffer.from(`,"cursor":"${epoch}:`);
	}

	/** Makes all ready for message `i` of the chunk and for those that follow it. */
	prepare({buffer}: Kernel, chunk: Chunk, i: number): void {
		if (buffer !== this.#buffer) this.#open(buffer);
		const bytes = this.#bytes;
		const view = this.#view;
		const minuteUs = Math.floor(chunk.receivedUs(i) / MINUTE_US) * MINUTE_US;
		bytes.set(this.#cursor, CURSOR_AT);
		view.setUint32(SEQ_DIGITS_AT, writeNumber(chunk.firstSeq + i, bytes, SEQ_AT) - SEQ_AT, true);
		if (view.getFloat64(MINUTE_US_AT, true) === minuteUs) return;
		writeUtcTimestamp(minuteUs, bytes, MINUTE_TEXT_AT);
		view.setFloat64(MINUTE_US_AT, minuteUs, true);
	}

	#open(buffer: ArrayBuffer): void {
		const bytes = new Uint8Array(buffer);
		this.#buffer = buffer;
		this.#bytes = bytes;
		this.#view = new DataView(buffer);
		for (let priority = 0; priority <= MAX_PRIORITY; priority++) {
			const text = Buffer.from(`${priorityText(priority)},"version":1`);
			const at = PRIORITIES_AT + priority * PRIORITY_BYTES;
			bytes.set(text, at);
			bytes[at + PRIORITY_BYTES - 1] = text.length;
		}
	}
}
