import {hostNames} from './server/origin-name.js';
import {largestBlockFor} from './hub/layout.js';
import type {HubMemory} from './hub/memory.js';
import type {Repair} from './hub/repair.js';
import {HubReader} from './hub/reader.js';
import {Compression} from './compression.js';
import {Expiry} from './expiry.js';
import type {KeepPlace} from './keep/kept-ring.js';
import {Losses} from './losses/losses.js';
import {SequenceWatch} from './losses/sequence-watch.js';
import {MemoryLock} from './memory-lock.js';
import {Pause} from './pause.js';
import {kernelChunk, OUTPUT_BYTES, outputsFor} from './kernel/kernel-memory.js';
import {Redaction, type RedactionRules} from './redact/redaction.js';
import type {ListenerSpec, SenderLimits} from './receiver/protocol.js';
import type {RingLimits} from './receiver/mapped-hub.js';
import {Receiver} from './receiver/receiver.js';
import type {TlsCredentials} from './receiver/tls-entrance.js';
import {HttpCounts} from './server/access/http-counts.js';
import type {QueryAccess} from './server/access/query-access.js';
import {controlServer, type Controls} from './server/control-server.js';
import {Followers} from './server/followers.js';
import type {ListenOptions} from './server/http-app.js';
import {Queries} from './server/queries.js';
import {queryServer} from './server/query-server.js';
import {ScanSpace} from './server/scan.js';
import {SpareBuffers} from './server/spare-buffers.js';
import {clearSocketPath, socketFileRemover} from './server/socket-file.js';
import {addressOf, entranceOf, grantIfMade, ifInherited, listening} from './server/listener.js';
import type {SocketKind, SocketRights} from './server/socket-rights.js';
import {type DaemonState, holdingOf, type Listener, receivedUsOf} from './server/status.js';
import type {Holding} from './service/status-line.js';
import {forgetHeaders} from './syslog/syslog-parse.js';
import {TwoCores} from './two-cores.js';

/** How long followers may take in the end for what is there; those that read nothing would take for ever. */
const LAST_MESSAGES_MS = 700;

/** What a daemon is made of; sizes have been checked. */
export interface DaemonOptions {
	readonly version: string;
	readonly syslog: readonly ListenerSpec[];
	readonly query: readonly ListenOptions[];
	readonly control: readonly ListenOptions[];
	/** Who may use the unix sockets that are made. */
	readonly socketRights: Readonly<Record<SocketKind, SocketRights>>;
	/** Who may ask over TCP. */
	readonly access: QueryAccess;
	/** Clients that may follow at the same time. */
	readonly maxFollowers: number;
	readonly limits: RingLimits;
	/** Who may send syslog, and how much. */
	readonly senders: SenderLimits;
	/** For listeners of the kind `tls`; undefined where there is none. */
	readonly tls: TlsCredentials | undefined;
	/** Whether the oldest messages are compressed. */
	readonly compress: boolean;
	/** What is masked before it is stored. */
	readonly redaction: RedactionRules;
	/** Age at which messages are forgotten, in milliseconds; undefined for none. */
	readonly maxAgeMs: number | undefined;
	/** Whether the ring must be locked in memory, or the daemon does not start. */
	readonly requireLock: boolean;
	/** Milliseconds of work that a query may take. */
	readonly queryTimeoutMs: number;
	/** Whether the page may pause and clear. */
	readonly uiControl: boolean;
	/** Whether it starts paused. */
	readonly paused: boolean;
	/** Where the ring is kept when the daemon ends; undefined where it is not. */
	readonly keep: KeepPlace | undefined;
	/** Told what a ring that was kept has left. */
	readonly onResumed: (repaired: Repair, memory: HubMemory) => void;
	/** Told of requests that could not be answered by our own fault. */
	readonly onFailure: (what: string, error: Error) => void;
	/** Told of what cannot be as it was asked for, in a sentence; the daemon goes on without. */
	readonly onWarning: (sentence: string) => void;
	/** Told when a pause has ended by itself. */
	readonly onPauseOver: () => void;
	/** Told once, with the reason, when the daemon can no longer do its work. */
	readonly onDeath: (error: Error) => void;
}

/** A daemon at work. */
export interface Daemon {
	readonly listeners: readonly Listener[];
	/** Sets the pause, or turns it over; resolves to whether the daemon is paused now. */
	pause(to: boolean | 'toggle'): Promise<boolean>;
	/** Shows other certificates to senders that connect from now on. */
	renewTls(tls: TlsCredentials): Promise<void>;
	/** Resolves when both threads have shown that they are at work; never while one hangs. */
	ping(): Promise<void>;
	holding(): Holding;
	/** Ends all listeners, lets followers have what was sent before, ends all clients and removes the socket files. Safe to call twice. */
	close(): Promise<void>;
	/** Removes the socket files, for those who cannot wait. */
	removeSocketFiles(): void;
}

/**
 * Starts receiver, query servers and control servers. New sockets begin with the mode that the process's umask leaves, and
 * then get their rights; inherited ones are left as they are, and where they are.
 *
 * @throws SocketPathError, ListenError, SocketRightsError when one of the sockets cannot be had, LockError where memory must
 *   be locked and cannot; then none is left behind.
 */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
	const paths = [...options.syslog, ...options.query, ...options.control]
		.flatMap(where => ('path' in where && where.fd === undefined ? [where.path] : []));
	for (const path of paths) await clearSocketPath(path);
	const redaction = new Redaction(options.redaction);
	const lock = new MemoryLock({isRequired: options.requireLock, onRefused: options.onWarning});
	const receiver = await Receiver.start({
		limits: options.limits, listeners: options.syslog, senders: options.senders, tls: options.tls, compress: options.compress, redaction, lock,
		paused: options.paused, keep: options.keep, onResumed: options.onResumed, onDeath: options.onDeath,
	});
	const {memory, wakeUp} = receiver;
	const pause = new Pause({
		isPaused: () => memory.paused,
		pause: async paused => receiver.pause(paused),
		onTimeOver: options.onPauseOver,
	});
	const reader = new HubReader(memory);
	const losses = new Losses(receiver.losses, receiver.names, reader);
	const followers = new Followers(reader, wakeUp, losses, options.maxFollowers);
	const cores = new TwoCores(receiver.thread);
	const compression = compressionOf(receiver, reader, cores, options);
	const listeners: Listener[] = receiver.listening.map((address, i) => ({kind: 'syslog', address, ...ifInherited(options.syslog[i])}));
	// Large enough whatever the ring will be resized to: scans go on meanwhile.
	const chunk = kernelChunk(largestBlockFor(memory.geometry.maxMessageBytes));
	const copies = [chunk.bytes.buffer, ...reader.memories, ...compression === undefined ? [] : [compression.memory], ...receiver.packed === undefined ? [] : [receiver.packed.shared]];
	const state: DaemonState = {
		version: options.version, startedMs: Date.now(), memory, pause, reader, followers, losses, compression, listeners, redaction,
		queries: new Queries(),
		http: new HttpCounts(),
		space: new ScanSpace(chunk),
		spareBuffers: new SpareBuffers(OUTPUT_BYTES, outputsFor(chunk)),
		context: hostNames(memory, receiver.names),
		sources: receiver.names,
		kept: receiver.kept,
		maxAgeMs: options.maxAgeMs,
		lock,
		queryTimeoutMs: options.queryTimeoutMs,
		onFailure: options.onFailure,
	};

	const {space, context, sources} = state;
	const sequenceWatch = new SequenceWatch({reader, wakeUp, cores, maxBytes: () => memory.geometry.maxBytes, losses, sources, context, space});

	let forgetting = 0;
	/** Has messages forgotten, and overwrites what the main thread has of them. */
	const forget = async <T>(inRing: () => Promise<T>): Promise<T> => {
		// Nothing may be packed while it is being forgotten: that would be left over.
		compression?.stop();
		forgetting += 1;
		const gone = await inRing();
		forgetHeaders();
		reader.forget();
		followers.forget();
		space.forget();
		state.spareBuffers.forget();
		compression?.clear();
		forgetting -= 1;
		if (forgetting === 0) compression?.start();
		return gone;
	};
	const clear = async (): Promise<number> => {
		const cleared = await forget(async () => receiver.clear());
		if (cleared > 0) losses.record('cleared', 'ring', cleared);
		return cleared;
	};
	const expiry = options.maxAgeMs === undefined ? undefined : new Expiry({
		maxAgeMs: options.maxAgeMs, reader, wakeUp,
		receivedMs: seq => {
			const us = receivedUsOf(reader, seq);
			return us === undefined ? undefined : us / 1000;
		},
		expire: async seq => forget(async () => receiver.expire(seq)),
		onFailure: error => {
			options.onFailure('--max-age', error);
		},
	});
	const controls: Controls = {
		pause: async (to, forMs) => pause.set(to, forMs),
		clear,
		resize: async bounds => receiver.resize(bounds),
	};
	const pageControls = options.uiControl ? controls : undefined;
	const servers: {close(): Promise<void>}[] = [];
	const open = async (kind: 'query' | 'control', where: ListenOptions): Promise<void> => {
		const server = kind === 'control' ? controlServer(state, controls) : queryServer(state, entranceOf(where, options), pageControls);
		servers.push(server);
		const scheme = kind === 'query' && options.access.tls !== undefined ? 'https' : 'http';
		const port = await listening(addressOf(where, scheme), server.listen(where));
		listeners.push({kind, address: addressOf(where, scheme, port), ...ifInherited(where)});
		grantIfMade(where, options.socketRights[kind === 'control' ? 'ctl' : 'query']);
	};
	let removeSocketFiles = (): void => undefined;
	let closed: Promise<void> | undefined;
	const closeAll = async (): Promise<void> => {
		pause.close();
		expiry?.close();
		compression?.stop();
		// In this order: whatever was sent before the end still reaches those who follow.
		await receiver.close();
		await followers.drain(LAST_MESSAGES_MS);
		await Promise.all(servers.map(async server => server.close()));
		followers.close();
		sequenceWatch.close();
		removeSocketFiles();
		receiver.release();
	};
	compression?.start();
	sequenceWatch.start();
	const daemon: Daemon = {
		listeners,
		pause: async to => pause.set(to),
		renewTls: async tls => receiver.renewTls(tls),
		ping: async () => receiver.ping(),
		holding: () => holdingOf(state),
		close: async () => (closed ??= closeAll()),
		removeSocketFiles: () => {
			removeSocketFiles();
		},
	};
	try {
		for (const buffer of new Set(copies)) lock.add(buffer);
		for (const where of options.syslog) grantIfMade(where, options.socketRights[where.kind === 'unix-dgram' ? 'syslog' : 'stream']);
		for (const where of options.query) await open('query', where);
		for (const where of options.control) await open('control', where);
		removeSocketFiles = socketFileRemover(paths);
	} catch (error) {
		removeSocketFiles = socketFileRemover(paths.filter(path => listeners.some(({address}) => address.endsWith(`:${path}`))));
		await daemon.close();
		throw error;
	}
	return daemon;
}

/** Compression, if there can be one: unpacking takes WebAssembly, which a limit of address space may not allow. */
function compressionOf(receiver: Receiver, reader: HubReader, cores: TwoCores, {maxAgeMs, onWarning}: DaemonOptions): Compression | undefined {
	const {memory, packed} = receiver;
	if (packed === undefined) return undefined;
	try {
		return new Compression(memory, packed, reader, cores, maxAgeMs === undefined, async () => receiver.adopt());
	} catch (error) {
		onWarning(`--compress: nothing is compressed, because WebAssembly has no memory here: ${(error as Error).message}`);
		return undefined;
	}
}
