import type {RedactionRules} from '../redact/redaction.js';
import type {AddressRange} from './address-range.js';
import type {ConnectionLimits} from './connection-gate.js';
import type {RateLimit} from './rate-limiter.js';
import type {TlsCredentials} from './tls-entrance.js';

/** Where one listener receives syslog. */
export type ListenerSpec = (
	| {readonly kind: 'unix-dgram'; readonly path: string}
	| {readonly kind: 'unix-stream'; readonly path: string}
	| {readonly kind: 'udp'; readonly host?: string; readonly port: number}
	| {readonly kind: 'tcp'; readonly host?: string; readonly port: number}
	| {readonly kind: 'tls'; readonly host?: string; readonly port: number}
) & {
	/** The socket itself, where it is inherited: it was there before the daemon, and stays when the daemon has gone. */
	readonly fd?: number;
};

/** Who may send syslog, and how much. */
export interface SenderLimits {
	/** Who may send over the network; nobody named means everybody. */
	readonly allow: readonly AddressRange[];
	/** For each sender of each listener; undefined for any amount. */
	readonly rateLimit: RateLimit | undefined;
	readonly connections: ConnectionLimits;
}

/** The mapping that a hub lives in. */
export interface HubPlace {
	readonly address: number;
	readonly bytes: number;
	/** Where the receiver's scratch space begins, after the hub. */
	readonly scratchAt: number;
}

/** What the receiver thread is started with. */
export interface ReceiverInput extends HubPlace {
	readonly wakeUp: SharedArrayBuffer;
	/** Brings compressed blocks (`PackedQueue`); undefined where nothing is compressed. */
	readonly packed: SharedArrayBuffer | undefined;
	readonly listeners: readonly ListenerSpec[];
	/** The number of each listener, which names it in messages and counters. */
	readonly sources: readonly number[];
	readonly senders: SenderLimits;
	/** For listeners of the kind `tls`; undefined where there is none. */
	readonly tls: TlsCredentials | undefined;
	/** What is masked before it is stored. */
	readonly redactionRules: RedactionRules;
	readonly redactionCounts: SharedArrayBuffer;
	/** Where losses are written down (`LedgerMemory`). */
	readonly losses: SharedArrayBuffer;
}

/** What the receiver thread is told to do, once all that was waiting in its sockets has been taken. */
export type Order =
	| {readonly do: 'pause'; readonly paused: boolean}
	| {readonly do: 'clear'}
	/** To forget messages below this number, at once. */
	| {readonly do: 'expire'; readonly seq: number}
	/** To set the bound N. */
	| {readonly do: 'limit'; readonly maxMessages: number}
	/** To finish a move (`HubMove`). What waits in the sockets may wait. */
	| {readonly do: 'move'; readonly to: HubPlace}
	/** To put into the ring what has been packed: without messages that come, it does not look for that. */
	| {readonly do: 'adopt'}
	/** To show other certificates from now on. */
	| {readonly do: 'renew'; readonly tls: TlsCredentials}
	/** To answer, at once. */
	| {readonly do: 'ping'}
	| {readonly do: 'close'};

/** An order with the number that the report about it has. */
export type Command = {readonly id: number} & Order;

/** What the receiver thread says. */
export type Report =
	/** All listeners are open; their names in the same order, as `udp:127.0.0.1:514`, and the thread as the kernel numbers it. */
	| {readonly type: 'ready'; readonly names: readonly string[]; readonly thread: number}
	/** One listener could not be opened. */
	| {readonly type: 'failed'; readonly name: string; readonly code: string}
	/** A command has been carried out; `gone` messages were cleared or evicted by it. */
	| {readonly type: 'done'; readonly id: number; readonly gone: number};

/** Name of a listener as users see it; IPv6 hosts in brackets, as in a URL (RFC 3986, section 3.2.2). */
export function listenerName(spec: ListenerSpec, port = 'port' in spec ? spec.port : 0): string {
	if ('path' in spec) return `${spec.kind}:${spec.path}`;
	const host = spec.host === undefined ? '*' : spec.host.includes(':') ? `[${spec.host}]` : spec.host;
	return `${spec.kind}:${host}:${port}`;
}
