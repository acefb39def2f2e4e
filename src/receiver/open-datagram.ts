import {isIP} from 'node:net';
import {SystemError} from '../libc/calls.js';
import {closeDescriptor} from '../libc/descriptors.js';
import {AF_INET, AF_INET6, AF_UNIX, bindSocket, datagramSocket, IPPROTO_IPV6, IPV6_V6ONLY, setSocketOption, SO_PASSCRED, SO_RCVBUF, SO_RCVBUFFORCE, socketName, SOL_SOCKET} from '../libc/sockets.js';
import {internetAddress, portOf, unixAddress} from './socket-address.js';

/** Receive buffer asked for: bursts wait here while the receiver is busy. Beyond net.core.rmem_max only root gets it. */
const UDP_RECEIVE_BUFFER_BYTES = 8 * 1024 * 1024;

/** Opens a unix datagram socket at a path; senders' credentials come with each message. Throws `SystemError`. */
export function openUnixDatagram(path: string): number {
	return open(AF_UNIX, fd => {
		bindSocket(withCredentials(fd), unixAddress(path));
	});
}

/** Has senders' credentials come with each message that is sent to a unix socket from now on; returns the socket. */
export function withCredentials(fd: number): number {
	setSocketOption(fd, SOL_SOCKET, SO_PASSCRED, 1);
	return fd;
}

/**
 * Opens a UDP socket. Throws `SystemError`.
 *
 * Not with `UDP_GRO`: the kernel then counts one drop for a whole buffer of datagrams, and the rest would be lost uncounted.
 *
 * @param host Numeric address; undefined for all, IPv4 and IPv6.
 * @param port 0 to let the kernel choose.
 */
export function openUdp(host: string | undefined, port: number): {fd: number; port: number} {
	if (host === undefined) {
		try {
			return openUdp('::', port);
		} catch (error) {
			if (!(error instanceof SystemError && error.code === 'EAFNOSUPPORT')) throw error;
			return openUdp('0.0.0.0', port);
		}
	}
	const fd = open(isIP(host) === 4 ? AF_INET : AF_INET6, created => {
		if (!setSocketOption(created, SOL_SOCKET, SO_RCVBUFFORCE, UDP_RECEIVE_BUFFER_BYTES)) {
			setSocketOption(created, SOL_SOCKET, SO_RCVBUF, UDP_RECEIVE_BUFFER_BYTES);
		}
		if (host === '::') setSocketOption(created, IPPROTO_IPV6, IPV6_V6ONLY, 0);
		bindSocket(created, internetAddress(host, port));
	});
	return {fd, port: portOf(socketName(fd))};
}

function open(family: number, prepare: (fd: number) => void): number {
	const fd = datagramSocket(family);
	try {
		prepare(fd);
	} catch (error) {
		closeDescriptor(fd);
		throw error;
	}
	return fd;
}
