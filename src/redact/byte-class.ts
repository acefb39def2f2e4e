/** 0 to 9. */
export const DIGIT = 1;
/** 0 to 9, a to f, A to F. */
export const HEX = 2;
/** Letters of US-ASCII and digits: what a word is made of. */
export const WORD = 4;
/** What may stand in the local part of an e-mail address without quotes, but `=` and `/`; also all that is not US-ASCII. */
export const LOCAL_PART = 8;
/** What a label of a host's name is made of; also all that is not US-ASCII. */
export const HOST = 16;
/** What ends a URL: white space, control characters, quotes, `<`, `>`. */
export const URL_END = 32;
/** What a token is made of (RFC 6750, section 2.1). */
export const TOKEN = 64;
/** White space and control characters. */
export const BLANK = 128;

/** For each byte, the classes that it belongs to. */
export const CLASSES = Uint8Array.from({length: 256}, (_, byte) => {
	const character = String.fromCharCode(byte);
	const beyond = byte >= 0x80;
	return (/[0-9]/.test(character) ? DIGIT : 0)
		| (/[0-9a-f]/i.test(character) ? HEX : 0)
		| (/[0-9a-z]/i.test(character) ? WORD : 0)
		| (beyond || /[0-9a-z!#$%&'*+?^_`{|}~.-]/i.test(character) ? LOCAL_PART : 0)
		| (beyond || /[0-9a-z_-]/i.test(character) ? HOST : 0)
		| (byte <= 0x20 || byte === 0x7f || /["'<>`]/.test(character) ? URL_END : 0)
		| (/[0-9a-z._~+/=-]/i.test(character) ? TOKEN : 0)
		| (byte <= 0x20 || byte === 0x7f ? BLANK : 0);
});

/** Whether the byte belongs to one of the classes. What is no byte, beyond the end of an array, belongs to none. */
export function isOf(byte: number | undefined, classes: number): boolean {
	return (CLASSES[byte!]! & classes) !== 0;
}
