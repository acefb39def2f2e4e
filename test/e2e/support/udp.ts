import {createSocket} from 'node:dgram';
import {onTestFinished} from 'vitest';

/** Sends datagrams to a UDP port of this machine. */
export interface UdpSender {
	/** Sends each message as one datagram; resolves when the kernel has them. */
	send: (messages: readonly (string | Uint8Array)[]) => Promise<void>;
}

/**
 * Opens a UDP socket that is closed when the test is over.
 *
 * @param from Address to send from: any of 127.0.0.0/8, or ::1.
 */
export function openUdp(port: number, from = '127.0.0.1'): UdpSender {
	const isIpv6 = from.includes(':');
	const socket = createSocket(isIpv6 ? 'udp6' : 'udp4');
	socket.bind(0, from);
	onTestFinished(() => {
		socket.close();
	});
	const sendOne = async (message: string | Uint8Array): Promise<void> => new Promise((resolve, reject) => {
		socket.send(message, port, isIpv6 ? '::1' : '127.0.0.1', error => {
			if (error) {
				reject(error);
			} else {
				resolve();
			}
		});
	});
	return {
		send: async messages => {
			await Promise.all(messages.map(sendOne));
		},
	};
}
