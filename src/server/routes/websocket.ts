import type {IncomingMessage} from 'node:http';
import type {FastifyInstance} from 'fastify';
import type {WebSocket} from 'ws';
import {BadRequest} from '../bad-request.js';
import {formatCursor} from '../cursor.js';
import {pongFrame} from '../frame.js';
import {isOn, type Query, readFollowing, refuseReverse} from '../parameters.js';
import {Reading} from '../reading.js';
import type {DaemonState} from '../status.js';
import {QueryTimeout} from '../turns.js';

const UPGRADE_REQUIRED = 426;
/** Status codes of websockets (RFC 6455, section 7.4.1). */
const NORMAL_CLOSURE = 1000;
const POLICY_VIOLATION = 1008;
const INTERNAL_ERROR = 1011;
/** The most bytes of a reason in a close frame (RFC 6455, section 5.5). */
const MAX_REASON_BYTES = 123;

/** `/ws`: the log and what comes, as websocket frames. `app` has @fastify/websocket. */
export function websocketRoute(app: FastifyInstance, state: DaemonState): void {
	const readings = new WeakMap<IncomingMessage, Reading>();
	app.websocketServer.on('headers', (headers: string[], request: IncomingMessage) => {
		headers.push(`Circolog-Cursor: ${readings.get(request)!.cursor}`);
	});
	app.route({
		method: 'GET',
		url: '/ws',
		// Before the handshake: a wrong request gets an HTTP answer, and a right one all that comes from now on.
		preValidation: async request => {
			const query = request.query as Query;
			refuseReverse(query);
			if (request.ws) state.followers.admit(request.raw.socket);
			const parameters = readFollowing(query, state.context, ['batch']);
			readings.set(request.raw, new Reading(state, parameters, isOn(query, 'batch') ? 'batches' : 'frames'));
		},
		handler: () => {
			throw new BadRequest('/ws is for websockets: ask with "Upgrade: websocket", or read / instead', UPGRADE_REQUIRED);
		},
		wsHandler: (websocket, request) => {
			void follow(state, websocket, request.raw, readings.get(request.raw)!);
		},
	});
}

async function follow(state: DaemonState, websocket: Pick<WebSocket, 'close'>, {socket}: IncomingMessage, reading: Reading): Promise<void> {
	try {
		const seq = await state.queries.run(async () => reading.start(() => !socket.destroyed));
		if (socket.destroyed) return;
		if (reading.opening.length > 0) socket.write(reading.opening);
		// Beneath the websocket, so that a frame made once is written to all who want it.
		reading.follow(socket, seq, next => pongFrame(formatCursor(state.reader, next)), () => {
			websocket.close(NORMAL_CLOSURE);
		});
	} catch (error) {
		const isOurs = !(error instanceof QueryTimeout);
		const {message} = error as Error;
		if (isOurs) state.onFailure('GET /ws', error as Error);
		websocket.close(isOurs ? INTERNAL_ERROR : POLICY_VIOLATION, Buffer.from(message).subarray(0, MAX_REASON_BYTES).toString());
	}
}
