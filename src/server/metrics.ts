import type {HubMemory} from '../hub/memory.js';
import {type Counters, type DaemonState, redactionOf, sourceCounters} from './status.js';

const PER_SOURCE: Readonly<Record<string, string>> = {
	received: 'received_messages_total Messages that arrived, whatever became of them.',
	received_bytes: 'received_bytes_total Bytes of the messages that arrived.',
	stored: 'stored_messages_total Messages that went into the ring.',
	stored_bytes: 'stored_bytes_total Bytes of the messages that went into the ring.',
	discarded_paused: 'discarded_paused_messages_total Messages discarded because the daemon was paused.',
	discarded_empty: 'discarded_empty_messages_total Datagrams without a byte.',
	discarded_not_allowed: 'discarded_not_allowed_messages_total Datagrams from addresses that --allow does not name.',
	discarded_rate_limited: 'discarded_rate_limited_messages_total Messages beyond what --rate-limit lets a sender send.',
	truncated: 'truncated_messages_total Messages stored but cut, because they were too long or their connection ended.',
	unparsed: 'unparsed_messages_total Messages stored that began with no valid PRI.',
	kernel_drops: 'kernel_dropped_messages_total Datagrams that the kernel dropped before the daemon could read them.',
	connections: 'connections_total Connections accepted.',
	connections_refused: 'connections_refused_total Connections refused because too many were open.',
	connections_not_allowed: 'connections_not_allowed_total Connections from addresses that --allow does not name.',
	connections_cut: 'connections_cut_total Connections ended by the daemon: silent for too long, their peer gone, or no TLS.',
	receive_errors: 'receive_errors_total Errors that the socket reported.',
};

/** The daemon's numbers in Prometheus' text format, version 0.0.4. */
export function metricsText(state: DaemonState): string {
	const {reader, followers, queries, http} = state;
	const memory = state.memory.snapshot();
	const rows = state.sources.map((name, source) => ({label: `{source="${escapeLabel(name)}"}`, counters: sourceCounters(memory, source)}));
	const perSource = Object.entries(PER_SOURCE).map(([counter, text]) => {
		const [name = '', ...help] = text.split(' ');
		const samples = rows.map(({label, counters}): [string, number] => [label, valueOf(counters, counter)]);
		return family(name, 'counter', help.join(' '), samples);
	});
	const redaction = redactionOf(state);
	const {maxMessages, maxBytes} = memory.geometry;
	return [
		family('build_info', 'gauge', 'Version of the daemon.', [[`{version="${escapeLabel(state.version)}"}`, 1]]),
		family('start_time_seconds', 'gauge', 'When the daemon started, since 1970 UTC.', [['', state.startedMs / 1000]]),
		family('paused', 'gauge', 'Whether new messages are discarded.', [['', memory.paused ? 1 : 0]]),
		family('buffer_messages', 'gauge', 'Messages in the ring.', [['', memory.head - memory.tail]]),
		family('buffer_max_messages', 'gauge', 'Bound of the ring in messages.', [['', maxMessages]]),
		family('buffer_bytes', 'gauge', 'Bytes of the messages in the ring and of their index.', [['', reader.occupancy.bytes()]]),
		family('buffer_max_bytes', 'gauge', 'Bound of the ring in bytes.', [['', maxBytes]]),
		...compressionFamilies(state, memory),
		...perSource,
		family('evicted_messages_total', 'counter', 'Messages that left the ring for newer ones.', [['', memory.evicted]]),
		family('cleared_messages_total', 'counter', 'Messages that left the ring because it was cleared.', [['', memory.cleared]]),
		family('expired_messages_total', 'counter', 'Messages that left the ring because of their age.', [['', memory.expired]]),
		family('losses_total', 'counter', 'What was lost, and what may explain it, by source and reason.', state.losses.report().totals.map(({source, reason, count}) =>
			[`{source="${escapeLabel(source)}",reason="${reason}"}`, count])),
		...state.kept === undefined ? [] : [
			family('kept_starts_total', 'counter', 'Daemons that have had the ring that is kept.', [['', state.kept.starts]]),
			family('kept_dropped_messages_total', 'counter', 'Messages of the kept ring that were lost by damage.', [['', state.kept.dropped]]),
			family('kept_damaged_messages_total', 'counter', 'Messages of the kept ring that are there, but damaged.', [['', state.kept.mended]]),
		],
		family('redacted_messages_total', 'counter', 'Messages in which something was masked before they were stored.', [['', redaction.messages]]),
		family('redactions_total', 'counter', 'What was masked, by the rule that did so.', redaction.rules.map(({name, replacements}) =>
			[`{rule="${escapeLabel(name)}"}`, replacements])),
		family('followers', 'gauge', 'Clients that follow now.', [['', followers.current]]),
		family('followers_total', 'counter', 'Clients that have followed.', [['', followers.total]]),
		family('followers_max', 'gauge', 'Clients that may follow at the same time.', [['', followers.max]]),
		family('followers_refused_total', 'counter', 'Clients that could not follow because too many did.', [['', followers.refused]]),
		family('gaps_total', 'counter', 'Gap messages sent to readers that the ring had overtaken.', [['', followers.gaps]]),
		family('gap_messages_total', 'counter', 'Messages that readers were told they had missed.', [['', followers.messagesLost]]),
		family('queries_running', 'gauge', 'Queries that are being answered now.', [['', queries.running]]),
		family('queries_total', 'counter', 'Queries that have looked through the ring.', [['', queries.total]]),
		family('query_timeouts_total', 'counter', 'Queries ended because they took too much work.', [['', queries.timedOut]]),
		family('http_connections', 'gauge', 'Connections to query and control sockets that are open now.', [['', http.connections]]),
		family('http_connections_total', 'counter', 'Connections to query and control sockets.', [['', http.total]]),
		family('http_connections_refused_total', 'counter', 'Connections refused because all others were at work.', [['', http.refused]]),
		family('http_connections_displaced_total', 'counter', 'Connections closed that asked for nothing, to make room.', [['', http.displaced]]),
		family('http_requests_timed_out_total', 'counter', 'Requests that took too long to arrive.', [['', http.timedOut]]),
		family('http_requests_too_large_total', 'counter', 'Requests whose address and headers were too large.', [['', http.tooLarge]]),
		family('http_requests_unauthorized_total', 'counter', 'Requests without a token that is allowed.', [['', http.unauthorized]]),
		family('http_tls_failed_total', 'counter', 'TLS connections that came to nothing.', [['', http.tlsFailed]]),
	].join('');
}

function compressionFamilies({compression, reader}: DaemonState, memory: HubMemory): string[] {
	if (compression === undefined) return [];
	const {messages, rawBytes, storedBytes} = reader.occupancy.packed();
	return [
		family('compressed_messages', 'gauge', 'Messages in the compressed part of the ring.', [['', messages]]),
		family('compressed_raw_bytes', 'gauge', 'Bytes that these had before, with their index.', [['', rawBytes]]),
		family('compressed_stored_bytes', 'gauge', 'Bytes that they take.', [['', storedBytes]]),
		family('compression_seconds_total', 'counter', 'Time that compressing has taken.', [['', compression.workSeconds]]),
		family('evicted_early_messages_total', 'counter', 'Messages that left the ring before there was time to compress them.', [['', memory.evictedEarly]]),
	];
}

function family(name: string, type: 'counter' | 'gauge', help: string, samples: readonly (readonly [labels: string, value: number])[]): string {
	const lines = samples.map(([labels, value]) => `circolog_${name}${labels} ${value}\n`);
	return `# HELP circolog_${name} ${help}\n# TYPE circolog_${name} ${type}\n${lines.join('')}`;
}

function valueOf(counters: Counters, name: string): number {
	return counters[name] ?? 0;
}

function escapeLabel(value: string): string {
	return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
