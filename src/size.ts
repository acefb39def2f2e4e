const UNIT_BYTES: Readonly<Record<string, number>> = {'': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30};

/** Reads a number of bytes, `1048576`, `1024K`, `1M`, `1MB` or `1MiB`; undefined where the text is none. Every unit is a power of 1024. */
export function readSize(text: string): number | undefined {
	const [, digits, unit] = /^(\d{1,15})(?:([kmg])i?)?b?$/i.exec(text) ?? [];
	return digits === undefined ? undefined : Number(digits) * UNIT_BYTES[unit?.toLowerCase() ?? '']!;
}

/** Says which sizes are allowed, as the end of a sentence. */
export function sizesFrom(min: number, max: number): string {
	return `from ${writeSize(min)} to ${writeSize(max)}, in bytes or with K, M or G, such as 64M`;
}

/** A number of bytes in the largest unit that it is whole in. */
function writeSize(bytes: number): string {
	const [unit, unitBytes] = Object.entries(UNIT_BYTES).findLast(([, each]) => bytes >= each && bytes % each === 0) ?? ['', 1];
	return `${bytes / unitBytes}${unit.toUpperCase()}`;
}
