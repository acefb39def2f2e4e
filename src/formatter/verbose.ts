import type {Chunk} from '../hub/chunk.js';
import {writeNumber} from '../syslog/digits.js';
import {Message} from '../syslog/message.js';
import {parseStored} from '../syslog/parse-stored.js';
import {type FormatterContext, GROUP_SEPARATOR, NOTHING, type Formatter, TEXT_TYPE} from './formatter.js';
import {Literal} from './literal.js';
import {momentUs} from './message-time.js';
import {Pairs, type ValueWriter} from './pairs.js';
import {textCopier} from './raw-text.js';
import {TextCopier} from './text.js';
import {MAX_TIME_BYTES, type TimeWriter} from './time-writer.js';

const LF = 0x0a;
const CLOSE_BRACKET = 0x5d;
/** ` [`, an epoch, `:`, a sequence number, `]` and LF. */
const MAX_CURSOR_BYTES = 48;

/**
 * All there is of a message, laid out as journalctl's `verbose`: a line with the time and the cursor of the place right
 * after it, then a line for each field, indented. Control characters are escaped as in `syslog`.
 */
export class VerboseFormatter implements Formatter {
	readonly contentType = TEXT_TYPE;
	readonly isVerbatim = false;
	readonly alwaysUtf8: boolean;
	readonly head = NOTHING;
	readonly separator = GROUP_SEPARATOR;
	readonly #time: TimeWriter;
	readonly #cursor: Literal;
	readonly #message = new Message();
	readonly #text = new TextCopier();
	readonly #pairs: Pairs;

	/** @param raw Whether bytes of values stay as they are, but those that would end a line. */
	constructor(context: FormatterContext, time: TimeWriter, raw = false) {
		this.alwaysUtf8 = !raw;
		this.#time = time;
		this.#cursor = new Literal(` [${context.epoch}:`);
		this.#pairs = new Pairs({begin: '    ', end: LF, valueWriter: () => new LineValue(textCopier(raw))}, context);
	}

	bound(length: number): number {
		return MAX_TIME_BYTES + MAX_CURSOR_BYTES + this.#pairs.bound(length);
	}

	write(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		const message = this.#message;
		parseStored(chunk, i, message);
		let to = this.#time.write(momentUs(message, chunk.receivedUs(i)), out, at);
		if (chunk.firstSeq >= 0) {
			this.#text.open(chunk.bytes, out);
			to = writeNumber(chunk.firstSeq + i, out, this.#text.literal(this.#cursor, to));
			out[to++] = CLOSE_BRACKET;
		}
		out[to] = LF;
		return this.#pairs.write(chunk, i, message, out, to + 1);
	}
}

/** Values as they are, on one line. */
class LineValue implements ValueWriter {
	readonly #text: TextCopier;

	constructor(text: TextCopier) {
		this.#text = text;
	}

	open(input: Uint8Array, output: Uint8Array): void {
		this.#text.open(input, output);
	}

	write(start: number, end: number, at: number): number {
		return this.#text.line(start, end, at);
	}
}
