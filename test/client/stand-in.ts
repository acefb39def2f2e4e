import {once} from 'node:events';
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import {onTestFinished} from 'vitest';
import {type WebSocket, WebSocketServer} from 'ws';

/** What a stand-in does with a follower. */
export type Play = (websocket: WebSocket, url: string) => void;

/** A server in the daemon's place that does what a real daemon does rarely, or never. */
export interface StandIn {
	/** Paths of the handshakes and requests so far. */
	readonly asked: string[];
	close(): void;
}

/**
 * Listens on the unix socket `path`.
 *
 * @param cursor For the header Circolog-Cursor of its handshakes.
 * @param refuse Answers requests, and handshakes when `play` is missing.
 */
export async function standIn(
	path: string,
	{play, cursor = '0123456789ab:0', refuse}: {play?: Play; cursor?: string; refuse?: (response: ServerResponse) => void},
): Promise<StandIn> {
	const asked: string[] = [];
	const server: Server = createServer((request: IncomingMessage, response: ServerResponse) => {
		asked.push(request.url ?? '');
		refuse?.(response);
	});
	const websockets = new WebSocketServer({noServer: true});
	websockets.on('headers', headers => headers.push(`Circolog-Cursor: ${cursor}`));
	if (play) {
		server.on('upgrade', (request, socket, head) => {
			asked.push(request.url ?? '');
			websockets.handleUpgrade(request, socket, head, websocket => {
				play(websocket, request.url ?? '');
			});
		});
	}
	server.listen(path);
	await once(server, 'listening');
	const close = (): void => {
		for (const client of websockets.clients) client.terminate();
		server.close();
		server.closeAllConnections();
	};
	onTestFinished(close);
	return {asked, close};
}

/** Sends messages and the mark behind them, as the daemon does. */
export function piece(websocket: WebSocket, frames: readonly string[], cursor: string): void {
	for (const frame of frames) websocket.send(frame);
	websocket.pong(cursor);
}
