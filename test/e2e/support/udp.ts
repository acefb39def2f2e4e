import {createSocket} from 'node:dgram';
import {onTestFinished} from 'vitest';

/** Sends datagrams to a UDP port of this machine. */
export interface UdpSender {
	/** Sends each message as one datagram; resolves when the kernel has them. */
	send: (messages: readonly (string | Uint8Array)[]) => Promise<void>;
}

/** Opens a UDP socket that is closed when the test is over. */
export function openUdp(port: number): UdpSender {
	const socket = createSocket('udp4');
	onTestFinished(() => {
		socket.close();
	});
	const sendOne = async (message: string | Uint8Array): Promise<void> => new Promise((resolve, reject) => {
		socket.send(message, port, '127.0.0.1', error => {
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
