import {foldCase} from '../search/case-folding.js';

/** What stands for all bytes of characters beyond US-ASCII. */
const NOT_ASCII = 0x80;

/** Finds where a character may begin by its first byte alone: that is faster than to read all before it. */
export class CharacterStart {
	/** For each byte, the character that begins with it as it is compared, or `NOT_ASCII`. */
	readonly #characters: Uint8Array;

	/** @param ignoreCase Whether characters are compared by what `foldCase` makes of them. */
	constructor(ignoreCase: boolean) {
		this.#characters = Uint8Array.from({length: 256}, (_, byte) => Math.min(ignoreCase ? foldCase(byte) : byte, NOT_ASCII));
	}

	/** The first place from `at`, where a character begins, on where `codePoint` may begin; `end` where there is none. */
	find(codePoint: number, bytes: Uint8Array, at: number, end: number): number {
		const characters = this.#characters;
		const wanted = Math.min(codePoint, NOT_ASCII);
		let i = at;
		while (i < end && characters[bytes[i]!] !== wanted) i++;
		return i;
	}
}
