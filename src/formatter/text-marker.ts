/** Finds what of a text is to stand out. */
export interface TextMarker {
	/**
	 * The bytes from `bytes[start]` to `bytes[end - 1]` that are to stand out, in whole characters: 1 for each of them
	 * and 0 for others, from index 0 on. Undefined where there are none. What is returned is good until the next call.
	 */
	find(bytes: Uint8Array, start: number, end: number): Uint8Array | undefined;
}
