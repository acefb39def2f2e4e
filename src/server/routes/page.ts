import {fileURLToPath} from 'node:url';
import type {FastifyInstance, FastifyReply, FastifyRequest} from 'fastify';
import {builtFile} from '../../built/built-file.js';
import {MAX_PAUSE_MS} from '../../pause.js';
import {BadRequest} from '../bad-request.js';
import type {Controls} from '../control-server.js';
import {guardHost, type OwnHosts} from '../request-guard.js';
import {duration, noParameters, type Query, refuseOthers} from '../parameters.js';
import {PageFiles} from '../page-files.js';
import {type DaemonState, pauseOf, statusOf} from '../status.js';

/** Nothing from elsewhere, no script or style in the markup, no text made into markup, no frame around it. */
const POLICY = [
	"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
	"base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
].join('; ');
const A_YEAR_SECONDS = 365 * 24 * 3600;
const NOT_FOUND = 404;

const files = new PageFiles(fileURLToPath(builtFile('web/')));

/** What the page itself can change; only there with `--ui-control`. */
export const PAGE_CONTROL_ROUTES = {'/ui/pause/on': 'POST', '/ui/pause/off': 'POST', '/ui/logs/clear': 'POST'} as const;

/**
 * The page at `/ui/`, and what it asks beside the log.
 *
 * @param controls Undefined where readers may change nothing.
 * @param ownHosts As for `guardHost`.
 */
export function pageRoutes(app: FastifyInstance, state: DaemonState, controls: Controls | undefined, ownHosts: OwnHosts): void {
	app.get('/ui', {config: {mayBeLinked: true}}, async (_request, reply) => reply.redirect('ui/'));
	// The page's own state stands in its address, so any parameter is allowed there.
	app.get('/ui/', {config: {mayBeLinked: true}}, async (request, reply) => send(request, reply, ''));
	app.get('/ui/assets/:name', async (request, reply) => send(request, reply, `assets/${(request.params as {name: string}).name}`));
	app.get('/ui/status', async (request, reply) => {
		noParameters(request.query as Query);
		return reply.header('Cache-Control', 'no-store').send({...statusOf(state), now: new Date().toISOString(), control: controls !== undefined});
	});
	if (controls === undefined) return;
	// What changes the daemon is not left to a name that leads here by chance, on a forwarded unix socket neither.
	const preValidation = async ({headers}: FastifyRequest): Promise<void> => {
		guardHost(headers, ownHosts);
	};
	app.post('/ui/pause/on', {preValidation}, async request => {
		const query = request.query as Query;
		refuseOthers(query, ['for']);
		await controls.pause(true, duration(query, 'for', {minMs: 1, maxMs: MAX_PAUSE_MS}));
		return {...pauseOf(state), paused: true};
	});
	app.post('/ui/pause/off', {preValidation}, async request => {
		noParameters(request.query as Query);
		return {paused: await controls.pause(false)};
	});
	app.post('/ui/logs/clear', {preValidation}, async request => {
		noParameters(request.query as Query);
		return {cleared: await controls.clear()};
	});
}

/** Whether a browser asks for the bare address, whose user wants to see the log and not its text. */
export function wantsPage({headers, query}: FastifyRequest): boolean {
	return Object.keys(query as Query).length === 0 && /\btext\/html\b/.test(headers.accept ?? '');
}

function send(request: FastifyRequest, reply: FastifyReply, address: string): FastifyReply {
	const file = files.get(address);
	if (file === undefined) throw new BadRequest(`there is no file ${JSON.stringify(address)} in this page; reload /ui/`, NOT_FOUND);
	const isCompressed = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
	reply.type(file.contentType).header('Vary', 'Accept-Encoding')
		.header('Content-Security-Policy', POLICY).header('Referrer-Policy', 'no-referrer')
		.header('Cross-Origin-Opener-Policy', 'same-origin').header('Cross-Origin-Resource-Policy', 'same-origin')
		.header('Cache-Control', file.isHashed ? `public, max-age=${A_YEAR_SECONDS}, immutable` : 'no-cache');
	if (isCompressed) reply.header('Content-Encoding', 'gzip');
	return reply.send(isCompressed ? file.gzip : file.bytes);
}
