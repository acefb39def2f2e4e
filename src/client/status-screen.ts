import type {Source, Status} from './status.js';
import {table} from './table.js';
import {showBytes, showCount, showCounted, showMoment, showShare, showSpan} from './units.js';

/**
 * The state of the daemon for people, lines with their ends:
 *
 * ```
 * circologd 0.1.0, recording, up 3 d 4 h
 *
 * messages   123,456 of 300,000    41 %
 * memory     27.9 MiB of 64.0 MiB  43 %
 * oldest     2026-11-20 15:08:40   2 h 3 min ago
 * newest     2026-11-20 17:11:40   0 s ago
 * followers  2 now, 14 in all; 1 gap of 20 messages
 *
 * SOURCE                                 RECEIVED     STORED  LOST
 * unix-dgram:/run/circolog/syslog.sock  1,234,567  1,234,000   567
 *
 * lost       500 while paused, 67 dropped by the kernel
 * queries    unix:/run/circolog/query.sock
 * control    unix:/run/circolog/ctl.sock
 * ```
 *
 * @param now Against which ages are told.
 */
export function statusScreen(status: Status, now: Date): string {
	const {buffer, sources} = status;
	const sections = [
		[`circologd ${status.version}, ${status.paused ? 'PAUSED: new messages are discarded' : 'recording'}, up ${showSpan(status.uptime)}`],
		table([
			['messages', `${showCount(buffer.messages.used)} of ${showCount(buffer.messages.max)}`, showShare(buffer.messages.used, buffer.messages.max)],
			['memory', `${showBytes(buffer.bytes.used)} of ${showBytes(buffer.bytes.max)}`, showShare(buffer.bytes.used, buffer.bytes.max)],
			...(['oldest', 'newest'] as const).map(which => moment(which, buffer[which], now)),
			['followers', followers(status)],
		]),
		table([
			['SOURCE', 'RECEIVED', 'STORED', 'LOST'],
			...sources.map(source => [source.name, ...[source.received, source.stored, lost(source)].map(showCount)]),
		], [1, 2, 3]),
		table([
			['lost     ', losses(status)],
			...status.listeners.filter(({kind}) => kind !== 'syslog').map(({kind, address}) => [kind === 'query' ? 'queries' : kind, address]),
		]),
	];
	return sections.map(lines => `${lines.join('\n')}\n`).join('\n');
}

function moment(name: string, time: string | undefined, now: Date): string[] {
	if (time === undefined) return [name, 'none'];
	const at = new Date(time);
	return [name, showMoment(at), `${showSpan((now.getTime() - at.getTime()) / 1000)} ago`];
}

function followers({followers: {current, total, gaps, messages_lost: missed}}: Status): string {
	const seen = `${showCount(current)} now, ${showCount(total)} in all`;
	return gaps === 0 ? seen : `${seen}; ${showCounted(gaps, 'gap')} of ${showCounted(missed, 'message')}`;
}

/** Messages that came or tried to come, and are not in the ring's history. */
function lost(source: Source): number {
	return source.discarded_paused + source.kernel_drops;
}

function losses({counters}: Status): string {
	const reasons = [
		[counters.discarded_paused, 'while paused'],
		[counters.kernel_drops, 'dropped by the kernel'],
		[counters.discarded_empty, 'empty'],
		[counters.truncated, 'cut to the largest size'],
		[counters.connections_refused, 'connections refused'],
		[counters.receive_errors, 'errors of receiving'],
	] as const;
	const happened = reasons.filter(([count]) => count > 0).map(([count, reason]) => `${showCount(count)} ${reason}`);
	return happened.length === 0 ? 'nothing' : happened.join(', ');
}
