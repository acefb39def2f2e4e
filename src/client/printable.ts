/**
 * Makes text that came from somebody else harmless to a terminal: control characters, and what Unicode has to turn the
 * direction of writing, become U+FFFD.
 */
export function printable(text: string): string {
	return text.replace(/\p{C}/gu, '\ufffd');
}
