// Messages whose every byte follows from their number, so that a torn or misplaced one is found out.

/** Length of the bytes of message `seq`: 8 to 407. */
export function numberedLength(seq) {
	return 8 + ((seq * 7919) % 400);
}

/** Writes message `seq` at `bytes[at]`, as a log line or as bytes of any value; returns its length. */
export function writeNumbered(bytes, at, seq, isText = false) {
	if (isText) return Buffer.from(bytes.buffer, bytes.byteOffset).write(lineOf(seq), at, 'latin1');
	const length = numberedLength(seq);
	for (let i = 0; i < length; i++) bytes[at + i] = numberedByte(seq, i);
	return length;
}

/** Whether `bytes[start]` to `bytes[end - 1]` are message `seq`. */
export function isNumbered(bytes, start, end, seq, isText = false) {
	if (isText) return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).latin1Slice() === lineOf(seq);
	if (end - start !== numberedLength(seq)) return false;
	for (let i = start; i < end; i++) if (bytes[i] !== numberedByte(seq, i - start)) return false;
	return true;
}

function lineOf(seq) {
	return `<13>1 - host app ${seq % 7} - - request ${seq} of 10.0.${seq % 250}.${seq % 11} took ${(seq * 7919) % 1000} ms`;
}

function numberedByte(seq, i) {
	return i < 8 ? Math.floor(seq / 2 ** (4 * i)) & 15 : (seq * 31 + i) & 255;
}
