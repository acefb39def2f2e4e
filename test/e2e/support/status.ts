/** What is counted of the whole daemon, and of each source. */
export interface Counters {
	received: number;
	received_bytes: number;
	stored: number;
	stored_bytes: number;
	discarded_paused: number;
	discarded_empty: number;
	discarded_not_allowed: number;
	discarded_rate_limited: number;
	truncated: number;
	unparsed: number;
	kernel_drops: number;
	connections: number;
	connections_refused: number;
	connections_not_allowed: number;
	connections_cut: number;
	receive_errors: number;
}

/** The answer of `GET /status` on the control socket. */
export interface Status {
	version: string;
	uptime: number;
	epoch: string;
	paused: boolean;
	paused_until?: string;
	buffer: {
		messages: {used: number; max: number};
		bytes: {used: number; max: number};
		oldest?: string;
		newest?: string;
		oldest_seq: number;
		next_seq: number;
		max_age: number | null;
	};
	counters: Counters & {evicted: number; cleared: number; expired: number};
	sources: (Counters & {name: string})[];
	listeners: {kind: string; address: string; inherited?: true}[];
	followers: {current: number; total: number; max: number; refused: number; gaps: number; messages_lost: number};
	queries: {running: number; total: number; timed_out: number};
	keep?: {path: string; since: string; starts: number; dropped: number; mended: number};
	http: {connections: number; total: number; refused: number; displaced: number; timed_out: number; too_large: number; unauthorized: number; tls_failed: number};
	redaction?: {messages: number; rules: {name: string; replacements: number}[]};
}

/** A message as `fmt=json` shows it. */
export interface JsonMessage {
	seq?: number;
	cursor?: string;
	received: string;
	timestamp?: string;
	hostname?: string;
	app_name?: string;
	proc_id?: string;
	msg_id?: string;
	facility?: number | string;
	severity?: number | string;
	priority?: number;
	version?: number;
	structured_data?: Record<string, Record<string, string[]>>;
	message?: string;
}
