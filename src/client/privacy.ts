import {table} from './table.js';
import {showBytes, showCount, showCounted, showMoment, showSpan} from './units.js';

/** The answer to `GET /privacy`. */
export interface Privacy {
	readonly swap: {readonly devices: readonly string[]; readonly allowed: boolean | null; readonly swapped_bytes: number | null};
	readonly lock: {
		readonly required: boolean;
		readonly state: 'locked' | 'refused';
		readonly locked_bytes: number;
		readonly wanted_bytes: number;
		/** RLIMIT_MEMLOCK; null where there is no limit. */
		readonly limit_bytes: number | null;
		readonly reason: string | null;
	};
	readonly dump: {readonly cores: 'on' | 'off'};
	/** Age in seconds. */
	readonly age: {readonly max_age: number | null; readonly oldest: string | null; readonly expired: number};
	readonly redaction: {readonly messages: number; readonly rules: readonly {readonly name: string}[]};
	readonly compression: string;
	/** The file that outlives the daemon; null where there is none. */
	readonly keep: {readonly path: string; readonly on_disk: boolean} | null;
}

/**
 * What keeps the log in memory, for people, lines with their ends:
 *
 * ```
 * swap       none on this host
 * lock       70.2 MiB locked in memory
 * dump       no cores
 * kept       in /run/circolog/ring, also when the daemon has ended
 * age        1 h at the most; the oldest is of 2026-11-20 15:08:40; 1,234 have expired
 * redaction  ipv4, email: 20 messages masked
 * ```
 */
export function privacyTable({swap, lock, dump, age, redaction, keep}: Privacy): string {
	const {rules, messages} = redaction;
	return `${table([
		['swap', swapText(swap)],
		['lock', lockText(lock)],
		['dump', dump.cores === 'off' ? 'no cores' : 'CORES MAY BE WRITTEN'],
		['kept', keptText(keep)],
		['age', [
			age.max_age === null ? 'no limit' : `${showSpan(age.max_age)} at the most`,
			age.oldest === null ? 'the ring is empty' : `the oldest is of ${showMoment(new Date(age.oldest))}`,
			...age.expired === 0 ? [] : [`${showCount(age.expired)} have expired`],
		].join('; ')],
		['redaction', rules.length === 0 ? 'none' : `${rules.map(({name}) => name).join(', ')}: ${showCounted(messages, 'message')} masked`],
	]).join('\n')}\n`;
}

function keptText(keep: Privacy['keep']): string {
	if (keep === null) return 'no: it ends with the daemon';
	return `in ${keep.path}, also when the daemon has ended${keep.on_disk ? ': ON A DISK' : ''}`;
}

function swapText({devices, allowed, swapped_bytes: swapped}: Privacy['swap']): string {
	if (devices.length === 0) return 'none on this host';
	const now = swapped === null || swapped === 0 ? '' : `; ${showBytes(swapped)} of the daemon are there now`;
	return `${devices.join(', ')}${allowed === false ? ', but not for the daemon' : ''}${now}`;
}

function lockText({state, locked_bytes: locked, wanted_bytes: wanted, limit_bytes: limit, reason}: Privacy['lock']): string {
	if (state === 'locked') return `${showBytes(locked)} locked in memory`;
	const allowed = limit === null ? 'RLIMIT_MEMLOCK is unlimited' : `RLIMIT_MEMLOCK allows ${showBytes(limit)}`;
	return `ONLY ${showBytes(locked)} of ${showBytes(wanted)} LOCKED (${reason ?? 'refused'}): ${allowed}`;
}
