import {printable} from './printable.js';

/** So much is left of the first column, whatever the width. */
const MIN_FIRST_COLUMN = 12;
const GAP = '  ';

/** How a table is laid out. */
export interface Layout {
	/** Numbers of the columns to be aligned on the right, as numbers are. */
	readonly right?: readonly number[];
	/** Width to keep to: cells of the first column lose their middle for it. */
	readonly columns?: number;
}

/**
 * Aligns rows of cells in columns, two spaces apart. The last cell of a row on the left may be as long as it likes. What
 * could do something to a terminal is taken out of the cells.
 */
export function table(rows: readonly (readonly string[])[], {right = [], columns = Infinity}: Layout = {}): string[] {
	const clean = rows.map(row => row.map(printable));
	const room = columns - Math.max(...clean.map(([, ...others]) => others.reduce((sum, cell) => sum + GAP.length + cell.length, 0)));
	const fitting = clean.map(([first = '', ...others]) => [shortened(first, Math.max(MIN_FIRST_COLUMN, room)), ...others]);
	const widths = widthsOf(fitting, right);
	return fitting.map(row => row
		.map((cell, column) => (right.includes(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
		.join(GAP)
		.trimEnd());
}

/** A text with its middle left out where it is longer than `width`. */
function shortened(text: string, width: number): string {
	if (text.length <= width) return text;
	const before = Math.ceil((width - 1) / 2);
	return `${text.slice(0, before)}…${text.slice(text.length - (width - 1 - before))}`;
}

function widthsOf(rows: readonly (readonly string[])[], right: readonly number[]): number[] {
	const widths: number[] = [];
	for (const row of rows) {
		for (const [column, cell] of row.entries()) {
			const counts = column < row.length - 1 || right.includes(column);
			widths[column] = Math.max(widths[column] ?? 0, counts ? cell.length : 0);
		}
	}
	return widths;
}
