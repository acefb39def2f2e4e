import websocket from '@fastify/websocket';
import type {FastifyInstance} from 'fastify';
import type {Entrance} from './access/entrance.js';
import {httpApp, listen, type ListenOptions, type Routes} from './http-app.js';
import type {Controls} from './control-server.js';
import {metricsText} from './metrics.js';
import {noParameters, type Query} from './parameters.js';
import {countingRoutes} from './routes/counting.js';
import {logRoute} from './routes/log.js';
import {lossesRoute} from './routes/losses.js';
import {PAGE_CONTROL_ROUTES, pageRoutes} from './routes/page.js';
import {privacyRoute} from './routes/privacy.js';
import {waitRoute} from './routes/wait.js';
import {websocketRoute} from './routes/websocket.js';
import type {DaemonState} from './status.js';

/** Followers have nothing to say: a larger frame from one ends its connection. */
const MAX_INBOUND_FRAME_BYTES = 4096;
/** Websocket status code: the server goes down (RFC 6455, section 7.4.1). */
const GOING_AWAY = 1001;
/** How long a follower may take to answer a goodbye. */
const GOODBYE_MS = 700;
const ROUTES: Routes = {
	'/': 'GET', '/ws': 'GET', '/wait': 'GET', '/count': 'GET', '/histogram': 'GET', '/top': 'GET', '/patterns': 'GET', '/stats': 'GET', '/losses': 'GET', '/privacy': 'GET',
	'/healthz': 'GET', '/metrics': 'GET', '/ui/': 'GET', '/ui/status': 'GET',
};

/** The read-only side of the daemon: the log, and how it is. */
export interface QueryServer {
	/** Begins to listen; resolves to the port, 0 for a unix socket. Rejects with Node's error. */
	listen(where: ListenOptions): Promise<number>;
	/** Ends it and every connection, with a close frame for websockets. */
	close(): Promise<void>;
}

/**
 * @param entrance Who is let in.
 * @param controls What the page may change; undefined for nothing.
 */
export function queryServer(state: DaemonState, entrance: Entrance, controls: Controls | undefined): QueryServer {
	const app = httpApp({...ROUTES, ...(controls === undefined ? {} : PAGE_CONTROL_ROUTES)}, entrance, state);
	app.register(websocket, {options: {maxPayload: MAX_INBOUND_FRAME_BYTES, perMessageDeflate: false}, preClose: endFollowers});
	app.register(async routes => {
		websocketRoute(routes, state);
	});
	logRoute(app, state);
	waitRoute(app, state);
	countingRoutes(app, state);
	lossesRoute(app, state);
	privacyRoute(app, state);
	pageRoutes(app, state, controls, entrance.ownHosts ?? []);
	app.get('/healthz', async (request, reply) => {
		noParameters(request.query as Query);
		return reply.type('text/plain; charset=utf-8').send('ok\n');
	});
	app.get('/metrics', async (request, reply) => {
		noParameters(request.query as Query);
		return reply.type('text/plain; version=0.0.4; charset=utf-8').send(metricsText(state));
	});

	return {
		listen: async where => listen(app, where),
		close: async () => {
			await app.close();
		},
	};
}

/** Says goodbye to every follower, and cuts off those that do not answer in time. */
function endFollowers(this: FastifyInstance, done: () => void): void {
	const {websocketServer} = this;
	for (const client of websocketServer.clients) client.close(GOING_AWAY);
	const timer = setTimeout(() => {
		for (const client of websocketServer.clients) client.terminate();
	}, GOODBYE_MS);
	websocketServer.close(() => {
		clearTimeout(timer);
		done();
	});
}
