import type {Counters, Status} from './status.js';
import {table} from './table.js';
import {showCount} from './units.js';

/** Counters of what was lost, whole or in part, with the reason in words. */
const REASONS = [
	['discarded_paused', 'discarded while paused'],
	['kernel_drops', 'dropped by the kernel'],
	['discarded_empty', 'empty'],
	['discarded_not_allowed', 'from addresses that are not allowed'],
	['discarded_rate_limited', 'beyond the rate limit'],
	['truncated', 'cut short'],
	['connections_refused', 'connections refused'],
	['connections_not_allowed', 'connections from addresses that are not allowed'],
	['connections_cut', 'connections cut'],
	['receive_errors', 'errors of receiving'],
] as const satisfies readonly (readonly [keyof Counters, string])[];

/** What one source lost for one reason. */
export interface Loss {
	/** A listener, or `followers` for what readers missed. */
	readonly source: string;
	/** Name of the counter in the answer of `/status`. */
	readonly reason: string;
	readonly count: number;
}

/** All that was lost since the daemon started, by source and reason. */
export function lossesOf({sources, followers}: Status): Loss[] {
	const received = sources.flatMap(source => REASONS.map(([reason]): Loss => ({source: source.name, reason, count: source[reason]})));
	const missed: Loss = {source: 'followers', reason: 'messages_lost', count: followers.messages_lost};
	return [...received, missed].filter(({count}) => count > 0);
}

/** What was lost in all, a phrase for each reason: `67 dropped by the kernel`. */
export function lossPhrases(counters: Counters): string[] {
	const happened = REASONS.filter(([reason]) => counters[reason] > 0);
	return happened.length === 0 ? ['nothing'] : happened.map(([reason, text]) => `${showCount(counters[reason])} ${text}`);
}

/**
 * The losses for people, lines with their ends:
 *
 * ```
 * SOURCE             COUNT  REASON
 * udp:127.0.0.1:514    500  discarded while paused
 * ```
 *
 * @param columns Width to keep to.
 */
export function lossesTable(losses: readonly Loss[], columns: number): string {
	if (losses.length === 0) return 'nothing lost\n';
	const rows = losses.map(({source, reason, count}) => [source, showCount(count), textOf(reason)]);
	return `${table([['SOURCE', 'COUNT', 'REASON'], ...rows], {right: [1], columns}).join('\n')}\n`;
}

function textOf(reason: string): string {
	return REASONS.find(([name]) => name === reason)?.[1] ?? 'missed by slow readers';
}
