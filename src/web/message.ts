/** A message as `fmt=json` shows it; docs/query.md has every key. */
export interface Message {
	/** Number in the ring; absent for what circologd says about the log itself. */
	readonly seq?: number;
	/** The place right after it. */
	readonly cursor?: string;
	/** Time of receipt, RFC 3339 in UTC with microseconds. */
	readonly received: string;
	/** Time that the sender wrote. */
	readonly timestamp?: string;
	readonly hostname?: string;
	readonly app_name?: string;
	readonly proc_id?: string;
	readonly msg_id?: string;
	readonly facility: number;
	readonly severity: number;
	readonly priority: number;
	readonly version?: number;
	readonly structured_data?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
	readonly message?: string;
}

/** A line of the list: a message, or a word about those that are not there. */
export interface Row extends Message {
	/** Tells rows apart, also those of several runs of the daemon. */
	readonly key: string;
}

let notices = 0;

/** Reads lines of `fmt=json`. A line that is none is left out: the answer was cut off there. */
export function parseRows(text: string): Row[] {
	const rows: Row[] = [];
	for (const line of text.split('\n')) {
		if (line === '') continue;
		try {
			const message = JSON.parse(line) as Message;
			rows.push({...message, key: message.cursor ?? nextNotice()});
		} catch {
			continue;
		}
	}
	return rows;
}

/** A line of our own about messages that are not shown. */
export function notice(reason: string, text: string): Row {
	return {
		key: nextNotice(), received: new Date().toISOString(), facility: 5, severity: 4, priority: 44, app_name: 'this page', msg_id: 'GAP',
		structured_data: {'circolog@32473': {reason: [reason]}}, message: text,
	};
}

/** Why messages are missing here, as `overtaken`, and how many, where that is known; undefined for a message of the ring. */
export function gapOf({seq, structured_data}: Message): {readonly reason: string; readonly count: number} | undefined {
	if (seq !== undefined) return undefined;
	const {reason, count} = structured_data?.['circolog@32473'] ?? {};
	return {reason: reason?.[0] ?? 'unknown', count: Number(count?.[0] ?? 0)};
}

function nextNotice(): string {
	return `notice ${++notices}`;
}
