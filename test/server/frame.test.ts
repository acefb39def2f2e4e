import {once} from 'node:events';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {describe, expect, it} from 'vitest';
import {WebSocket, WebSocketServer} from 'ws';
import {FRAME_HEADER_MAX_BYTES, pongFrame, wrapFrame} from '../../src/server/frame.js';

/** What a real client makes of bytes that a server writes to its socket after the handshake. */
async function receive(bytes: Uint8Array): Promise<{text: string; binary: boolean}[]> {
	const server = createServer();
	const sockets = new WebSocketServer({noServer: true});
	server.on('upgrade', (request, socket, head) => {
		sockets.handleUpgrade(request, socket, head, peer => {
			socket.write(bytes);
			peer.close();
		});
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const seen: {text: string; binary: boolean}[] = [];
	const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
	client.on('message', (data: Buffer, binary) => seen.push({text: data.toString('latin1'), binary}));
	client.on('pong', data => seen.push({text: `pong ${data.toString()}`, binary: false}));
	await once(client, 'close');
	server.close();
	return seen;
}

describe('a frame', () => {
	it.each([0, 1, 125, 126, 127, 65_535, 65_536, 200_000])('of %i bytes is read by a client as it was meant', async length => {
		const out = new Uint8Array(length + 2 * FRAME_HEADER_MAX_BYTES);
		const payload = 3 + FRAME_HEADER_MAX_BYTES;
		out.fill(97, payload, payload + length);
		const end = wrapFrame(out, 3, payload, payload + length, true);
		expect(await receive(out.subarray(3, end))).toEqual([{text: 'a'.repeat(length), binary: false}]);
	});

	it('that is no text is marked as binary', async () => {
		const out = new Uint8Array(40).fill(0xff);
		const end = wrapFrame(out, 0, FRAME_HEADER_MAX_BYTES, FRAME_HEADER_MAX_BYTES + 2, false);
		expect(await receive(out.subarray(0, end))).toEqual([{text: '\xff\xff', binary: true}]);
	});

	it('of a pong carries its payload', async () => {
		expect(await receive(pongFrame('0123456789ab:42'))).toEqual([{text: 'pong 0123456789ab:42', binary: false}]);
	});
});
