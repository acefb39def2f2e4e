import {hostNames} from './server/origin-name.js';
import {largestBlockFor} from './hub/layout.js';
import {HubReader} from './hub/reader.js';
import {Pause} from './pause.js';
import {searchMemory} from './query/search/search-memory.js';
import {type ListenerSpec, listenerName} from './receiver/protocol.js';
import {ListenError, Receiver, type RingLimits} from './receiver/receiver.js';
import type {Controls} from './server/control-server.js';
import {Followers} from './server/followers.js';
import {Queries} from './server/queries.js';
import {ScanSpace} from './server/scan.js';
import {clearSocketPath, socketFileRemover} from './server/socket-file.js';
import type {DaemonState, Listener} from './server/status.js';
import {forgetHeaders} from './syslog/syslog-parse.js';

/** How long followers may take in the end for what is there; those that read nothing would take for ever. */
const LAST_MESSAGES_MS = 700;

/** What a daemon is made of; sizes have been checked. */
export interface DaemonOptions {
	readonly version: string;
	readonly syslog: readonly ListenerSpec[];
	readonly querySocket: string;
	readonly queryAddress: {readonly host?: string; readonly port: number} | undefined;
	readonly controlSocket: string;
	readonly limits: RingLimits;
	/** Milliseconds of work that a query may take. */
	readonly queryTimeoutMs: number;
	/** Whether the page may pause and clear. */
	readonly uiControl: boolean;
	/** Whether it starts paused. */
	readonly paused: boolean;
	/** Told of requests that could not be answered by our own fault. */
	readonly onFailure: (what: string, error: Error) => void;
	/** Told when a pause has ended by itself. */
	readonly onPauseOver: () => void;
	/** Told when the daemon can no longer do its work. */
	readonly onDeath: (error: Error) => void;
}

/** A daemon at work. */
export interface Daemon {
	readonly listeners: readonly Listener[];
	/** Sets the pause, or turns it over; resolves to whether the daemon is paused now. */
	pause(to: boolean | 'toggle'): Promise<boolean>;
	/** Ends all listeners, lets followers have what was sent before, ends all clients and removes the socket files. Safe to call twice. */
	close(): Promise<void>;
	/** Removes the socket files, for those who cannot wait. */
	removeSocketFiles(): void;
}

/**
 * Starts receiver, query servers and control server. New sockets get the mode that the process's umask leaves.
 *
 * @throws SocketPathError, ListenError when one of the sockets cannot be had; then none is left behind.
 */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
	const paths = [...options.syslog.flatMap(spec => ('path' in spec ? [spec.path] : [])), options.querySocket, options.controlSocket];
	for (const path of paths) await clearSocketPath(path);
	// The servers take as long to load as the receiver's thread to start.
	const [receiver, {controlServer}, {queryServer}] = await Promise.all([
		Receiver.start({limits: options.limits, listeners: options.syslog, paused: options.paused, onDeath: options.onDeath}),
		import('./server/control-server.js'), import('./server/query-server.js'),
	]);
	const {memory, wakeUp} = receiver;
	const pause = new Pause({
		isPaused: () => memory.paused,
		pause: async paused => receiver.pause(paused),
		onTimeOver: options.onPauseOver,
	});
	const reader = new HubReader(memory);
	const followers = new Followers(reader, wakeUp);
	const listeners: Listener[] = receiver.names.map(address => ({kind: 'syslog', address}));
	const state: DaemonState = {
		version: options.version, startedMs: Date.now(), memory, pause, reader, followers, listeners,
		queries: new Queries(),
		// Large enough whatever the ring will be resized to: scans go on meanwhile.
		space: new ScanSpace(searchMemory().chunk(largestBlockFor(memory.geometry.maxMessageBytes))),
		context: hostNames(memory, receiver.names),
		sources: receiver.names,
		queryTimeoutMs: options.queryTimeoutMs,
		onFailure: options.onFailure,
	};

	const clear = async (): Promise<number> => {
		const cleared = await receiver.clear();
		forgetHeaders();
		return cleared;
	};
	const controls: Controls = {
		pause: async (to, forMs) => pause.set(to, forMs),
		clear,
		resize: async bounds => receiver.resize(bounds),
	};
	const pageControls = options.uiControl ? controls : undefined;
	const control = controlServer(state, controls);
	const query = queryServer(state, undefined, pageControls);
	const servers: {close(): Promise<void>}[] = [query, control];
	let removeSocketFiles = (): void => undefined;
	let closed: Promise<void> | undefined;
	const closeAll = async (): Promise<void> => {
		pause.close();
		// In this order: whatever was sent before the end still reaches those who follow.
		await receiver.close();
		await followers.drain(LAST_MESSAGES_MS);
		await Promise.all(servers.map(async server => server.close()));
		followers.close();
		removeSocketFiles();
	};
	const daemon: Daemon = {
		listeners,
		pause: async to => pause.set(to),
		close: async () => (closed ??= closeAll()),
		removeSocketFiles: () => {
			removeSocketFiles();
		},
	};
	try {
		await listening(`unix:${options.querySocket}`, query.listen({path: options.querySocket}));
		listeners.push({kind: 'query', address: `unix:${options.querySocket}`});
		if (options.queryAddress !== undefined) {
			const {host, port} = options.queryAddress;
			const overTcp = queryServer(state, host === undefined ? [] : [host.toLowerCase()], pageControls);
			servers.push(overTcp);
			const opened = await listening(httpUrl(host, port), overTcp.listen(options.queryAddress));
			listeners.push({kind: 'query', address: httpUrl(host, opened)});
		}
		await listening(`unix:${options.controlSocket}`, control.listen({path: options.controlSocket}));
		listeners.push({kind: 'control', address: `unix:${options.controlSocket}`});
		removeSocketFiles = socketFileRemover(paths);
	} catch (error) {
		removeSocketFiles = socketFileRemover(paths.filter(path => listeners.some(({address}) => address.endsWith(`:${path}`))));
		await daemon.close();
		throw error;
	}
	return daemon;
}

async function listening(name: string, opened: Promise<number>): Promise<number> {
	try {
		return await opened;
	} catch (error) {
		throw new ListenError(name, (error as {code?: string}).code ?? String(error));
	}
}

function httpUrl(host: string | undefined, port: number): string {
	return listenerName({kind: 'tcp', ...(host === undefined ? {} : {host}), port}).replace('tcp:', 'http://');
}
