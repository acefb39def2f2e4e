import {MAX_SD_NAME_BYTES, type StructuredDataCursor} from '../syslog/structured-data.js';
import {sequenceLength} from '../syslog/utf8.js';
import type {Literal} from './literal.js';
import type {ParamValue} from './param-value.js';
import {TextCopier} from './text.js';

const LF = 0x0a;
const EQUALS = 0x3d;
const UNDERSCORE = 0x5f;
const LENGTH_BYTES = 8;
/** systemd takes no longer name. */
const MAX_NAME_BYTES = 64;

/** What names in the journal are made of, A to Z, 0 to 9 and underscores: for each byte, what stands for it. */
const NAME_BYTES = Uint8Array.from({length: 256}, (_, byte) => {
	const character = String.fromCharCode(byte).toUpperCase();
	return /^[A-Z0-9]$/.test(character) ? character.charCodeAt(0) : UNDERSCORE;
});

/**
 * Writes fields in the journal export format: `NAME=value` and LF; or, where that would not be plain text in UTF-8,
 * `NAME` and LF, the value's length as 64 bits, little-endian, the value and LF.
 */
export class JournalField {
	readonly #text = new TextCopier();
	#input = new Uint8Array(0) as Uint8Array;
	#output = this.#input;

	/** Sets where the values of the next fields stand, and the output. */
	open(input: Uint8Array, output: Uint8Array): void {
		this.#text.open(input, output);
		this.#input = input;
		this.#output = output;
	}

	/** Writes the field at `output[at]`, nothing where `start` is -1; returns where it ends. */
	write(name: Literal, start: number, end: number, at: number): number {
		return start === -1 ? at : this.#writeValue(start, end, this.#text.literal(name, at));
	}

	/** Writes the parameter that the cursor stands at as a field `SD_ID_NAME`; returns where it ends. */
	writeParam(cursor: StructuredDataCursor, value: ParamValue, at: number): number {
		const {bytes, idStart, idEnd, nameStart, nameEnd} = cursor;
		const output = this.#output;
		let to = at;
		output[to++] = 0x53;
		output[to++] = 0x44;
		output[to++] = UNDERSCORE;
		to = this.#writeName(bytes, idStart, Math.min(idEnd, idStart + MAX_SD_NAME_BYTES), to);
		output[to++] = UNDERSCORE;
		to = this.#writeName(bytes, nameStart, Math.min(nameEnd, nameStart + MAX_NAME_BYTES - (to - at)), to);
		return this.#writeValue(value.start, value.end, to);
	}

	#writeName(bytes: Uint8Array, start: number, end: number, at: number): number {
		const output = this.#output;
		for (let i = start; i < end; i++) output[at + i - start] = NAME_BYTES[bytes[i]!]!;
		return at + end - start;
	}

	#writeValue(start: number, end: number, at: number): number {
		const input = this.#input;
		const output = this.#output;
		let to = at;
		if (isPlainText(input, start, end)) {
			output[to++] = EQUALS;
			// Of plain text, this is a copy.
			to = this.#text.line(start, end, to);
		} else {
			output[to++] = LF;
			const length = end - start;
			for (let i = 0; i < LENGTH_BYTES; i++) output[to++] = i < 4 ? length >>> 8 * i : 0;
			for (let i = start; i < end; i++) output[to++] = input[i]!;
		}
		output[to] = LF;
		return to + 1;
	}
}

/** Whether bytes are UTF-8 without control characters of US-ASCII. */
function isPlainText(bytes: Uint8Array, start: number, end: number): boolean {
	for (let i = start; i < end; i++) {
		const byte = bytes[i]!;
		if ((byte - 0x20) >>> 0 <= 0x5e) continue;
		if (byte < 0x80) return false;
		const length = sequenceLength(bytes, i, end);
		if (length < 0) return false;
		i += length - 1;
	}
	return true;
}
