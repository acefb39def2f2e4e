/** Text with its control characters escaped as in the format syslog. */
export function escaped(text: string): string {
	return text.replace(/[\0-\x1f\x7f]/g, character => `#${character.charCodeAt(0).toString(8).padStart(3, '0')}`);
}
