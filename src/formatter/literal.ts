const WORD_BYTES = 4;

/** Bytes past its end that writing a `Literal` may touch; what follows it overwrites them. */
export const LITERAL_SLACK_BYTES = WORD_BYTES - 1;

/** Fixed text of an output format, US-ASCII, kept as words: to write those takes half the time of single bytes. */
export class Literal {
	readonly length: number;
	/** Little-endian; the last word is filled up with NUL. */
	readonly words: Int32Array;
	/** The same, byte by byte. */
	readonly bytes: Uint8Array;

	constructor(text: string) {
		const bytes = new TextEncoder().encode(text);
		this.length = bytes.length;
		this.words = new Int32Array(Math.ceil(bytes.length / WORD_BYTES));
		this.bytes = new Uint8Array(this.words.buffer);
		this.bytes.set(bytes);
	}
}
