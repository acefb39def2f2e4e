/** What is read of a message in the format `json`. */
export interface Message {
	readonly seq: number;
	/** When the daemon received it, in UTC. */
	readonly received: string;
	/** The sender's, with a zone. */
	readonly timestamp?: string;
	readonly hostname?: string;
	readonly app_name?: string;
	/** Absent where the message is not in the format of RFC 5424. */
	readonly version?: number;
	readonly structured_data?: Readonly<Record<string, unknown>>;
	readonly message?: string;
}

/** Reads lines of `json`; what is none is left out. */
export function readMessages(lines: string): Message[] {
	return lines.split('\n').flatMap((line) => {
		try {
			return [JSON.parse(line) as Message];
		} catch {
			return [];
		}
	});
}

/** A latency as it is shown, `1.2 ms`: from a moment, in microseconds since 1970 UTC, until the daemon received the message. */
export function showLatency(sentUs: number, {received}: Message): string {
	const [, whole = '', digits = ''] = /^(.*?)(?:\.(\d{6}))?Z$/.exec(received) ?? [];
	const us = Date.parse(`${whole}Z`) * 1000 + Number(digits) - sentUs;
	// Whoever sets the clock back meanwhile is not told of a message from the future.
	return `${(Math.max(0, us) / 1000).toFixed(1)} ms`;
}
