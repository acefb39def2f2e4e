import {once} from 'node:events';
import {connect, type Socket} from 'node:net';
import {onTestFinished} from 'vitest';

/** Where a stream server listens: the path of a unix socket, or a TCP port of this machine. */
export type StreamAddress = string | number;

/**
 * Opens a connection that is closed when the test is over at the latest.
 *
 * @param from Address to come from over TCP: any of 127.0.0.0/8, or ::1.
 */
export async function openStream(address: StreamAddress, from = '127.0.0.1'): Promise<Socket> {
	const host = from.includes(':') ? '::1' : '127.0.0.1';
	const socket = typeof address === 'string' ? connect(address) : connect({port: address, host, localAddress: from});
	onTestFinished(() => {
		socket.destroy();
	});
	await once(socket, 'connect');
	return socket;
}

/** Opens a connection, writes all pieces in order, as fast as they are taken, and closes it. */
export async function sendStream(address: StreamAddress, pieces: Iterable<string | Uint8Array>): Promise<void> {
	const socket = await openStream(address);
	for (const piece of pieces) {
		if (!socket.write(piece)) {
			await once(socket, 'drain');
		}
	}
	socket.end();
	socket.resume();
	await once(socket, 'close');
}
