import type {IncomingMessage, OutgoingHttpHeaders} from 'node:http';
import websocket from '@fastify/websocket';
import type {FastifyInstance, FastifyRequest} from 'fastify';
import {createFormatter} from '../formatter/index.js';
import {BadRequest} from './bad-request.js';
import {formatCursor, startAt} from './cursor.js';
import {dump, DUMP_PIECE_BYTES} from './dump.js';
import {httpApp, listen, type ListenOptions, type Routes} from './http-app.js';
import {metricsText} from './metrics.js';
import {noParameters, type ReadParameters, readParameters} from './parameters.js';
import {PieceMaker} from './piece-maker.js';
import {Renderer} from './renderer.js';
import type {DaemonState} from './status.js';

/** Followers have nothing to say: a larger frame from one ends its connection. */
const MAX_INBOUND_FRAME_BYTES = 4096;
const UPGRADE_REQUIRED = 426;
/** Websocket status code: the server goes down (RFC 6455, section 7.4.1). */
const GOING_AWAY = 1001;
/** How long a follower may take to answer a goodbye. */
const GOODBYE_MS = 700;
const ROUTES: Routes = {'/': 'GET', '/ws': 'GET', '/healthz': 'GET', '/metrics': 'GET'};

/** The read-only side of the daemon: the log, and how it is. */
export interface QueryServer {
	/** Begins to listen; resolves to the port, 0 for a unix socket. Rejects with Node's error. */
	listen(where: ListenOptions): Promise<number>;
	/** Ends it and every connection, with a close frame for websockets. */
	close(): Promise<void>;
}

/** The part of the ring that an answer speaks of. */
interface Place {
	/** Sequence number after the newest message at the time of asking. */
	readonly head: number;
	readonly from: number;
	/** Messages from this number on that are lost are told as lost. */
	readonly promisedFrom: number;
}

/** @param ownHosts As for `guardRequest`: undefined on a unix socket. */
export function queryServer(state: DaemonState, ownHosts: readonly string[] | undefined): QueryServer {
	const {reader, followers, hostNames} = state;
	const app = httpApp(ROUTES, ownHosts);
	const chunk = reader.chunk();
	const places = new WeakMap<IncomingMessage, Place & ReadParameters>();

	/** Where an answer begins and ends. The ring goes on meanwhile, so it is looked at once. */
	function placeOf({lines, cursor}: ReadParameters): Place {
		const {head} = reader;
		const from = startAt(reader, head, lines, cursor);
		// What a cursor names is promised, and so is what comes later; of the backlog, what is there.
		return {head, from, promisedFrom: cursor === undefined ? head : from};
	}

	app.register(websocket, {options: {maxPayload: MAX_INBOUND_FRAME_BYTES, perMessageDeflate: false}, preClose: endFollowers});
	app.register(async routes => {
		routes.websocketServer.on('headers', (headers: string[], request: IncomingMessage) => {
			headers.push(`Circolog-Cursor: ${formatCursor(reader, places.get(request)!.head)}`);
		});
		routes.route({
			method: 'GET',
			url: '/ws',
			// Before the handshake: a wrong request gets an HTTP answer, and a right one all that comes from now on.
			preValidation: async request => {
				const parameters = readParameters(queryOf(request));
				places.set(request.raw, {...parameters, ...placeOf(parameters)});
			},
			handler: () => {
				throw new BadRequest('/ws is for websockets: ask with "Upgrade: websocket", or read / instead', UPGRADE_REQUIRED);
			},
			wsHandler: (_socket, request) => {
				const {format, from, promisedFrom} = places.get(request.raw)!;
				followers.add(request.raw.socket, format, from, promisedFrom);
			},
		});
	});
	app.get('/', async (request, reply) => {
		const parameters = readParameters(queryOf(request));
		const {head, from, promisedFrom} = placeOf(parameters);
		const renderer = new Renderer(createFormatter(parameters.format, hostNames), 'lines');
		reply.header('Content-Type', renderer.contentType).header('Circolog-Cursor', formatCursor(reader, head));
		if (request.method === 'HEAD') return reply.send();
		// The body is written to the socket itself, so that one piece of memory serves for all of it.
		reply.hijack();
		reply.raw.writeHead(200, reply.getHeaders() as OutgoingHttpHeaders);
		const pieces = new PieceMaker(reader, renderer, chunk, DUMP_PIECE_BYTES);
		await dump(reply.raw, pieces, {from, until: head, promisedFrom}, lost => {
			followers.countGap(lost);
		});
		return reply;
	});
	app.get('/healthz', async (request, reply) => {
		noParameters(queryOf(request));
		return reply.type('text/plain; charset=utf-8').send('ok\n');
	});
	app.get('/metrics', async (request, reply) => {
		noParameters(queryOf(request));
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

function queryOf(request: FastifyRequest): Record<string, unknown> {
	return request.query as Record<string, unknown>;
}
