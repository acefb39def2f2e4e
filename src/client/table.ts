/**
 * Aligns rows of cells in columns, two spaces apart. The last cell of a row on the left may be as long as it likes.
 *
 * @param right Numbers of the columns to be aligned on the right, as numbers are.
 */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
	const widths: number[] = [];
	for (const row of rows) {
		for (const [column, cell] of row.entries()) {
			const counts = column < row.length - 1 || right.includes(column);
			widths[column] = Math.max(widths[column] ?? 0, counts ? cell.length : 0);
		}
	}
	return rows.map(row => row
		.map((cell, column) => (right.includes(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
		.join('  ')
		.trimEnd());
}
