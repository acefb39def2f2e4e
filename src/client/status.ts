/** Counters of the daemon, and of each of its listeners for syslog. */
export interface Counters {
	readonly received: number;
	readonly received_bytes: number;
	readonly stored: number;
	readonly stored_bytes: number;
	readonly discarded_paused: number;
	readonly discarded_empty: number;
	readonly truncated: number;
	readonly unparsed: number;
	readonly kernel_drops: number;
	readonly connections: number;
	readonly connections_refused: number;
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
	readonly buffer: {
		readonly messages: Use;
		readonly bytes: Use;
		/** When the oldest message kept was received; absent when there is none. */
		readonly oldest?: string;
		readonly newest?: string;
	};
	readonly counters: Counters & {readonly evicted: number; readonly cleared: number};
	readonly sources: readonly Source[];
	readonly listeners: readonly {readonly kind: string; readonly address: string}[];
	readonly followers: {readonly current: number; readonly total: number; readonly gaps: number; readonly messages_lost: number};
}

/** What is used, out of what may be used. */
export interface Use {
	readonly used: number;
	readonly max: number;
}
