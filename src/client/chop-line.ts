import stringWidth from 'string-width';

const TAB_COLUMNS = 8;
/** What moves nothing on: control sequences (ECMA-48), those that set a window's title, and other escapes. */
const ESCAPE = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])/y;
/** Of these, those that set colours and the like. */
const STYLE = /\x1b\[[\d;:]*m/g;
const characters = new Intl.Segmenter();

/**
 * Cuts a line, without its end, to what has room in a row of a terminal.
 *
 * @param sign Stands in the last column where something was cut off, one column wide beside its escape sequences.
 * @returns The line itself where all of it has room. What sets colours stays, so that what is switched off behind the
 * cut is switched off.
 */
export function chopLine(line: string, columns: number, sign: string): string {
	let column = 0;
	/** Before it, there is room for the sign. */
	let cut = 0;
	for (const {end, isEscape, text} of piecesOf(line)) {
		if (!isEscape) column += widthOf(text, column);
		if (column > columns) return `${line.slice(0, cut)}${sign}${line.slice(cut).match(STYLE)?.join('') ?? ''}`;
		if (column < columns) cut = end;
	}
	return line;
}

/** Escape sequences, and characters as people see them. */
function* piecesOf(line: string): Generator<{readonly text: string; readonly isEscape: boolean; readonly end: number}> {
	for (let at = 0; at < line.length;) {
		ESCAPE.lastIndex = at;
		const [escape] = ESCAPE.exec(line) ?? [];
		if (escape !== undefined) {
			at += escape.length;
			yield {text: escape, isEscape: true, end: at};
			continue;
		}
		const next = line.indexOf('\x1b', at + 1);
		for (const {segment} of characters.segment(line.slice(at, next === -1 ? line.length : next))) {
			at += segment.length;
			yield {text: segment, isEscape: false, end: at};
		}
	}
}

function widthOf(character: string, column: number): number {
	if (character === '\t') return TAB_COLUMNS - column % TAB_COLUMNS;
	return /^[ -~]$/.test(character) ? 1 : stringWidth(character, {countAnsiEscapeCodes: true});
}
