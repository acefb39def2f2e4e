/**
 * Finds a needle of any length in time that grows with the text alone, whatever both look like (Knuth, Morris and
 * Pratt, 1977). That is slow beside the kernel, which needs time for each byte of the needle where nearly all of it
 * stands everywhere.
 */
export class LinearSearch {
	readonly #needle: Uint8Array;
	readonly #fold: Uint8Array;
	readonly #shorter: Int32Array;

	/**
	 * @param needle At least 1 byte; letters lower-case where case is ignored.
	 * @param fold What a byte of the text is or-ed with before it is compared with the needle's at the same place.
	 */
	constructor(needle: Uint8Array, fold: Uint8Array) {
		this.#needle = needle;
		this.#fold = fold;
		this.#shorter = shorterPrefixes(needle);
	}

	/** Where the needle first begins in `bytes`, with all of it from `from` to `end - 1`; -1 if nowhere. */
	find(bytes: Uint8Array, from: number, end: number): number {
		const length = this.#needle.length;
		for (let at = from, standing = 0; at < end; at++) {
			standing = this.#after(standing, bytes[at]!);
			if (standing === length) return at + 1 - length;
		}
		return -1;
	}

	/** How many of the needle's first bytes stand after `byte`, if `standing` did before it. */
	#after(standing: number, byte: number): number {
		for (;;) {
			if ((byte | this.#fold[standing]!) === this.#needle[standing]) return standing + 1;
			if (standing === 0) return 0;
			standing = this.#shorter[standing]!;
		}
	}
}

/** For each number of elements of the needle that stand: how many fewer stand still when the next one does not. */
export function shorterPrefixes(needle: Uint8Array | Int32Array): Int32Array {
	const shorter = new Int32Array(needle.length);
	for (let i = 1, standing = 0; i < needle.length - 1; i++) {
		while (standing > 0 && needle[i] !== needle[standing]) standing = shorter[standing]!;
		if (needle[i] === needle[standing]) standing++;
		shorter[i + 1] = standing;
	}
	return shorter;
}
