import {FieldReader} from '../fields/field-reader.js';
import type {Field, FieldName} from '../fields/field.js';
import type {Chunk} from '../hub/chunk.js';
import {Message} from '../syslog/message.js';
import {parseStored} from '../syslog/parse-stored.js';
import {type FormatterContext, GROUP_SEPARATOR, NOTHING, type Formatter, TEXT_TYPE} from './formatter.js';
import {parseTemplate} from './parse-template.js';
import {textCopier} from './raw-text.js';
import {MAX_LINE_BYTES_PER_BYTE, type TextCopier} from './text.js';

const LF = 0x0a;
const COMMA = 0x2c;
/** Most bytes of a value that is made: a number, a name, a time. */
const MAX_MADE_BYTES = 64;

/** Fields whose values never need an escape. */
const PLAIN_FIELDS: ReadonlySet<FieldName | 'sd'> = new Set([
	'severity', 'facility', 'priority', 'timestamp', 'received', 'seq', 'pid', 'uid',
] as const);

/**
 * What a template says: text, and fields as `{{app_name}}`; one line, unless the template has a `\n`. An absent field
 * is empty; a parameter of structured data that occurs several times is a list with commas. Control characters in values
 * are escaped as in `syslog`.
 */
export class TemplateFormatter implements Formatter {
	readonly contentType = TEXT_TYPE;
	readonly isVerbatim = false;
	readonly alwaysUtf8: boolean;
	readonly head = NOTHING;
	readonly separator = GROUP_SEPARATOR;
	readonly #message = new Message();
	readonly #text: TextCopier;
	readonly #parts: readonly (Uint8Array | Placeholder)[];
	readonly #fixedBytes: number;
	readonly #fields: number;

	/**
	 * @param raw Whether bytes of values stay as they are, but those that would end a line.
	 * @throws TemplateError
	 */
	constructor(template: string, context: FormatterContext, raw = false) {
		const parts = parseTemplate(template).map(part =>
			typeof part === 'string' ? new TextEncoder().encode(part) : new Placeholder(part, context, textCopier(raw)));
		const texts = parts.filter(part => part instanceof Uint8Array);
		const maxSourceBytes = Math.max(0, ...context.sourceNames.map(name => Buffer.byteLength(name)));
		const maxMadeBytes = Math.max(MAX_MADE_BYTES, MAX_LINE_BYTES_PER_BYTE * maxSourceBytes);
		this.alwaysUtf8 = !raw;
		this.#text = textCopier(raw);
		this.#parts = parts;
		this.#fields = parts.length - texts.length;
		this.#fixedBytes = texts.reduce((sum, text) => sum + text.length, 1) + maxMadeBytes * this.#fields;
	}

	bound(length: number): number {
		return this.#fixedBytes + MAX_LINE_BYTES_PER_BYTE * length * this.#fields;
	}

	write(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		parseStored(chunk, i, this.#message);
		this.#text.open(chunk.bytes, out);
		let to = at;
		for (const part of this.#parts) {
			to = part instanceof Placeholder ? part.write(chunk, i, this.#message, this.#text, out, to) : writeBytes(part, 0, part.length, out, to);
		}
		out[to] = LF;
		return to + 1;
	}
}

/** A place in a template where a field's value goes. */
class Placeholder {
	readonly #reader: FieldReader;
	readonly #isPlain: boolean;
	/** For values that do not stand in the message as they are. */
	readonly #madeText: TextCopier;

	constructor(field: Field, context: FormatterContext, madeText: TextCopier) {
		this.#madeText = madeText;
		this.#reader = new FieldReader(field, context);
		this.#isPlain = PLAIN_FIELDS.has(field.name);
	}

	/** @param messageText Copies from the message to the output. */
	write(chunk: Chunk, i: number, message: Message, messageText: TextCopier, out: Uint8Array, at: number): number {
		const reader = this.#reader;
		if (!reader.read(chunk, i, message)) return at;
		let to = at;
		for (;;) {
			to = this.#writeValue(chunk, messageText, out, to);
			if (!reader.next()) return to;
			out[to++] = COMMA;
		}
	}

	#writeValue(chunk: Chunk, messageText: TextCopier, out: Uint8Array, at: number): number {
		const {bytes, start, end} = this.#reader;
		if (this.#isPlain) return writeBytes(bytes, start, end, out, at);
		if (bytes === chunk.bytes) return messageText.line(start, end, at);
		this.#madeText.open(bytes, out);
		return this.#madeText.line(start, end, at);
	}
}

function writeBytes(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
	for (let i = start; i < end; i++) out[at + i - start] = bytes[i]!;
	return at + end - start;
}
