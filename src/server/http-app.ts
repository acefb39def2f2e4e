import type {IncomingMessage} from 'node:http';
import type {Socket} from 'node:net';
import Fastify, {type FastifyError, type FastifyInstance, type FastifyReply} from 'fastify';
import {authorize} from './access/authorization.js';
import {type Entrance, entranceServers} from './access/entrance.js';
import type {HttpCounts} from './access/http-counts.js';
import {BadRequest} from './bad-request.js';
import {parseQueryString} from './query-string.js';
import {guardRequest} from './request-guard.js';
import {Overload} from './overload.js';
import {QueryTimeout} from './turns.js';

/** Request bodies are not read; this bounds what is thrown away. */
const MAX_BODY_BYTES = 64 * 1024;
const MAX_PARAMETER_BYTES = 4096;
const UNAUTHORIZED = 401;

declare module 'fastify' {
	interface FastifyContextConfig {
		/** As for `guardRequest`. */
		readonly mayBeLinked?: boolean;
	}
}

/** Node's codes of errors in a request, with what is answered. */
const CLIENT_ERRORS: Readonly<Record<string, readonly [status: string, text: string]>> = {
	ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'the request took too long to arrive'],
	HPE_INVALID_URL: ['400 Bad Request', 'the address has a character beyond ASCII that is not escaped: curl -G --data-urlencode escapes it'],
	HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'the request line and headers are larger than 16 KiB'],
};

/** Where to listen: a unix socket, or an address; without a host, all addresses. With `fd`, on that inherited socket, which has the address. */
export type ListenOptions = ({readonly path: string} | {readonly host?: string; readonly port: number}) & {readonly fd?: number};

/** What a path answers to, for the `Allow` header. */
export type Routes = Readonly<Record<string, 'GET' | 'POST'>>;

/**
 * An HTTP application with what all listeners share: errors are one sentence of plain text, other methods than a
 * path's own get 405, requests of foreign web pages 403.
 *
 * @param entrance Who is let in.
 * @param state Where errors that are our own fault are told, with what was asked for, and connections counted.
 */
export function httpApp(
	routes: Routes, entrance: Entrance, {onFailure, http}: {readonly onFailure: (what: string, error: Error) => void; readonly http: HttpCounts},
): FastifyInstance {
	const app = Fastify({
		bodyLimit: MAX_BODY_BYTES,
		serverFactory: entranceServers(entrance, http, (error, socket) => {
			answerClientError(error, socket, http);
		}),
		forceCloseConnections: true,
		// What the router cannot read never gets as far as the error handler below.
		frameworkErrors: (error, {raw}, reply: FastifyReply) => {
			reply.raw.once('finish', () => {
				endUpgrade(raw);
			});
			void sentence(reply, error.statusCode ?? 400, error.message);
		},
		// Each server answers itself: of several that a name leads to, this would be asked for the first only.
		clientErrorHandler: () => undefined,
		schemaController: {compilersFactory: {buildValidator: noSchemas, buildSerializer: noSchemas}},
		routerOptions: {maxParamLength: MAX_PARAMETER_BYTES, querystringParser: parseQueryString},
	});
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', (_request, body, done) => {
		body.resume();
		body.on('end', () => {
			done(null);
		});
	});
	app.addHook('onRequest', async (request, reply) => {
		reply.header('X-Content-Type-Options', 'nosniff');
		guardRequest(request.headers, entrance.ownHosts, request.routeOptions.config.mayBeLinked, entrance.tls !== undefined);
		if (entrance.tokens !== undefined) authorize(request, reply, entrance.tokens);
	});
	app.addHook('onResponse', async ({raw}) => {
		endUpgrade(raw);
	});
	app.setNotFoundHandler((request, reply) => {
		const path = request.url.replace(/\?.*$/s, '');
		const allowed = Object.hasOwn(routes, path) ? routes[path] : undefined;
		if (allowed === undefined) return sentence(reply, 404, `there is nothing at ${path}; there is ${Object.keys(routes).join(', ')}`);
		const methods = allowed === 'GET' ? 'GET, HEAD' : allowed;
		reply.header('Allow', methods);
		return sentence(reply, 405, `${request.method} is not allowed on ${path}; allowed is ${methods}`);
	});
	app.setErrorHandler<FastifyError | BadRequest | QueryTimeout | Overload>((error, request, reply) => {
		const status = error.statusCode ?? 500;
		if (status === UNAUTHORIZED) http.unauthorized += 1;
		if (error instanceof Overload) reply.header('Retry-After', error.retryAfterSeconds);
		if (status < 500 || error instanceof Overload || error instanceof QueryTimeout) return sentence(reply, status, error.message);
		onFailure(`${request.method} ${request.url.replace(/\?.*$/s, '')}`, error);
		return sentence(reply, status, 'circologd failed to answer; its own log says why');
	});
	return app;
}

/**
 * Ends the connection of a request that wanted another protocol and has been answered instead: Node has let go of it, so that
 * it would stay open for ever.
 */
function endUpgrade(request: IncomingMessage & {readonly upgrade?: boolean}): void {
	if (request.upgrade === true) request.socket.destroy();
}

/** Stands for the compilers of schemas that Fastify brings, which take a third of the time to start to load: no route has a schema. */
function noSchemas(): never {
	throw new Error('schemas of routes are not compiled here');
}

/** Answers what Node could not read as a request. */
function answerClientError(error: NodeJS.ErrnoException, socket: Socket, http: HttpCounts): void {
	const {code = ''} = error;
	const [status, text] = CLIENT_ERRORS[code] ?? ['400 Bad Request', 'this is no HTTP request'];
	if (code === 'ERR_HTTP_REQUEST_TIMEOUT') http.timedOut += 1;
	if (code === 'HPE_HEADER_OVERFLOW') http.tooLarge += 1;
	// Other codes are those of a connection that has gone, or of TLS: nobody would hear an answer.
	if (/^(?:HPE|ERR_HTTP)_/.test(code) && socket.writable) {
		socket.write(`HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\nContent-Length: ${text.length + 1}\r\n\r\n${text}\n`);
	}
	socket.destroy(error);
}

/** Answers with one line of plain text. */
export function sentence(reply: FastifyReply, status: number, text: string): FastifyReply {
	return reply.code(status).type('text/plain; charset=utf-8').send(`${text}\n`);
}

/** Has an application listen; resolves to its port, 0 for a unix socket. */
export async function listen(app: FastifyInstance, where: ListenOptions): Promise<number> {
	// Node does not know the path of a socket that it has not made, and Fastify does not start without.
	if (where.fd !== undefined && 'path' in where) app.server.address = () => where.path;
	// Where there is a descriptor, Node does not look at the rest; a host, though, keeps Fastify from listening on more than this.
	const inherited = where.fd === undefined ? {} : {fd: where.fd, host: '::'};
	await app.listen({...('path' in where ? {path: where.path} : {host: where.host ?? '::', port: where.port}), ...inherited});
	const [first] = app.addresses();
	return typeof first === 'object' ? first.port : 0;
}
