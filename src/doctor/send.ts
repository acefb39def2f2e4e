import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {connect, isIPv6} from 'node:net';
import {setTimeout as delay} from 'node:timers/promises';
import {SystemError} from '../libc/calls.js';
import {closeDescriptor} from '../libc/descriptors.js';
import {AF_UNIX, datagramSocket, sendDatagram} from '../libc/sockets.js';
import {unixAddress} from '../receiver/socket-address.js';
import type {Destination} from './destination.js';

/** Between two attempts to put a datagram into a full queue. */
const RETRY_MS = 5;

/**
 * Sends a message: as a datagram, or over a connection of its own, with its length before it (RFC 6587, section 3.4.1).
 *
 * @param withinMs How long a full queue is waited for.
 * @throws Node's error or `SystemError`, with a `code`: `EAGAIN` for a queue that stays full.
 */
export async function sendTo(to: Destination, bytes: Uint8Array, withinMs: number): Promise<void> {
	if (to.kind === 'unix-dgram') return sendUnixDatagram(to.path, bytes, withinMs);
	if (to.kind === 'udp') return sendUdp(to.host, to.port, bytes);
	return sendStream('path' in to ? {path: to.path} : {host: to.host, port: to.port}, Buffer.concat([Buffer.from(`${bytes.length} `), bytes]), withinMs);
}

/**
 * Sends a message as syslog(3) does: as a datagram, or over a stream with a NUL behind it where the socket is one.
 *
 * @throws As `sendTo`.
 */
export async function sendAsLibrary(path: string, bytes: Uint8Array, withinMs: number): Promise<void> {
	try {
		await sendUnixDatagram(path, bytes, withinMs);
	} catch (error) {
		if (!(error instanceof SystemError && error.code === 'EPROTOTYPE')) throw error;
		await sendStream({path}, Buffer.concat([bytes, Buffer.from([0])]), withinMs);
	}
}

async function sendUnixDatagram(path: string, bytes: Uint8Array, withinMs: number): Promise<void> {
	const end = performance.now() + withinMs;
	const fd = datagramSocket(AF_UNIX);
	try {
		for (;;) {
			try {
				sendDatagram(fd, unixAddress(path), bytes);
				return;
			} catch (error) {
				if (!(error instanceof SystemError && error.code === 'EAGAIN') || performance.now() > end) throw error;
				await delay(RETRY_MS);
			}
		}
	} finally {
		closeDescriptor(fd);
	}
}

async function sendUdp(host: string, port: number, bytes: Uint8Array): Promise<void> {
	const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
	try {
		await new Promise<void>((resolve, reject) => {
			socket.once('error', reject);
			socket.send(bytes, port, host, (error) => {
				if (error) reject(error);
				else resolve();
			});
		});
	} finally {
		socket.close();
	}
}

async function sendStream(where: {path: string} | {host: string; port: number}, bytes: Uint8Array, withinMs: number): Promise<void> {
	const socket = connect(where);
	const signal = AbortSignal.timeout(Math.max(1, withinMs));
	try {
		await once(socket, 'connect', {signal});
		socket.end(bytes);
		// Whoever hangs up before we do has refused it.
		await once(socket, 'finish', {signal});
	} catch (error) {
		socket.destroy();
		throw error instanceof Error && error.name === 'AbortError' ? Object.assign(new Error('it does not answer'), {code: 'ETIMEDOUT'}) : error;
	}
	socket.on('error', () => undefined).resume();
}
