import {isIPv4, type Socket} from 'node:net';
import type {Hub} from '../hub.js';
import {FLAG_ORIGIN_IPV4, FLAG_ORIGIN_IPV6, FLAG_ORIGIN_PROCESS} from '../hub/entry.js';
import type {Ipv6Table} from '../hub/ipv6-table.js';
import {peerCredentials} from '../libc/sockets.js';
import type {OriginMask} from '../redact/origin-mask.js';
import {ipv4Number, ipv6Bytes} from './socket-address.js';

const MAPPED_PREFIX = '::ffff:';

/** Who sends on a connection, as the index keeps it. */
export interface Origin {
	/** One of the `FLAG_ORIGIN_` bits, or 0. */
	readonly flags: number;
	/** Process id, IPv4 address or row of the IPv6 table. */
	readonly a: number;
	/** User id or port. */
	readonly b: number;
}

/** Whose address the other end of a connection has. */
export type Peer =
	/** Most significant byte first. */
	| {readonly ipv4: number; readonly port: number}
	/** As the kernel writes it. */
	| {readonly ipv6: Uint32Array; readonly port: number};

/** What is needed to keep origins in the index. */
export interface OriginParts {
	readonly hub: Hub;
	readonly ipv6: Ipv6Table;
	readonly originMask: OriginMask;
}

/** Who has connected; undefined for a unix socket, and for who has gone already. */
export function peerOf({remoteAddress, remotePort: port = 0}: Socket): Peer | undefined {
	if (remoteAddress === undefined) return undefined;
	const four = remoteAddress.startsWith(MAPPED_PREFIX) ? remoteAddress.slice(MAPPED_PREFIX.length) : remoteAddress;
	if (isIPv4(four)) return {ipv4: ipv4Number(four), port};
	return {ipv6: new Uint32Array(ipv6Bytes(four.replace(/%.*$/, '')).buffer), port};
}

/** Who sends on this connection, as the index keeps it. */
export function originOf(peer: Peer | undefined, fd: number, {hub, ipv6, originMask}: OriginParts): Origin {
	if (peer === undefined) {
		const credentials = peerCredentials(fd);
		return credentials === undefined ? {flags: 0, a: 0, b: 0} : {flags: FLAG_ORIGIN_PROCESS, a: credentials.pid, b: credentials.uid};
	}
	if ('ipv4' in peer) return {flags: FLAG_ORIGIN_IPV4, a: originMask.ipv4(peer.ipv4), b: peer.port};
	const words = peer.ipv6.slice();
	originMask.ipv6(words, 0);
	return {flags: FLAG_ORIGIN_IPV6, a: ipv6.rowOf(words, 0, hub.nextSeq), b: peer.port};
}
