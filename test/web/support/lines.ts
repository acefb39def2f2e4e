/** Messages in RFC 5424, as the tests send them. */
export function line(
	message: string, {severity = 6, app = 'app', host = 'web1', data = '-'}: {severity?: number; app?: string; host?: string; data?: string} = {},
): string {
	return `<${8 + severity}>1 2026-11-20T15:00:00.000000Z ${host} ${app} 42 - ${data} ${message}`;
}

/** `count` messages that say which they are, from `first` on. */
export function numberedLines(count: number, first = 1): string[] {
	return Array.from({length: count}, (_, i) => line(`message number ${first + i}`));
}
