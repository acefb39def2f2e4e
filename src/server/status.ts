import type {FormatterContext} from '../formatter/formatter.js';
import {COUNTER, COUNTER_NAMES, type CounterName, type HubMemory} from '../hub/memory.js';
import type {HubReader} from '../hub/reader.js';
import type {KeptFacts} from '../keep/kept-ring.js';
import type {Losses} from '../losses/losses.js';
import type {MemoryLock} from '../memory-lock.js';
import type {Redaction} from '../redact/redaction.js';
import {utcTimestamp} from '../syslog/timestamp-writer.js';
import type {Holding} from '../service/status-line.js';
import type {HttpCounts} from './access/http-counts.js';
import type {Followers} from './followers.js';
import type {Queries} from './queries.js';
import type {ScanSpace} from './scan.js';
import type {SpareBuffers} from './spare-buffers.js';

/** A socket that the daemon listens on. */
export interface Listener {
	readonly kind: 'syslog' | 'query' | 'control';
	/** As `udp:127.0.0.1:514`, `unix:/run/circolog/query.sock` or `http://127.0.0.1:9080`. */
	readonly address: string;
	/** Whether it was there before the daemon; absent for what the daemon has made. */
	readonly inherited?: true;
}

/** What the servers know of the daemon they belong to. */
export interface DaemonState {
	readonly version: string;
	readonly startedMs: number;
	readonly memory: HubMemory;
	/** When the pause ends by itself, in milliseconds since 1970 UTC; undefined where it does not. */
	readonly pause: {readonly untilMs: number | undefined};
	readonly reader: HubReader;
	readonly followers: Followers;
	/** What was lost, when and why. */
	readonly losses: Losses;
	/** Absent where nothing is compressed. */
	readonly compression: {readonly workSeconds: number} | undefined;
	readonly queries: Queries;
	readonly http: HttpCounts;
	/** What is masked before it is stored. */
	readonly redaction: Redaction;
	/** Keeps the ring, and what is copied of it, from swap. */
	readonly lock: MemoryLock;
	/** Age at which messages are forgotten, in milliseconds; undefined for none. */
	readonly maxAgeMs: number | undefined;
	/** Scratch space for looking through the ring. */
	readonly space: ScanSpace;
	/** What answers are made in, piece by piece. */
	readonly spareBuffers: SpareBuffers;
	readonly context: FormatterContext;
	/** Told of requests that could not be answered by our own fault. */
	readonly onFailure: (what: string, error: Error) => void;
	/** Milliseconds of work that a query may take. */
	readonly queryTimeoutMs: number;
	/** Names of the syslog listeners, in the order of their counters. */
	readonly sources: readonly string[];
	/** The file that the ring is kept in, and what it has been through. */
	readonly kept: KeptFacts | undefined;
	/** All listeners that are open by now. */
	readonly listeners: readonly Listener[];
}

/** A part of a bound that is used. */
interface Fill {
	readonly used: number;
	readonly max: number;
}

/** Counters by their names on the wire. */
export type Counters = Readonly<Record<string, number>>;

/** The answer to `GET /status`. */
export function statusOf(state: DaemonState): object {
	const {reader, followers, queries, sources} = state;
	const memory = state.memory.snapshot();
	const {head, tail} = memory;
	return {
		version: state.version,
		uptime: Math.floor((Date.now() - state.startedMs) / 1000),
		epoch: memory.epoch,
		...pauseOf(state),
		buffer: {
			...fillOf(memory, reader),
			...oldestAndNewest(reader),
			oldest_seq: tail,
			next_seq: head,
			max_age: maxAgeOf(state),
		},
		compression: compressionOf(state, memory),
		counters: {...totalCounters(memory, sources.length), evicted: memory.evicted, cleared: memory.cleared, expired: memory.expired},
		sources: sources.map((name, source) => ({name, ...sourceCounters(memory, source)})),
		listeners: state.listeners,
		followers: {
			current: followers.current,
			total: followers.total,
			max: followers.max,
			refused: followers.refused,
			gaps: followers.gaps,
			messages_lost: followers.messagesLost,
		},
		queries: {running: queries.running, total: queries.total, timed_out: queries.timedOut},
		http: httpOf(state),
		redaction: redactionOf(state),
		...keepOf(state),
	};
}

/** What the ring holds, in short. */
export function holdingOf({memory, reader, sources}: DaemonState): Holding {
	const {tail, head, paused} = memory;
	return {paused, messages: head - tail, oldestUs: receivedUsOf(reader, tail), received: totalCounters(memory, sources.length)['received'] ?? 0};
}

/** Where the ring is kept, since when its counters count, and what damage has cost. */
function keepOf({kept}: DaemonState): object {
	if (kept === undefined) return {};
	const {path, sinceMs, starts, dropped, mended} = kept;
	return {keep: {path, since: utcTimestamp(sinceMs * 1000), starts, dropped, mended}};
}

/** What has become of connections and requests to query and control sockets. */
function httpOf({http}: DaemonState): Counters {
	return {
		connections: http.connections, total: http.total, refused: http.refused, displaced: http.displaced, timed_out: http.timedOut,
		too_large: http.tooLarge, unauthorized: http.unauthorized, tls_failed: http.tlsFailed,
	};
}

/** Age at which messages are forgotten, in seconds; null for none. */
export function maxAgeOf({maxAgeMs}: Pick<DaemonState, 'maxAgeMs'>): number | null {
	return maxAgeMs === undefined ? null : maxAgeMs / 1000;
}

/** What is masked, in the order in which it is, and how often it was. */
export function redactionOf({redaction}: Pick<DaemonState, 'redaction'>): {messages: number; rules: {name: string; replacements: number}[]} {
	const {messages, names, replacements} = redaction;
	return {messages, rules: names.map((name, i) => ({name, replacements: replacements[i]!}))};
}

/** How full the ring is, and what its bounds are. */
export function bufferOf({memory, reader}: Pick<DaemonState, 'memory' | 'reader'>): {messages: Fill; bytes: Fill} {
	return fillOf(memory.snapshot(), reader);
}

/** What the compressed part of the ring has. */
function compressionOf({compression, reader}: DaemonState, memory: HubMemory): object {
	if (compression === undefined) return {mode: 'off'};
	const {messages, rawBytes, storedBytes, oldestUs} = reader.occupancy.packed();
	return {
		mode: 'brotli',
		messages,
		raw_bytes: rawBytes,
		stored_bytes: storedBytes,
		ratio: storedBytes === 0 ? null : Math.round(rawBytes / storedBytes * 100) / 100,
		...(oldestUs === undefined ? {} : {oldest: utcTimestamp(oldestUs)}),
		plain: {messages: memory.head - memory.tail - messages, bytes: reader.occupancy.bytes() - storedBytes},
		cpu_seconds: Math.round(compression.workSeconds * 1000) / 1000,
		evicted_early: memory.evictedEarly,
	};
}

/** Whether the daemon is paused, and until when, where that is known. */
export function pauseOf({memory, pause}: DaemonState): {paused: boolean; paused_until?: string} {
	const {paused} = memory;
	return paused && pause.untilMs !== undefined ? {paused, paused_until: utcTimestamp(Math.round(pause.untilMs * 1000))} : {paused};
}

/** The counters of one listener. */
export function sourceCounters(memory: HubMemory, source: number): Counters {
	return Object.fromEntries(COUNTER_NAMES.map(name => [wireName(name), memory.counter(source, COUNTER[name])]));
}

/** The counters of all listeners together. */
function totalCounters(memory: HubMemory, sources: number): Counters {
	const sum = (name: CounterName): number =>
		Array.from({length: sources}, (_, source) => memory.counter(source, COUNTER[name])).reduce((total, each) => total + each, 0);
	return Object.fromEntries(COUNTER_NAMES.map(name => [wireName(name), sum(name)]));
}

function wireName(name: CounterName): string {
	return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}

function fillOf({geometry, head, tail}: HubMemory, reader: HubReader): {messages: Fill; bytes: Fill} {
	return {
		messages: {used: head - tail, max: geometry.maxMessages},
		bytes: {used: reader.occupancy.bytes(), max: geometry.maxBytes},
	};
}

/** Receive times of the oldest and the newest message; nothing for an empty ring. */
function oldestAndNewest(reader: HubReader): {oldest?: string; newest?: string} {
	const oldest = receivedAt(reader, reader.tail);
	const newest = receivedAt(reader, reader.head - 1);
	return oldest === undefined || newest === undefined ? {} : {oldest, newest};
}

/** When the oldest message kept was received; undefined where there is none. */
export function oldestReceived(reader: HubReader): string | undefined {
	return receivedAt(reader, reader.tail);
}

function receivedAt(reader: HubReader, seq: number): string | undefined {
	const us = receivedUsOf(reader, seq);
	return us === undefined ? undefined : utcTimestamp(us);
}

/** When a message was received, or the next that is still there; undefined where there is none. */
export function receivedUsOf(reader: HubReader, seq: number): number | undefined {
	const chunk = reader.chunk();
	reader.read(seq, chunk, {maxMessages: 1, withText: false});
	return chunk.count === 0 ? undefined : chunk.receivedUs(0);
}
