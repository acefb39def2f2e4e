import type {Chunk} from '../hub/chunk.js';
import {Message} from '../syslog/message.js';
import {parseStored} from '../syslog/parse-stored.js';
import {GROUP_SEPARATOR, NOTHING, type Formatter, TEXT_TYPE} from './formatter.js';
import {textCopier} from './raw-text.js';
import {MAX_LINE_BYTES_PER_BYTE, type TextCopier} from './text.js';

const LF = 0x0a;

/** The message alone, one line, control characters escaped as in `syslog`; an empty line where there is none. */
export class CatFormatter implements Formatter {
	readonly contentType = TEXT_TYPE;
	readonly isVerbatim = false;
	readonly alwaysUtf8: boolean;
	readonly head = NOTHING;
	readonly separator = GROUP_SEPARATOR;
	readonly #message = new Message();
	readonly #text: TextCopier;

	/** @param raw Whether bytes stay as they are, but those that would end a line. */
	constructor(raw = false) {
		this.alwaysUtf8 = !raw;
		this.#text = textCopier(raw);
	}

	bound(length: number): number {
		return MAX_LINE_BYTES_PER_BYTE * length + 1;
	}

	write(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		const message = this.#message;
		parseStored(chunk, i, message);
		this.#text.open(chunk.bytes, out);
		const to = this.#text.line(message.messageStart, message.messageEnd, at);
		out[to] = LF;
		return to + 1;
	}
}
