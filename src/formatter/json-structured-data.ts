import {isEscape, StructuredDataCursor} from '../syslog/structured-data.js';
import type {TextCopier} from './text.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** With more names than this it is not worth comparing each with each. */
const MAX_NAMES = 16;
const REPEATED = -1;

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Where a value stands, by name, by element id. */
type Grouped = Map<string, Map<string, number[]>>;

/**
 * Writes structured data as JSON: `{"id":{"name":["value"]}}`. A name may have several values, which stay in their
 * order; elements of the same id become one.
 */
export class JsonStructuredData {
	readonly #text: TextCopier;
	readonly #cursor = new StructuredDataCursor();
	/** Starts and ends of the names seen so far. */
	readonly #ids = new Uint32Array(MAX_NAMES * 2);
	readonly #names = new Uint32Array(MAX_NAMES * 2);

	/** @param text Copies from the message's bytes to the output. */
	constructor(text: TextCopier) {
		this.#text = text;
	}

	/** Writes what `scanStructuredData` could read at `bytes[start]` to `bytes[end - 1]`; returns where the JSON ends. */
	write(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
		this.#cursor.open(bytes, start, end);
		const written = this.#writeDistinct(bytes, out, at);
		if (written !== REPEATED) return written;
		this.#cursor.open(bytes, start, end);
		return this.#writeGrouped(this.#group(bytes), bytes, out, at);
	}

	/** Writes element by element; `REPEATED` where an id, or a name within an element, occurs twice or may do so. */
	#writeDistinct(bytes: Uint8Array, out: Uint8Array, at: number): number {
		const cursor = this.#cursor;
		let to = at;
		for (let i = 0; cursor.nextElement(); i++) {
			if (!isNew(this.#ids, i, bytes, cursor.idStart, cursor.idEnd)) return REPEATED;
			out[to++] = i === 0 ? OPEN_BRACE : COMMA;
			to = this.#writeKey(cursor.idStart, cursor.idEnd, out, to);
			out[to++] = OPEN_BRACE;
			for (let j = 0; cursor.nextParam(); j++) {
				if (!isNew(this.#names, j, bytes, cursor.nameStart, cursor.nameEnd)) return REPEATED;
				if (j > 0) out[to++] = COMMA;
				to = this.#writeKey(cursor.nameStart, cursor.nameEnd, out, to);
				out[to++] = OPEN_LIST;
				to = this.#writeValue(bytes, cursor.valueStart, cursor.valueEnd, cursor.hasEscapes, out, to);
				out[to++] = CLOSE_LIST;
			}
			out[to++] = CLOSE_BRACE;
		}
		out[to] = CLOSE_BRACE;
		return to + 1;
	}

	#group(bytes: Uint8Array): Grouped {
		const cursor = this.#cursor;
		const grouped: Grouped = new Map();
		while (cursor.nextElement()) {
			const id = nameOf(bytes, cursor.idStart, cursor.idEnd);
			const params = grouped.get(id) ?? new Map<string, number[]>();
			grouped.set(id, params);
			while (cursor.nextParam()) {
				const name = nameOf(bytes, cursor.nameStart, cursor.nameEnd);
				const values = params.get(name);
				if (values === undefined) params.set(name, [cursor.valueStart, cursor.valueEnd]);
				else values.push(cursor.valueStart, cursor.valueEnd);
			}
		}
		return grouped;
	}

	#writeGrouped(grouped: Grouped, bytes: Uint8Array, out: Uint8Array, at: number): number {
		let to = at;
		out[to++] = OPEN_BRACE;
		let isFirst = true;
		for (const [id, params] of grouped) {
			if (!isFirst) out[to++] = COMMA;
			isFirst = false;
			to = writeAscii(`${JSON.stringify(id)}:{`, out, to);
			let separator = '';
			for (const [name, values] of params) {
				to = writeAscii(`${separator}${JSON.stringify(name)}:`, out, to);
				separator = ',';
				for (let v = 0; v < values.length; v += 2) {
					out[to++] = v === 0 ? OPEN_LIST : COMMA;
					to = this.#writeValue(bytes, values[v]!, values[v + 1]!, true, out, to);
				}
				out[to++] = CLOSE_LIST;
			}
			out[to++] = CLOSE_BRACE;
		}
		out[to] = CLOSE_BRACE;
		return to + 1;
	}

	#writeKey(start: number, end: number, out: Uint8Array, at: number): number {
		out[at] = QUOTE;
		const to = this.#text.json(start, end, at + 1);
		out[to] = QUOTE;
		out[to + 1] = COLON;
		return to + 2;
	}

	/** Writes a value with its escapes undone: of each, the backslash is left out. */
	#writeValue(bytes: Uint8Array, start: number, end: number, hasEscapes: boolean, out: Uint8Array, at: number): number {
		let to = at;
		out[to++] = QUOTE;
		let from = start;
		for (let i = start; hasEscapes && i < end; i++) {
			if (!isEscape(bytes, i)) continue;
			to = this.#text.json(from, i, to);
			from = ++i;
		}
		to = this.#text.json(from, end, to);
		out[to] = QUOTE;
		return to + 1;
	}
}

/** Remembers name number `count`; false where it has been seen, or where there are too many. */
function isNew(seen: Uint32Array, count: number, bytes: Uint8Array, start: number, end: number): boolean {
	if (count >= MAX_NAMES) return false;
	for (let i = 0; i < count * 2; i += 2) {
		if (isEqual(bytes, seen[i]!, seen[i + 1]!, start, end)) return false;
	}
	seen[count * 2] = start;
	seen[count * 2 + 1] = end;
	return true;
}

function isEqual(bytes: Uint8Array, start: number, end: number, otherStart: number, otherEnd: number): boolean {
	if (end - start !== otherEnd - otherStart) return false;
	for (let i = start, j = otherStart; i < end; i++, j++) {
		if (bytes[i] !== bytes[j]) return false;
	}
	return true;
}

/** Names are US-ASCII: `scanStructuredData` reads no others. */
function nameOf(bytes: Uint8Array, start: number, end: number): string {
	return decoder.decode(bytes.subarray(start, end));
}

function writeAscii(text: string, out: Uint8Array, at: number): number {
	return at + encoder.encodeInto(text, out.subarray(at)).written;
}
