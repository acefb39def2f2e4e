import {lossPhrases} from './losses.js';
import type {Source, Stats, Status} from './status.js';
import {table} from './table.js';
import {showBytes, showCount, showCounted, showMoment, showRate, showShare, showSpan} from './units.js';

/** Width of what begins a line of the screen, with the gap after it. */
const LABEL_COLUMNS = 11;

/** What the screen shows. */
export interface Report {
	readonly status: Status;
	/** Absent where the daemon could not tell; then `statsError` says why. */
	readonly stats?: Stats;
	readonly statsError?: string;
}

/**
 * The state of the daemon for people, lines with their ends:
 *
 * ```
 * circologd 0.1.0, recording, up 3 d 4 h
 *
 * messages   123,456 of 300,000    41 %
 * memory     27.9 MiB of 64.0 MiB  43 %
 * compressed 118,200 messages      25.4 MiB in 1.8 MiB, 14.1 times smaller; 0.3 s of work
 * oldest     2026-11-20 15:08:40   2 h 3 min ago
 * newest     2026-11-20 17:11:40   0 s ago
 * age        6 h at the most       12,345 messages expired
 * rate       1,234/s, 230 KiB/s    1,190/s, 221 KiB/s over a minute
 * reach      4 hours 45 minutes    when full, at that rate; memory is what fills first
 * lost       500 discarded while paused, 67 dropped by the kernel
 * redacted   1,020 messages: ipv4 1,300, email 12
 * kept       /run/circolog/ring, by 3 daemons since 2026-11-18 09:12:02
 * followers  2 now, 14 in all; 1 gap of 20 messages
 * queries    0 now, 31 in all
 *
 * PROGRAM   MESSAGES    MEMORY  SHARE
 * sshd        70,123  17.0 MiB   61 %
 * (others)    53,333  10.9 MiB   39 %
 *
 * SOURCE                                 RECEIVED     STORED  LOST
 * unix-dgram:/run/circolog/syslog.sock  1,234,567  1,234,000   567
 *
 * query      unix:/run/circolog/query.sock
 * control    unix:/run/circolog/ctl.sock
 * ```
 *
 * @param now Against which ages are told.
 * @param columns Width to keep to.
 */
export function statusScreen(report: Report, now: Date, columns: number): string {
	const {status, stats} = report;
	const {buffer, sources} = status;
	const sections = [
		[`circologd ${status.version}, ${activity(status, now)}, up ${showSpan(status.uptime)}`],
		table([
			['messages', `${showCount(buffer.messages.used)} of ${showCount(buffer.messages.max)}`, showShare(buffer.messages.used, buffer.messages.max)],
			['memory', `${showBytes(buffer.bytes.used)} of ${showBytes(buffer.bytes.max)}`, showShare(buffer.bytes.used, buffer.bytes.max)],
			...compressed(status),
			...(['oldest', 'newest'] as const).map(which => moment(which, buffer[which], now)),
			...age(status),
			...speed(report),
			...wrapped('lost', lossPhrases(status.counters), columns),
			...redacted(status, columns),
			...kept(status, columns),
			['followers', followers(status)],
			['queries', queries(status)],
		]),
		...stats === undefined || stats.top.values.length === 0 ? [] : [talkers(stats, columns)],
		table([
			['SOURCE', 'RECEIVED', 'STORED', 'LOST'],
			...sources.map(source => [source.name, ...[source.received, source.stored, lost(source)].map(showCount)]),
		], {right: [1, 2, 3], columns}),
		table(status.listeners.filter(({kind}) => kind !== 'syslog').map(({kind, address}) => [kind.padEnd(LABEL_COLUMNS - 2), address])),
	];
	return sections.map(lines => `${lines.join('\n')}\n`).join('\n');
}

function activity({paused, paused_until: until}: Status, now: Date): string {
	if (!paused) return 'recording';
	if (until === undefined) return 'PAUSED: new messages are discarded';
	return `PAUSED for another ${showSpan(Math.ceil((new Date(until).getTime() - now.getTime()) / 1000))}: new messages are discarded`;
}

/** What is compressed, to what part of its size; nothing where nothing is. */
function compressed({compression}: Status): string[][] {
	if (compression === undefined || compression.mode === 'off' || compression.messages === 0) return [];
	const {messages, raw_bytes: raw, stored_bytes: stored, cpu_seconds: seconds, evicted_early: early} = compression;
	const sizes = `${showBytes(raw)} in ${showBytes(stored)}, ${(raw / stored).toFixed(1)} times smaller; ${seconds.toFixed(1)} s of work`;
	return [
		['compressed', showCounted(messages, 'message'), sizes],
		...early === 0 ? [] : [['', '', `${showCounted(early, 'message')} left before there was time to compress them`]],
	];
}

function moment(name: string, time: string | undefined, now: Date): string[] {
	if (time === undefined) return [name, 'none'];
	const at = new Date(time);
	return [name, showMoment(at), `${showSpan((now.getTime() - at.getTime()) / 1000)} ago`];
}

/** What `--max-age` has done; nothing where there is none. */
function age({buffer: {max_age: maxAge}, counters: {expired = 0}}: Status): string[][] {
	if (maxAge == null) return [];
	return [['age', `${showSpan(maxAge)} at the most`, expired === 0 ? 'none has expired' : `${showCounted(expired, 'message')} expired`]];
}

function speed({stats, statsError = ''}: Report): string[][] {
	if (stats === undefined) return [['rate', `unknown: ${statsError}`]];
	const [present, minute] = [stats.rate_10s, stats.rate_60s].map(({messages_per_second: messages, bytes_per_second: bytes}) =>
		`${showRate(messages)}, ${showBytes(bytes)}/s`);
	return [
		['rate', present!, `${minute!} over a minute`],
		stats.bound_by === null
			? ['reach', stats.reach_text]
			: ['reach', stats.reach_text, `when full; ${stats.bound_by === 'bytes' ? 'memory is' : 'messages are'} the limit`],
	];
}

/** Phrases with commas between them, in as many rows as the width asks for. */
function wrapped(name: string, phrases: readonly string[], columns: number): string[][] {
	const lines = [''];
	for (const [i, phrase] of phrases.entries()) {
		const piece = i === phrases.length - 1 ? phrase : `${phrase},`;
		const line = lines.at(-1)!;
		if (line !== '' && LABEL_COLUMNS + line.length + 1 + piece.length > columns) lines.push(piece);
		else lines[lines.length - 1] = line === '' ? piece : `${line} ${piece}`;
	}
	return lines.map((line, i) => [i === 0 ? name : '', line]);
}

/** Nothing where there are no rules. */
function redacted({redaction}: Status, columns: number): string[][] {
	if (redaction === undefined || redaction.rules.length === 0) return [];
	const [first, ...rest] = redaction.rules.map(({name, replacements}) => `${name} ${showCount(replacements)}`);
	return wrapped('redacted', [`${showCounted(redaction.messages, 'message')}: ${first!}`, ...rest], columns);
}

/** Nothing where the ring goes with the daemon. */
function kept({keep}: Status, columns: number): string[][] {
	if (keep === undefined) return [];
	const {path, since, starts, dropped, mended} = keep;
	return wrapped('kept', [
		path, `by ${showCounted(starts, 'daemon')} since ${showMoment(new Date(since))}`,
		...dropped > 0 ? [`${showCounted(dropped, 'message')} dropped by damage`] : [],
		...mended > 0 ? [`${showCounted(mended, 'message')} damaged`] : [],
	], columns);
}

function followers({followers: {current, total, gaps, messages_lost: missed}}: Status): string {
	const seen = `${showCount(current)} now, ${showCount(total)} in all`;
	return gaps === 0 ? seen : `${seen}; ${showCounted(gaps, 'gap')} of ${showCounted(missed, 'message')}`;
}

function queries({queries: {running, total, timed_out: timedOut}}: Status): string {
	const seen = `${showCount(running)} now, ${showCount(total)} in all`;
	return timedOut === 0 ? seen : `${seen}; ${showCount(timedOut)} took too long`;
}

/** Who takes most of the ring. */
function talkers({top}: Stats, columns: number): string[] {
	const rest = top.values.reduce(({count, bytes}, value) => ({count: count - value.count, bytes: bytes - value.bytes}), {count: top.messages, bytes: top.bytes});
	const rows = [...top.values, ...rest.count > 0 ? [{value: '(others)', ...rest}] : []];
	return table([
		['PROGRAM', 'MESSAGES', 'MEMORY', 'SHARE'],
		...rows.map(({value, count, bytes}) => [value, showCount(count), showBytes(bytes), showShare(bytes, top.bytes)]),
	], {right: [1, 2, 3], columns});
}

/** Messages that came or tried to come, and are not in the ring's history. */
function lost(source: Source): number {
	return source.discarded_paused + source.discarded_not_allowed + source.discarded_rate_limited + source.kernel_drops;
}
