import type {Chunk} from '../hub/chunk.js';
import {Message} from '../syslog/message.js';
import {parseStored} from '../syslog/parse-stored.js';
import {type FormatterContext, NOTHING, type Formatter, TEXT_TYPE} from './formatter.js';
import {Pairs, type ValueWriter} from './pairs.js';
import {TextCopier} from './text.js';

const LF = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;

/** For each byte, 1 where it may stand in a value without quotes. */
const IS_BARE = new Uint8Array(256).fill(1, SPACE + 1, 0x7f);
IS_BARE[QUOTE] = IS_BARE[EQUALS] = IS_BARE[BACKSLASH] = 0;

/**
 * All fields of a message as `name=value`, one line: `seq=7 hostname=vm severity=info message="hello world"`. A value
 * that is more than a word of plain characters is quoted, with the escapes of JSON.
 */
export class LogfmtFormatter implements Formatter {
	readonly contentType = TEXT_TYPE;
	readonly isVerbatim = false;
	readonly alwaysUtf8 = true;
	readonly head = NOTHING;
	readonly separator = NOTHING;
	readonly #message = new Message();
	readonly #pairs: Pairs;

	constructor(context: FormatterContext) {
		this.#pairs = new Pairs({begin: '', end: SPACE, valueWriter: () => new LogfmtValue()}, context);
	}

	bound(length: number): number {
		return this.#pairs.bound(length);
	}

	write(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		parseStored(chunk, i, this.#message);
		const to = this.#pairs.write(chunk, i, this.#message, out, at);
		out[to - 1] = LF;
		return to;
	}
}

/** Values as logfmt has them: an empty one is `name=`, as readers of logfmt take it. */
class LogfmtValue implements ValueWriter {
	readonly #text = new TextCopier();
	#input = NOTHING as Uint8Array;
	#output = NOTHING as Uint8Array;

	open(input: Uint8Array, output: Uint8Array): void {
		this.#text.open(input, output);
		this.#input = input;
		this.#output = output;
	}

	write(start: number, end: number, at: number): number {
		let i = start;
		while (i < end && IS_BARE[this.#input[i]!] === 1) i++;
		if (i === end) return this.#text.line(start, end, at);
		this.#output[at] = QUOTE;
		const to = this.#text.json(start, end, at + 1);
		this.#output[to] = QUOTE;
		return to + 1;
	}
}
