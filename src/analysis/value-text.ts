/** A value as JSON shows it. */
export interface ValueText {
	/** Its text, with U+FFFD for what is no UTF-8. */
	readonly text: string;
	/** Whether there was more of it. */
	readonly isTruncated: boolean;
}

/** The text at `bytes[start]` to `bytes[end - 1]`: of what is longer than `maxBytes`, the whole characters within them. */
export function valueText(bytes: Uint8Array, start: number, end: number, maxBytes: number): ValueText {
	const isTruncated = end - start > maxBytes;
	const shown = bytes.subarray(start, isTruncated ? start + maxBytes : end);
	// As a stream it leaves out a character that has only begun.
	return {text: new TextDecoder('utf-8', {ignoreBOM: true}).decode(shown, {stream: isTruncated}), isTruncated};
}
