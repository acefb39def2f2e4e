// Texts whose every byte follows from their number, as long as the one before, but for every hundredth.

const HEAD_BYTES = 12;

/** The text of message `seq`. */
export function evenText(seq) {
	const text = new Uint8Array(300 + Math.floor(seq / 100) % 5);
	for (let i = 0; i < text.length; i++) text[i] = evenByte(seq, i);
	return text;
}

/** Whether `bytes[start]` to `bytes[end - 1]` are the text of message `seq`. */
export function isEvenText(bytes, start, end, seq) {
	if (end - start !== 300 + Math.floor(seq / 100) % 5) return false;
	for (let i = start; i < end; i++) if (bytes[i] !== evenByte(seq, i - start)) return false;
	return true;
}

/** Letters only: a digit might begin an octet count, and an LF end a text. */
function evenByte(seq, i) {
	return 97 + (i < HEAD_BYTES ? Math.floor(seq / 16 ** i) & 15 : (seq * 31 + i) % 26);
}
