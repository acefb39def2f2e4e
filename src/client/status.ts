/** Counters of the daemon, and of each of its listeners for syslog. */
export interface Counters {
	readonly received: number;
	readonly received_bytes: number;
	readonly stored: number;
	readonly stored_bytes: number;
	readonly discarded_paused: number;
	readonly discarded_empty: number;
	readonly discarded_not_allowed: number;
	readonly discarded_rate_limited: number;
	readonly truncated: number;
	readonly unparsed: number;
	readonly kernel_drops: number;
	readonly connections: number;
	readonly connections_refused: number;
	readonly connections_not_allowed: number;
	readonly connections_cut: number;
	readonly receive_errors: number;
}

/** A listener for syslog. */
export interface Source extends Counters {
	/** As `unix-dgram:/run/circolog/syslog.sock` or `udp:127.0.0.1:514`. */
	readonly name: string;
}

/** The answer to `GET /status`. */
export interface Status {
	readonly version: string;
	/** Seconds since the daemon started. */
	readonly uptime: number;
	readonly epoch: string;
	readonly paused: boolean;
	/** When the pause ends by itself; absent where it does not. */
	readonly paused_until?: string;
	readonly buffer: {
		readonly messages: Use;
		readonly bytes: Use;
		/** When the oldest message kept was received; absent when there is none. */
		readonly oldest?: string;
		readonly newest?: string;
		/** Age in seconds at which messages are forgotten. Older daemons do not tell. */
		readonly max_age?: number | null;
	};
	readonly compression?: {readonly mode: 'off'} | Compressed;
	readonly counters: Counters & {readonly evicted: number; readonly cleared: number; readonly expired?: number};
	readonly sources: readonly Source[];
	readonly listeners: readonly {readonly kind: string; readonly address: string; readonly inherited?: true}[];
	readonly followers: {readonly current: number; readonly total: number; readonly gaps: number; readonly messages_lost: number};
	readonly queries: {readonly running: number; readonly total: number; readonly timed_out: number};
	/** The file that the ring is kept in; absent where it is not. `since` is when its counters began. */
	readonly keep?: {readonly path: string; readonly since: string; readonly starts: number; readonly dropped: number; readonly mended: number};
	/** What is masked before it is stored. Older daemons do not tell. */
	readonly redaction?: {readonly messages: number; readonly rules: readonly {readonly name: string; readonly replacements: number}[]};
}

/** The compressed part of the ring. */
export interface Compressed {
	readonly mode: 'brotli';
	readonly messages: number;
	/** Bytes that these had before, with their index, and that they have now. */
	readonly raw_bytes: number;
	readonly stored_bytes: number;
	/** Time that compressing has taken. */
	readonly cpu_seconds: number;
	/** Messages that left the ring before there was time to compress them. */
	readonly evicted_early: number;
}

/** What is told of a rate. */
export interface Rate {
	readonly messages_per_second: number;
	readonly bytes_per_second: number;
}

/** A number of messages, and what they take of the ring; `bytes_share` is a part of all, 0 to 1. */
export interface Amount {
	readonly count: number;
	readonly bytes: number;
	readonly bytes_share: number;
}

/** What is read of the answer to `GET /stats`. */
export interface Stats {
	readonly rate_60s: Rate;
	readonly rate_10s: Rate;
	/** How far back a full ring reaches. */
	readonly reach_text: string;
	/** The bound that is reached first; null where nothing has come in yet. */
	readonly bound_by: 'bytes' | 'messages' | null;
	/** Programs by the bytes that their messages take. */
	readonly top: {
		readonly messages: number;
		readonly bytes: number;
		readonly values: readonly (Amount & {readonly value: string})[];
	};
}

/** What is used, out of what may be used. */
export interface Use {
	readonly used: number;
	readonly max: number;
}
