const LF = 0x0a;
const TAB = 0x09;
const ESC = 0x1b;
const OPEN_BRACKET = 0x5b;
const TAB_COLUMNS = 8;

/**
 * Counts the rows of a terminal that a text takes, rather too many than too few. Where characters are not of US-ASCII it
 * goes by their bytes, and of escape sequences it knows those that set colours.
 */
export class RowCount {
	/** Rows so far, the unfinished one among them. */
	rows = 0;
	#column = 0;
	#isInEscape = false;

	/** @param columns Width of the terminal; Infinity where long lines are cut. */
	add(bytes: Uint8Array, columns: number): void {
		for (const byte of bytes) {
			if (this.#isInEscape) {
				this.#isInEscape = byte < 0x40 || byte === OPEN_BRACKET;
				continue;
			}
			if (byte === LF) {
				if (this.#column === 0) this.rows += 1;
				this.#column = 0;
				continue;
			}
			this.#isInEscape = byte === ESC;
			const width = widthOf(byte, this.#column);
			if (width === 0) continue;
			if (this.#column === 0 || this.#column + width > columns) {
				this.rows += 1;
				this.#column = 0;
			}
			this.#column += width;
		}
	}
}

/** A character of two bytes has one column, of three or four two at the most: the first byte has them all. */
function widthOf(byte: number, column: number): number {
	if (byte === TAB) return TAB_COLUMNS - column % TAB_COLUMNS;
	if (byte < 0x20) return 0;
	if (byte < 0x80) return 1;
	if (byte < 0xc0) return 0;
	return byte < 0xe0 ? 1 : 2;
}
