const ASCII_END = 0x80;
const MAX_CODE_POINT = 0x10ffff;
const PAGE_SIZE = 256;

/** What each code point of a page folds to; made when one of the page is first asked for. */
const pages: (Uint32Array | undefined)[] = [];

/**
 * What stands for a code point and for its other cases: equal for `É` and `é`, for `Σ`, `σ` and `ς`. Characters fold to
 * one character or not at all, so `ß` is not `ss`; and letters of US-ASCII are equal among themselves alone, so that a
 * search for `kelvin` need not look for U+212A, the Kelvin sign.
 */
export function foldCase(codePoint: number): number {
	const page = pages[codePoint >>> 8] ??= makePage(codePoint & -PAGE_SIZE);
	return page[codePoint & PAGE_SIZE - 1]!;
}

/** Whether nothing in `text` has cases but letters of US-ASCII. */
export function hasOnlyAsciiCases(text: string): boolean {
	return Array.from(text).every(character => character < '\x80' || character.toLowerCase() === character.toUpperCase());
}

function makePage(first: number): Uint32Array {
	return Uint32Array.from({length: PAGE_SIZE}, (_, i) => fold(first + i));
}

function fold(codePoint: number): number {
	if (codePoint > MAX_CODE_POINT) return codePoint;
	const character = String.fromCodePoint(codePoint);
	const upper = oneOf(character.toUpperCase(), character);
	const folded = oneOf(upper.toLowerCase(), upper).codePointAt(0)!;
	return codePoint >= ASCII_END && folded < ASCII_END ? codePoint : folded;
}

/** `changed` where it is one character, else `character`. */
function oneOf(changed: string, character: string): string {
	return Array.from(changed).length === 1 ? changed : character;
}
