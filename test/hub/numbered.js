// Messages whose every byte follows from their number, so that a torn or misplaced one is found out.

/** Length of the text of message `seq`: 8 to 407 bytes. */
export function numberedLength(seq) {
	return 8 + ((seq * 7919) % 400);
}

/** Writes the text of message `seq` at `bytes[at]`; returns its length. */
export function writeNumbered(bytes, at, seq) {
	const length = numberedLength(seq);
	for (let i = 0; i < length; i++) bytes[at + i] = numberedByte(seq, i);
	return length;
}

/** Whether `bytes[start]` to `bytes[end - 1]` are the text of message `seq`. */
export function isNumbered(bytes, start, end, seq) {
	if (end - start !== numberedLength(seq)) return false;
	for (let i = start; i < end; i++) if (bytes[i] !== numberedByte(seq, i - start)) return false;
	return true;
}

function numberedByte(seq, i) {
	return i < 8 ? Math.floor(seq / 2 ** (4 * i)) & 15 : (seq * 31 + i) & 255;
}
