const SPACE = 0x20;
const QUOTE = 0x22;
const EQUALS = 0x3d;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;

/** Most bytes of an SD-ID or PARAM-NAME (RFC 5424, section 6.3.3). */
export const MAX_SD_NAME_BYTES = 32;

/** For each byte, 1 where it may be part of an SD-NAME. */
const IS_NAME = new Uint8Array(256).fill(1, 0x21, 0x7f);
for (const byte of [EQUALS, CLOSE_BRACKET, QUOTE]) IS_NAME[byte] = 0;

/** A parameter of a structured data element; its value with the escapes undone. */
export interface StructuredDataParam {
	name: string;
	value: string;
}

/** An element of structured data. Names of parameters may repeat, and so may ids. */
export interface StructuredDataElement {
	id: string;
	params: StructuredDataParam[];
}

/**
 * Where the STRUCTURED-DATA ends whose first `[` is at `bytes[at]`: the space after its last `]`, or `end`.
 *
 * -1 where it cannot be read by the grammar (RFC 5424, section 6.3). `~position` where it can, but breaks one of its
 * rules: a name longer than 32 bytes, or a `]` in a value that is not escaped.
 */
export function scanStructuredData(bytes: Uint8Array, at: number, end: number): number {
	let exact = true;
	let i = at;
	do {
		const idEnd = findNameEnd(bytes, i + 1, end);
		if (idEnd === i + 1) return -1;
		if (idEnd - i - 1 > MAX_SD_NAME_BYTES) exact = false;
		i = idEnd;
		while (i < end && bytes[i] === SPACE) {
			const nameEnd = findNameEnd(bytes, i + 1, end);
			if (nameEnd === i + 1 || end - nameEnd < 3 || bytes[nameEnd] !== EQUALS || bytes[nameEnd + 1] !== QUOTE) return -1;
			if (nameEnd - i - 1 > MAX_SD_NAME_BYTES) exact = false;
			for (i = nameEnd + 2; i < end && bytes[i] !== QUOTE; i++) {
				if (bytes[i] === CLOSE_BRACKET) exact = false;
				else if (bytes[i] === BACKSLASH && i + 1 < end && isEscapable(bytes[i + 1]!)) i++;
			}
			i++;
		}
		if (i >= end || bytes[i] !== CLOSE_BRACKET) return -1;
		i++;
	} while (i < end && bytes[i] === OPEN_BRACKET);
	if (i < end && bytes[i] !== SPACE) return -1;
	return exact ? i : ~i;
}

/** Walks through structured data that `scanStructuredData` could read. It allocates nothing; one is used again. */
export class StructuredDataCursor {
	bytes: Uint8Array = new Uint8Array(0);
	idStart = 0;
	idEnd = 0;
	nameStart = 0;
	nameEnd = 0;
	/** The value between its quotes, escapes not undone. */
	valueStart = 0;
	valueEnd = 0;
	/** Whether the value has any. */
	hasEscapes = false;
	#at = 0;
	#end = 0;

	/** Goes before the first element of `bytes[start]` to `bytes[end - 1]`. */
	open(bytes: Uint8Array, start: number, end: number): void {
		this.bytes = bytes;
		this.#at = start;
		this.#end = end;
	}

	/** Goes to the next element, over what is left of this one; false when there is none. */
	nextElement(): boolean {
		while (this.nextParam());
		if (this.#at < this.#end && this.bytes[this.#at] === CLOSE_BRACKET) this.#at++;
		if (this.#at >= this.#end) return false;
		this.idStart = this.#at + 1;
		this.idEnd = this.#at = findNameEnd(this.bytes, this.idStart, this.#end);
		return true;
	}

	/** Goes to the next parameter of the element; false when there is none. */
	nextParam(): boolean {
		const {bytes} = this;
		if (this.#at >= this.#end || bytes[this.#at] !== SPACE) return false;
		this.nameStart = this.#at + 1;
		this.nameEnd = findNameEnd(bytes, this.nameStart, this.#end);
		this.valueStart = this.nameEnd + 2;
		this.hasEscapes = false;
		let i = this.valueStart;
		for (; bytes[i] !== QUOTE; i++) {
			if (bytes[i] !== BACKSLASH || !isEscapable(bytes[i + 1]!)) continue;
			this.hasEscapes = true;
			i++;
		}
		this.valueEnd = i;
		this.#at = i + 1;
		return true;
	}
}

/** Whether `bytes[at]`, inside a value, is a backslash that escapes the byte after it; any other one is itself. */
export function isEscape(bytes: Uint8Array, at: number): boolean {
	return bytes[at] === BACKSLASH && isEscapable(bytes[at + 1]!);
}

/** The elements of structured data that `scanStructuredData` could read, as text. Not for hot paths. */
export function readStructuredData(bytes: Uint8Array, start: number, end: number): StructuredDataElement[] {
	const decoder = new TextDecoder('utf-8', {ignoreBOM: true});
	const cursor = new StructuredDataCursor();
	const elements: StructuredDataElement[] = [];
	cursor.open(bytes, start, end);
	while (cursor.nextElement()) {
		const params: StructuredDataParam[] = [];
		const id = decoder.decode(bytes.subarray(cursor.idStart, cursor.idEnd));
		while (cursor.nextParam()) {
			params.push({
				name: decoder.decode(bytes.subarray(cursor.nameStart, cursor.nameEnd)),
				value: decoder.decode(bytes.subarray(cursor.valueStart, cursor.valueEnd)).replace(/\\(["\\\]])/g, '$1'),
			});
		}
		elements.push({id, params});
	}
	return elements;
}

function isEscapable(byte: number): boolean {
	return byte === QUOTE || byte === BACKSLASH || byte === CLOSE_BRACKET;
}

/** Where the SD-NAME at `bytes[at]` ends: printable US-ASCII without `=`, space, `]` and `"`. */
function findNameEnd(bytes: Uint8Array, at: number, end: number): number {
	let i = at;
	while (i < end && IS_NAME[bytes[i]!] === 1) i++;
	return i;
}
