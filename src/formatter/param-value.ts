import {isEscape, type StructuredDataCursor} from '../syslog/structured-data.js';

/** Finds the value of a parameter of structured data, its escapes undone; it allocates nothing for most messages. */
export class ParamValue {
	/** What `start` and `end` are offsets into: the message, or memory of its own. */
	bytes: Uint8Array;
	start = 0;
	end = 0;
	#scratch = new Uint8Array(256);

	constructor() {
		this.bytes = this.#scratch;
	}

	/** Goes to the value at the cursor. */
	read({bytes, valueStart, valueEnd, hasEscapes}: StructuredDataCursor): void {
		this.bytes = bytes;
		this.start = valueStart;
		this.end = valueEnd;
		if (hasEscapes) this.#undoEscapes(bytes, valueStart, valueEnd);
	}

	#undoEscapes(bytes: Uint8Array, start: number, end: number): void {
		if (this.#scratch.length < end - start) this.#scratch = new Uint8Array(2 * (end - start));
		const scratch = this.#scratch;
		let length = 0;
		for (let i = start; i < end; i++) {
			if (isEscape(bytes, i)) i++;
			scratch[length++] = bytes[i]!;
		}
		this.bytes = scratch;
		this.start = 0;
		this.end = length;
	}
}
