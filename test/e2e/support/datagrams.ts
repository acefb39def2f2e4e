import {run} from './child.js';
import {peer} from './peers.js';

// Node has no unix datagram sockets. A blocking socket waits while the receiver's queue is full, so nothing gets lost.
const SENDER = `
import socket, sys
sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
sender.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
sender.connect(sys.argv[1])
for line in sys.stdin.buffer:
    sender.send(bytes.fromhex(line.decode('ascii')))
`;

/** Sends each message as one datagram to a unix socket, through python3; resolves when all are in the socket's queue. */
export async function sendDatagrams(path: string, messages: readonly (string | Uint8Array)[]): Promise<void> {
	const hex = messages.map(message => `${Buffer.from(message as string).toString('hex')}\n`).join('');
	await run(peer('python3'), ['-c', SENDER, path], {input: hex});
}
