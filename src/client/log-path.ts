/** Which messages to ask for, and how they shall look. */
export interface LogRequest {
	/** The newest so many; -1 for all. */
	readonly lines: number;
	/** Name of a format; the daemon knows which there are. */
	readonly format: string;
}

/**
 * Path and query of a request for messages.
 *
 * @param cursor Asks for everything after this message instead of the newest `lines`.
 */
export function logPath(path: '/' | '/ws', {lines, format}: LogRequest, cursor?: string): string {
	const where = cursor === undefined ? {l: String(lines)} : {cursor};
	return `${path}?${new URLSearchParams({...where, fmt: format}).toString()}`;
}
