const ASCII_END = 0x80;
const MAX_CODE_POINT = 0x10ffff;
const PAGE_SIZE = 256;

/** Equal without case, although neither has another case that is one character. */
const EQUAL_WITHOUT_MAPPING: ReadonlyMap<number, number> = new Map([[0x1fd3, 0x390], [0x1fe3, 0x3b0], [0xfb05, 0xfb06]]);

/** What each code point of a page folds to; made when one of the page is first asked for. */
const pages: (Uint32Array | undefined)[] = [];

/**
 * What stands for a code point and for its other cases: equal for `É` and `é`, for `Σ`, `σ` and `ς`. This is Unicode's
 * simple case folding, in which characters fold to one character or not at all, so `ß` is not `ss`; but letters of
 * US-ASCII are equal among themselves alone, as in JavaScript without the flag `u`, so that a search for `kelvin` need
 * not look for U+212A, the Kelvin sign, and text in US-ASCII can be found by its bytes.
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
	const equal = EQUAL_WITHOUT_MAPPING.get(codePoint);
	if (equal !== undefined) return equal;
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
