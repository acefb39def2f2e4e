import {SystemError} from '../libc/calls.js';
import {AF_INET, AF_INET6, AF_UNIX, IPPROTO_IPV6, IPPROTO_TCP, IPPROTO_UDP, IPV6_V6ONLY, SO_ACCEPTCONN, SO_PROTOCOL, SO_TYPE, SOCK_DGRAM, SOCK_STREAM, socketName, socketOption, SOL_SOCKET} from '../libc/sockets.js';
import {type ListenerSpec, listenerName} from '../receiver/protocol.js';
import {hostOf, pathOf, portOf} from '../receiver/socket-address.js';
import {describePassed, InheritedSocketError, type PassedDescriptor} from './passed-descriptors.js';

/** What a socket is for. */
export type Role = 'syslog' | 'query' | 'control';

/** A socket that was there before this process. */
export type InheritedSocket = ListenerSpec & {readonly fd: number; readonly role: Role; readonly name: string};

/** What each name stands for, and which kinds of sockets may have it. */
const ROLES: Readonly<Record<string, {readonly role: Role; readonly kinds: readonly ListenerSpec['kind'][]; readonly as?: 'tls'}>> = {
	syslog: {role: 'syslog', kinds: ['unix-dgram', 'unix-stream', 'udp', 'tcp']},
	'syslog-tls': {role: 'syslog', kinds: ['tcp'], as: 'tls'},
	query: {role: 'query', kinds: ['unix-stream', 'tcp']},
	ctl: {role: 'control', kinds: ['unix-stream']},
};
const KIND_TEXTS: Readonly<Record<ListenerSpec['kind'], string>> = {
	'unix-dgram': 'unix datagram', 'unix-stream': 'listening unix stream', udp: 'UDP', tcp: 'listening TCP', tls: 'TLS',
};

/**
 * Tells what the passed descriptors are: for what, by their names; of which kind and at which address, by asking the
 * kernel.
 *
 * @throws InheritedSocketError for a name that is not known, and for a socket of a kind that its name does not go with.
 */
export function inheritedSockets(passed: readonly PassedDescriptor[]): InheritedSocket[] {
	return passed.map(each => {
		const known = Object.hasOwn(ROLES, each.name) ? ROLES[each.name] : undefined;
		if (known === undefined) {
			throw new InheritedSocketError(`${describePassed(each)}: allowed names (FileDescriptorName=) are ${listed(Object.keys(ROLES), 'and')}`);
		}
		const spec = specOf(each);
		if (typeof spec === 'object' && known.kinds.includes(spec.kind)) {
			const kind = known.as ?? spec.kind;
			return {...spec, kind, role: known.role, fd: each.fd, name: each.name} as InheritedSocket;
		}
		const allowed = listed(known.kinds.map(kind => KIND_TEXTS[kind]), 'or');
		const found = typeof spec === 'object' ? `a ${KIND_TEXTS[spec.kind]} socket, ${listenerName(spec)}` : spec;
		throw new InheritedSocketError(`${describePassed(each)} is ${found}; allowed for ${each.name} is a socket of the kind ${allowed}`);
	});
}

/** Whether two sockets cannot have their addresses at the same time. Port 0 stands for any that is free. */
export function haveSameAddress(a: ListenerSpec, b: ListenerSpec): boolean {
	if ('path' in a || 'path' in b) return 'path' in a && 'path' in b && a.path === b.path;
	const isEverywhere = ({host}: {host?: string}): boolean => host === undefined || host === '::' || host === '0.0.0.0';
	const isDatagram = ({kind}: ListenerSpec): boolean => kind === 'udp';
	return isDatagram(a) === isDatagram(b) && a.port === b.port && a.port !== 0 && (isEverywhere(a) || isEverywhere(b) || a.host === b.host);
}

/** What a descriptor is, as a listener; or in words what it is instead. */
function specOf({fd}: PassedDescriptor): ListenerSpec | string {
	try {
		const type = socketOption(fd, SOL_SOCKET, SO_TYPE);
		if (type !== SOCK_DGRAM && type !== SOCK_STREAM) return 'a socket that takes neither datagrams nor streams';
		if (type === SOCK_STREAM && socketOption(fd, SOL_SOCKET, SO_ACCEPTCONN) === 0) {
			return 'a stream socket that does not listen (a unit with Accept=yes passes such)';
		}
		const address = socketName(fd);
		const family = address[0]! + address[1]! * 256;
		const isStream = type === SOCK_STREAM;
		if (family === AF_UNIX) {
			const path = pathOf(address);
			return path === undefined ? 'a socket without an address' : {kind: isStream ? 'unix-stream' : 'unix-dgram', path};
		}
		const protocol = socketOption(fd, SOL_SOCKET, SO_PROTOCOL);
		if ((family !== AF_INET && family !== AF_INET6) || protocol !== (isStream ? IPPROTO_TCP : IPPROTO_UDP)) return 'a socket of another protocol';
		const host = hostOf(address);
		const isEverywhere = host === '::' && socketOption(fd, IPPROTO_IPV6, IPV6_V6ONLY) === 0;
		return {kind: isStream ? 'tcp' : 'udp', ...(isEverywhere ? {} : {host}), port: portOf(address)};
	} catch (error) {
		if (error instanceof SystemError) return error.code === 'ENOTSOCK' ? 'no socket' : `no socket that can be asked (${error.message})`;
		throw error;
	}
}

function listed(items: readonly string[], word: 'and' | 'or'): string {
	return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}
