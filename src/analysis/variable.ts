const DASH = 0x2d;
const DOT = 0x2e;
const PLUS = 0x2b;
const COLON = 0x3a;

/** What a byte can be part of, as bits. */
const DIGIT = 1;
const HEX_LETTER = 2;
const WORD = 4;
const JOINT = 8;
const KINDS = kinds();

/** A word with so many digits is a number or an id, whatever else is in it. */
const MIN_ID_DIGITS = 5;
/** Hexadecimal digits, one of them a decimal one, are an id if there are so many. */
const MIN_HEX_DIGITS = 6;
/** Where the dashes of a UUID are, and its length (RFC 9562, section 4). */
const UUID_DASHES: readonly number[] = [8, 13, 18, 23];
const UUID_BYTES = 36;
/** An IPv6 address has eight groups of up to four digits (RFC 4291, section 2.2). */
const MAX_GROUP_DIGITS = 4;
const IPV6_COLONS = 7;
const MAC_ADDRESS_COLONS = 5;

/**
 * Where the variable that begins a word at `bytes[at]` ends, or, where none does, minus where the word ends.
 *
 * Variables are words that begin with a digit (numbers, with their unit: `17`, `0x1f`, `64kB`), ids (five digits or more
 * in a word, or six or more hexadecimal ones), UUIDs, IPv6 and MAC addresses. `joinedEnd` adds what belongs together.
 *
 * @param start First byte of the text.
 * @param end The byte after its last.
 */
export function variableEnd(bytes: Uint8Array, at: number, start: number, end: number): number {
	let digits = 0;
	let all = DIGIT | HEX_LETTER;
	let i = at;
	for (; i < end; i++) {
		const kind = KINDS[bytes[i]!]!;
		if ((kind & WORD) === 0) break;
		digits += kind & DIGIT;
		if ((kind & (DIGIT | HEX_LETTER)) === 0) all = 0;
	}
	const length = i - at;
	if (all !== 0 && i < end) {
		// Within a run of colons an address has been looked for already.
		if (bytes[i] === COLON && length <= MAX_GROUP_DIGITS && (at === start || bytes[at - 1] !== COLON)) {
			const address = addressEnd(bytes, at, end);
			if (address !== -1) return address;
		}
		if (bytes[i] === DASH && length === UUID_DASHES[0] && isUuid(bytes, at, end)) return at + UUID_BYTES;
	}
	const isVariable = isDigit(bytes[at]!) || digits >= MIN_ID_DIGITS || (all !== 0 && digits > 0 && length >= MIN_HEX_DIGITS);
	return isVariable ? i : -i;
}

/** Where a variable that ends at `bytes[at]` really ends, with what follows it in `10.0.0.1:514`, `15:08:40,5` or `1/2`. */
export function joinedEnd(bytes: Uint8Array, at: number, start: number, end: number): number {
	let to = at;
	while (to + 1 < end && (KINDS[bytes[to]!]! & JOINT) !== 0 && isWord(bytes[to + 1]!)) {
		const next = variableEnd(bytes, to + 1, start, end);
		if (next < 0) break;
		to = next;
	}
	return to;
}

/** Whether a number's own sign or point stands at `bytes[at]`: before a digit, and not within a word. */
export function isSign(bytes: Uint8Array, at: number, start: number, end: number): boolean {
	const byte = bytes[at]!;
	if (byte !== DASH && byte !== PLUS && byte !== DOT) return false;
	return at + 1 < end && isDigit(bytes[at + 1]!) && (at === start || !isWord(bytes[at - 1]!));
}

/** Where an address that begins with `::`, at `bytes[at]`, ends; -1 where there is none. */
export function shortenedAddressEnd(bytes: Uint8Array, at: number, start: number, end: number): number {
	if (bytes[at] !== COLON || at + 1 >= end || bytes[at + 1] !== COLON) return -1;
	return at > start && (bytes[at - 1] === COLON || isWord(bytes[at - 1]!)) ? -1 : addressEnd(bytes, at, end);
}

/** Where the digits that end a word begin, if a dot and a digit follow it, as in `v2.6.5`; else `wordEnd`. */
export function versionStart(bytes: Uint8Array, at: number, wordEnd: number, end: number): number {
	if (wordEnd + 1 >= end || bytes[wordEnd] !== DOT || !isDigit(bytes[wordEnd + 1]!)) return wordEnd;
	let i = wordEnd;
	while (i > at && isDigit(bytes[i - 1]!)) i--;
	return i;
}

/** Whether a byte is part of words: letters, digits, and whatever is not US-ASCII. */
export function isWord(byte: number): boolean {
	return (KINDS[byte]! & WORD) !== 0;
}

export function isDigit(byte: number): boolean {
	return (KINDS[byte]! & DIGIT) !== 0;
}

function isHexDigit(byte: number): boolean {
	return (KINDS[byte]! & (DIGIT | HEX_LETTER)) !== 0;
}

function isUuid(bytes: Uint8Array, at: number, end: number): boolean {
	if (end - at < UUID_BYTES || (end - at > UUID_BYTES && isWord(bytes[at + UUID_BYTES]!))) return false;
	for (let i = 0; i < UUID_BYTES; i++) {
		if (UUID_DASHES.includes(i) ? bytes[at + i] !== DASH : !isHexDigit(bytes[at + i]!)) return false;
	}
	return true;
}

/**
 * Where an IPv6 or MAC address at `bytes[at]` ends, -1 where there is none: not in `A::B`, which has no digit, nor in
 * `a.c:12:3`, which has neither two colons together nor as many as an address.
 */
function addressEnd(bytes: Uint8Array, at: number, end: number): number {
	let colons = 0;
	let digits = 0;
	let groupDigits = 0;
	let isShortened = false;
	let i = at;
	for (; i < end; i++) {
		const byte = bytes[i]!;
		if (byte === COLON) {
			const isSecond = i > at && bytes[i - 1] === COLON;
			isShortened ||= isSecond;
			// A single colon that nothing hexadecimal follows is punctuation.
			if (!isSecond && (i + 1 === end || (bytes[i + 1] !== COLON && !isHexDigit(bytes[i + 1]!)))) break;
			if (++colons > IPV6_COLONS) return -1;
			groupDigits = 0;
		} else if (isHexDigit(byte)) {
			if (isDigit(byte)) digits++;
			if (++groupDigits > MAX_GROUP_DIGITS) return -1;
		} else {
			break;
		}
	}
	if (i < end && isWord(bytes[i]!)) return -1;
	return (isShortened && digits > 0) || colons === IPV6_COLONS || colons === MAC_ADDRESS_COLONS ? i : -1;
}

function kinds(): Uint8Array {
	const table = new Uint8Array(256).fill(WORD, 0x80);
	for (const byte of Buffer.from('GHIJKLMNOPQRSTUVWXYZghijklmnopqrstuvwxyz')) table[byte] = WORD;
	for (const byte of Buffer.from('ABCDEFabcdef')) table[byte] = WORD | HEX_LETTER;
	for (const byte of Buffer.from('0123456789')) table[byte] = WORD | DIGIT;
	// What stands within addresses, times, dates, ranges and fractions.
	for (const byte of Buffer.from('.,:-+/_')) table[byte] = JOINT;
	return table;
}
