import type {Counters} from './status.js';
import {table} from './table.js';
import {showCount, showCounted, showMoment} from './units.js';

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

/** What one source lost for one reason, in all. */
export interface LossTotal {
	/** A listener, a sender, `readers` for those who were too slow, `ring` for what somebody cleared. */
	readonly source: string;
	readonly reason: string;
	readonly count: number;
	/** What is counted: `message`, `connection`. */
	readonly unit: string;
	/** `lost`, `cut short`, `refused`, `met`; `none` where nothing is lost. */
	readonly fate: string;
	/** The reason, for people. */
	readonly text: string;
}

/** What was lost at one time. */
export interface Loss extends LossTotal {
	/** RFC 3339, UTC. */
	readonly from: string;
	readonly to: string;
}

/** The answer to `GET /losses`. */
export interface LossReport {
	readonly losses: readonly Loss[];
	/** Entries that the daemon had no room for any more. */
	readonly forgotten: number;
	readonly totals: readonly LossTotal[];
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
 * udp:127.0.0.1:514    500  lost: discarded while paused
 *
 * FROM                 TO                   COUNT  SOURCE             REASON
 * 2026-11-20 15:08:40  2026-11-20 15:09:02    500  udp:127.0.0.1:514  lost: discarded while paused
 * ```
 *
 * @param columns Width to keep to.
 */
export function lossesText({losses, forgotten, totals}: LossReport, columns: number): string {
	if (losses.length === 0 && totals.length === 0) return 'nothing lost\n';
	const sums = table([['SOURCE', 'COUNT', 'REASON'], ...totals.map(total => [total.source, showCount(total.count), reasonOf(total)])], {right: [1], columns});
	const entries = table([
		['FROM', 'TO', 'COUNT', 'SOURCE', 'REASON'],
		...losses.map(loss => [showMoment(new Date(loss.from)), showMoment(new Date(loss.to)), showCount(loss.count), loss.source, reasonOf(loss)]),
	], {right: [2]});
	const older = forgotten === 0 ? [] : [`(${showCounted(forgotten, 'older entry', 'older entries')} forgotten)`];
	const parts = [totals.length === 0 ? [] : sums, losses.length === 0 ? [] : [...older, ...entries]].filter(lines => lines.length > 0);
	return `${parts.map(lines => lines.join('\n')).join('\n\n')}\n`;
}

function reasonOf({unit, fate, text}: LossTotal): string {
	if (fate === 'none') return text;
	return `${unit === 'message' ? '' : `${unit}s `}${fate}: ${text}`;
}
