import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {createServer, type AddressInfo} from 'node:net';

const HOST = '127.0.0.1';

/** A port on 127.0.0.1 that was free for TCP and UDP a moment ago, for programs that cannot choose one and say which. */
export async function freePort(): Promise<number> {
	for (;;) {
		const server = createServer().listen(0, HOST);
		await once(server, 'listening');
		const {port} = server.address() as AddressInfo;
		const free = await isFreeForUdp(port);
		server.close();
		await once(server, 'close');
		if (free) return port;
	}
}

async function isFreeForUdp(port: number): Promise<boolean> {
	const socket = createSocket('udp4');
	try {
		socket.bind(port, HOST);
		await once(socket, 'listening');
		return true;
	} catch {
		return false;
	} finally {
		socket.close();
	}
}
