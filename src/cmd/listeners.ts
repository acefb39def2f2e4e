import {realpathSync} from 'node:fs';
import {basename, dirname, join, resolve} from 'node:path';
import {MAX_SOURCES} from '../hub/layout.js';
import {type ListenerSpec, listenerName} from '../receiver/protocol.js';
import {haveSameAddress, type InheritedSocket} from '../service/inherited-sockets.js';
import type {ListenOptions} from '../server/http-app.js';
import {UsageError} from './usage-error.js';
import type {Address} from './values.js';

/** The flags of circologd that name sockets. */
export interface ListenerFlags {
	readonly syslogdSockets: readonly string[];
	readonly streamSockets: readonly string[];
	readonly udp: readonly Address[];
	readonly tcp: readonly Address[];
	readonly tls: readonly Address[];
	readonly querySocket: string | undefined;
	readonly queryAddress: Address | undefined;
	readonly controlSocket: string | undefined;
}

/** What a daemon listens on. */
export interface Listeners {
	readonly syslog: readonly ListenerSpec[];
	readonly query: readonly ListenOptions[];
	readonly control: readonly ListenOptions[];
}

/** A socket that a flag asks for. */
interface Wanted {
	readonly flag: string;
	readonly spec: ListenerSpec;
}

/**
 * Puts together what is inherited, what flags ask for, and the defaults of what neither names. Inherited are the first.
 *
 * @param inRuntimeFolder Path of a default socket; asked for only where there has to be one.
 * @throws UsageError where there are too many, or two with the same address.
 */
export function listenersFrom(flags: ListenerFlags, inherited: readonly InheritedSocket[], inRuntimeFolder: (name: string) => string): Listeners {
	const withRole = (role: InheritedSocket['role']): InheritedSocket[] => inherited.filter(socket => socket.role === role);
	const ofFlag = (flag: string, kind: ListenerSpec['kind'], places: readonly (string | Address | undefined)[]): Wanted[] =>
		places.flatMap(place => (place === undefined ? [] : [{flag, spec: specOf(kind, place)}]));
	const byDefault = (flag: string, kind: 'unix-dgram' | 'unix-stream', name: string, isNamed: boolean): Wanted[] =>
		(isNamed ? [] : [{flag, spec: {kind, path: inRuntimeFolder(name)}}]);

	const syslog = [
		...ofFlag('--syslogd-socket', 'unix-dgram', flags.syslogdSockets), ...ofFlag('--syslog-stream-socket', 'unix-stream', flags.streamSockets),
		...ofFlag('--syslog-udp', 'udp', flags.udp), ...ofFlag('--syslog-tcp', 'tcp', flags.tcp),
		...ofFlag('--syslog-tls', 'tls', flags.tls),
	];
	syslog.push(...byDefault('--syslogd-socket', 'unix-dgram', 'syslog.sock', syslog.length + withRole('syslog').length > 0));
	const query = ofFlag('--query-socket', 'unix-stream', [flags.querySocket]);
	// A TCP socket stands beside the unix socket, as that of --query-addr does.
	query.push(...byDefault('--query-socket', 'unix-stream', 'query.sock', query.length > 0 || withRole('query').some(({kind}) => kind === 'unix-stream')));
	query.push(...ofFlag('--query-addr', 'tcp', [flags.queryAddress]));
	const control = ofFlag('--ctl-socket', 'unix-stream', [flags.controlSocket]);
	control.push(...byDefault('--ctl-socket', 'unix-stream', 'ctl.sock', control.length + withRole('control').length > 0));

	refuseInherited([...syslog, ...query, ...control], inherited);
	const listeners = {
		syslog: [...withRole('syslog'), ...syslog.map(({spec}) => spec)],
		query: [...withRole('query'), ...query.map(({spec}) => spec)],
		control: [...withRole('control'), ...control.map(({spec}) => spec)],
	};
	if (listeners.syslog.length > MAX_SOURCES) {
		throw new UsageError(`${listeners.syslog.length} sockets to receive syslog on are too many: ${MAX_SOURCES} are allowed`);
	}
	refuseTwice([...syslog, ...query, ...control]);
	return listeners;
}

function specOf(kind: ListenerSpec['kind'], place: string | Address): ListenerSpec {
	return (typeof place === 'string' ? {kind, path: place} : {kind, ...place}) as ListenerSpec;
}

function refuseInherited(wanted: readonly Wanted[], inherited: readonly InheritedSocket[]): void {
	for (const {flag, spec} of wanted) {
		const socket = inherited.find(each => haveSameAddress(withRealPath(each), withRealPath(spec)));
		if (socket === undefined) continue;
		const address = listenerName(spec).replace(/^unix-\w+:/, '');
		throw new UsageError(`${flag}: ${address} is inherited already (descriptor ${socket.fd}, "${socket.name}"): leave the flag out, or name another address`);
	}
}

function refuseTwice(wanted: readonly Wanted[]): void {
	const paths = wanted.flatMap(({spec}) => ('path' in spec ? [spec.path] : []));
	const twice = paths.find((path, i) => paths.indexOf(path) !== i);
	if (twice !== undefined) throw new UsageError(`${twice} is named for two sockets: each needs a path of its own`);
}

/** With symbolic links followed, as /var/run is one. */
function withRealPath(spec: ListenerSpec): ListenerSpec {
	if (!('path' in spec) || spec.path.startsWith('@')) return spec;
	const path = resolve(spec.path);
	try {
		return {...spec, path: join(realpathSync(dirname(path)), basename(path))};
	} catch {
		return {...spec, path};
	}
}
