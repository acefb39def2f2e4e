const WORD_BYTES = 4;

/** Bytes past its end that writing a `Literal` may touch; what follows it overwrites them. */
export const LITERAL_SLACK_BYTES = WORD_BYTES - 1;

/** Fixed text of an output format, US-ASCII, kept as words: to write those takes half the time of single bytes. */
export class Literal {
	readonly length: number;
	/** Little-endian; the last word is filled up with NUL. */
	readonly words: Int32Array;

	constructor(text: string) {
		const bytes = new TextEncoder().encode(text);
		const padded = new Uint8Array(Math.ceil(bytes.length / WORD_BYTES) * WORD_BYTES);
		padded.set(bytes);
		const view = new DataView(padded.buffer);
		this.length = bytes.length;
		this.words = Int32Array.from({length: padded.length / WORD_BYTES}, (_, i) => view.getInt32(i * WORD_BYTES, true));
	}
}
