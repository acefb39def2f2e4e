import {ByteSearch} from '../search/byte-search.js';
import type {Literal} from '../search/literal.js';

/** A single letter is in every block. */
const FEWEST_LETTERS = 2;

/**
 * Whether messages can have one of a few texts in them, by their words alone. A block's words have each run of letters
 * that its messages have; digits and what stands between letters may be kept elsewhere (src/hub/packing/format.ts).
 */
export class WordTest {
	/** For each text, its runs of letters. */
	readonly #texts: readonly (readonly ByteSearch[])[];

	private constructor(texts: readonly (readonly ByteSearch[])[]) {
		this.#texts = texts;
	}

	/** @returns Undefined where words tell nothing: a text has no letters. */
	static of(literals: readonly Literal[]): WordTest | undefined {
		const texts = literals.map(({text, ignoreCase}) => lettersIn(text).map(letters => new ByteSearch(letters, ignoreCase)));
		return texts.some(runs => runs.length === 0) ? undefined : new WordTest(texts);
	}

	/** Whether the words are those of messages that may have one of the texts. */
	mayMatch(words: Uint8Array): boolean {
		return this.#texts.some(runs => runs.every(run => run.find(words, 0, words.length) !== -1));
	}
}

/** The runs of letters of US-ASCII in a text, the longest first: those are the rarest. */
function lettersIn(text: Uint8Array): Uint8Array[] {
	const runs: Uint8Array[] = [];
	for (let start = 0; start < text.length; start++) {
		let end = start;
		while (end < text.length && isLetter(text[end]!)) end++;
		if (end - start >= FEWEST_LETTERS) runs.push(text.subarray(start, end));
		start = end;
	}
	return runs.sort((a, b) => b.length - a.length);
}

function isLetter(byte: number): boolean {
	const lower = byte | 0x20;
	return lower >= 0x61 && lower <= 0x7a;
}
