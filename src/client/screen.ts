const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

/** Moves to the upper left. */
const HOME = '\x1b[H';
const CLEAR_SCREEN = `${HOME}\x1b[2J`;
const CLEAR_LINE = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';

/** Size of a terminal, in characters. */
export interface Size {
	readonly columns: number;
	readonly rows: number;
}

/** The size that a terminal tells; some, such as serial lines, tell none or 0. */
export function sizeOf({columns = 0, rows = 0}: Partial<Size>): Size {
	return {columns: columns > 0 ? columns : DEFAULT_COLUMNS, rows: rows > 0 ? rows : DEFAULT_ROWS};
}

/** Frames of a screen that is drawn again and again: what is there is written over, so that nothing flickers. */
export class Screen {
	#isFirst = true;

	/** What draws `text`, lines with their ends, on a terminal. What has no room is left out, on the right and below. */
	frame(text: string, {columns, rows}: Size): string {
		const lines = text.split('\n').slice(0, -1).slice(0, rows - 1);
		// Cleared before and not after it is written: behind a full line the cursor still stands on its last character.
		const drawn = lines.map(line => `${CLEAR_LINE}${line.slice(0, columns)}\n`).join('');
		const begin = this.#isFirst ? CLEAR_SCREEN : HOME;
		this.#isFirst = false;
		return `${begin}${drawn}${CLEAR_BELOW}`;
	}
}
