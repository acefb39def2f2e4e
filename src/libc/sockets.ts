import {c, EAGAIN, ECONNRESET, EINTR, lastError, SystemError} from './calls.js';
import {LENGTH, LENGTH_AT, scratchBytes, scratchView, SENT, SENT_AT, VALUE} from './scratch.js';

export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
const SOCK_NONBLOCK = 0x800;
const SOCK_CLOEXEC = 0x80000;
export const SOL_SOCKET = 1;
export const SO_TYPE = 3;
const SO_SNDBUF = 7;
export const SO_RCVBUF = 8;
export const SO_PASSCRED = 16;
export const SO_PEERCRED = 17;
export const SO_ACCEPTCONN = 30;
export const SO_RCVBUFFORCE = 33;
export const SO_PROTOCOL = 38;
const SO_DOMAIN = 39;
const SO_MEMINFO = 55;
export const SCM_CREDENTIALS = 2;
export const IPPROTO_TCP = 6;
export const IPPROTO_UDP = 17;
export const IPPROTO_IPV6 = 41;
export const IPV6_V6ONLY = 26;
/** A message was longer than the space it was read into. */
export const MSG_TRUNC = 0x20;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
/** The user id of nobody at all, (uid_t) -1. */
const NO_UID = 0xffffffff;
const SHUT_RD = 0;
/** Longest datagram that `sendDatagram` takes. */
export const MAX_SENT_BYTES = 2048;
/** Answer of `readStream`: the other end has not answered for so long that the kernel takes it for gone. */
export const CONNECTION_LOST = -2;

/** A new datagram socket that does not block, as a file descriptor. */
export function datagramSocket(family: number): number {
	const fd = c.socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0) as number;
	if (fd === -1) throw new SystemError('socket');
	return fd;
}

/** Binds a socket to an address in the kernel's layout (`sockaddr`, at most 128 bytes). */
export function bindSocket(fd: number, address: Uint8Array): void {
	scratchBytes.set(address);
	if (c.bind(fd, VALUE, address.length) === -1) throw new SystemError('bind');
}

/**
 * Sends a datagram to an address, at once or not at all.
 *
 * @param bytes At most `MAX_SENT_BYTES`.
 * @throws {SystemError} `EAGAIN` while the receiver's queue is full.
 */
export function sendDatagram(fd: number, address: Uint8Array, bytes: Uint8Array): void {
	if (bytes.length > MAX_SENT_BYTES) throw new RangeError(`a datagram of ${bytes.length} bytes; allowed are ${MAX_SENT_BYTES}`);
	scratchBytes.set(address);
	scratchBytes.set(bytes, SENT_AT);
	const sent = c.sendto(fd, SENT, bytes.length, MSG_NOSIGNAL, VALUE, address.length) as number;
	if (sent === -1) throw new SystemError('sendto');
}

/** The address that a socket is bound to, in the kernel's layout. */
export function socketName(fd: number): Uint8Array {
	scratchView.setUint32(LENGTH_AT, 128, true);
	if (c.getsockname(fd, VALUE, LENGTH) === -1) throw new SystemError('getsockname');
	return scratchBytes.slice(0, scratchView.getUint32(LENGTH_AT, true));
}

/** Sets an integer option; returns whether the kernel took it. */
export function setSocketOption(fd: number, level: number, name: number, value: number): boolean {
	scratchView.setInt32(0, value, true);
	return c.setsockopt(fd, level, name, VALUE, 4) === 0;
}

/** An integer option of a socket. Throws `SystemError`: `EBADF` and `ENOTSOCK` for a descriptor that is no socket. */
export function socketOption(fd: number, level: number, name: number): number {
	scratchView.setUint32(LENGTH_AT, 4, true);
	if (c.getsockopt(fd, level, name, VALUE, LENGTH) === -1) throw new SystemError('getsockopt');
	return scratchView.getInt32(0, true);
}

/**
 * Lets so many bytes wait in a unix stream socket until the other end reads them; fewer where `net.core.wmem_max` allows
 * no more. Other sockets stay as they are: TCP finds out for itself what is good.
 */
export function holdMore(fd: number, bytes: number): void {
	scratchView.setUint32(LENGTH_AT, 4, true);
	const isKnown = c.getsockopt(fd, SOL_SOCKET, SO_DOMAIN, VALUE, LENGTH) === 0;
	// The kernel takes twice of what it is told, for what it needs itself.
	if (isKnown && scratchView.getInt32(0, true) === AF_UNIX) setSocketOption(fd, SOL_SOCKET, SO_SNDBUF, Math.ceil(bytes / 2));
}

/** Process and user id of the other end of a connected unix socket (SO_PEERCRED); undefined for any other socket. */
export function peerCredentials(fd: number): {pid: number; uid: number} | undefined {
	scratchView.setUint32(LENGTH_AT, 12, true);
	if (c.getsockopt(fd, SOL_SOCKET, SO_PEERCRED, VALUE, LENGTH) === -1) return undefined;
	const uid = scratchView.getUint32(4, true);
	return uid === NO_UID ? undefined : {pid: scratchView.getUint32(0, true), uid};
}

/** How many datagrams the kernel has dropped on this socket so far, modulo 2^32 (SO_MEMINFO); 0 where it does not tell. */
export function socketDrops(fd: number): number {
	scratchView.setUint32(LENGTH_AT, 36, true);
	if (c.getsockopt(fd, SOL_SOCKET, SO_MEMINFO, VALUE, LENGTH) === -1) return 0;
	return scratchView.getUint32(LENGTH_AT, true) < 36 ? 0 : scratchView.getUint32(32, true);
}

/**
 * Reads up to `count` waiting datagrams into the `mmsghdr` array at `address`, without blocking.
 *
 * @returns How many were read; 0 when none was waiting, -1 on an error that the socket reported.
 */
export function receiveMany(fd: number, address: number, count: number): number {
	const received = c.recvmmsg(fd, address, count, MSG_DONTWAIT, null) as number;
	if (received >= 0) return received;
	const error = lastError();
	return error === EAGAIN || error === EINTR ? 0 : -1;
}

/**
 * Reads what waits in a stream socket that does not block, `length` bytes at the most, to `address`.
 *
 * @returns How many bytes came; 0 at the end of the stream, also at that by a reset; -1 when there is nothing yet;
 * `CONNECTION_LOST` when the kernel has given the other end up.
 */
export function readStream(fd: number, address: number, length: number): number {
	const got = c.read(fd, address, length) as number;
	if (got >= 0) return got;
	const error = lastError();
	if (error === EAGAIN || error === EINTR) return -1;
	return error === ECONNRESET ? 0 : CONNECTION_LOST;
}

/**
 * Has the kernel refuse what is sent to a unix socket, or who connects to it, from now on; what it has taken before can
 * still be read, or accepted. On other sockets it may have no effect.
 */
export function refuseMore(fd: number): void {
	c.shutdown(fd, SHUT_RD);
}
