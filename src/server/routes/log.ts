import type {OutgoingHttpHeaders} from 'node:http';
import type {FastifyInstance, FastifyReply, FastifyRequest} from 'fastify';
import {wipe} from '../../hub/packing/web-assembly.js';
import {BadRequest} from '../bad-request.js';
import {parseCursor} from '../cursor.js';
import {dump} from '../dump.js';
import {breakMessage, renderNotice} from '../gap.js';
import {type FollowParameters, isOn, type Query, readFollowing, refuseReverse} from '../parameters.js';
import type {Pieces} from '../pieces.js';
import {Reading} from '../reading.js';
import {wantsPage} from './page.js';
import type {DaemonState} from '../status.js';
import {QueryTimeout} from '../turns.js';

const NO_MARK = new Uint8Array(0);

/** The log, at `/`: what is there, and with `follow=1` what comes. */
export function logRoute(app: FastifyInstance, state: DaemonState): void {
	app.get('/', async (request, reply) => {
		if (wantsPage(request)) return reply.header('Vary', 'Accept').redirect('ui/');
		const query = request.query as Query;
		const parameters = readFollowing(query, state.context, ['follow', 'reverse']);
		if (isOn(query, 'follow')) {
			refuseReverse(query);
			return stream(state, request, reply, parameters);
		}
		if (parameters.timeoutMs !== Infinity) throw new BadRequest('timeout: only a read that waits can be ended by it; add follow=1, or ask /wait');
		return answer(state, request, reply, new Reading(state, parameters, 'lines'));
	});
}

/** Answers with what is there. */
async function answer(state: DaemonState, request: FastifyRequest, reply: FastifyReply, reading: Reading): Promise<FastifyReply> {
	const {renderer, turns} = reading;
	const response = reply.raw;
	reply.header('Content-Type', renderer.contentType).header('Circolog-Cursor', reading.cursor);
	if (request.method === 'HEAD') return reply.send();
	const buffer = state.spareBuffers.take();
	let pieces: Pieces | undefined;
	try {
		await state.queries.run(async () => {
			const extent = await reading.extent(() => !response.destroyed);
			pieces = reading.createPieces(extent, buffer);
			await dump(response, pieces, turns, {
				begin() {
					begin(reply, reading);
				},
				gap: (lost, reason) => {
					state.followers.countGap(lost, reason);
				},
			});
		});
	} catch (error) {
		if (!response.headersSent) throw error;
		if (error instanceof QueryTimeout) {
			// What has been sent looks whole: say that it is not, and have the client see a transfer that was cut off.
			response.write(renderNotice(renderer, breakMessage('query-timeout', error.message)), () => response.destroy());
		} else {
			state.onFailure('GET /', error as Error);
			response.destroy();
		}
	} finally {
		// A buffer of its own, for a message that was too long for this one.
		if (pieces !== undefined && pieces.bytes.buffer !== buffer.buffer) wipe(new Uint8Array(pieces.bytes.buffer));
		state.spareBuffers.give(buffer);
	}
	return reply;
}

/** Answers with what is there and what comes, at once. */
async function stream(state: DaemonState, request: FastifyRequest, reply: FastifyReply, asked: FollowParameters): Promise<FastifyReply> {
	const asEvents = /\btext\/event-stream\b/.test(request.headers.accept ?? '');
	const parameters = asEvents ? {...asked, cursor: lastEvent(request) ?? asked.cursor} : asked;
	const reading = new Reading(state, parameters, asEvents ? 'events' : 'lines');
	reply.header('Content-Type', reading.renderer.contentType).header('Circolog-Cursor', reading.cursor)
		.header('Cache-Control', 'no-store').header('X-Accel-Buffering', 'no');
	if (request.method === 'HEAD') return reply.send();
	const response = reply.raw;
	state.followers.admit(response);
	const seq = await state.queries.run(async () => reading.start(() => !response.destroyed));
	// A sink that is closed already never says so.
	if (response.destroyed) return reply.hijack();
	begin(reply, reading);
	response.flushHeaders();
	reading.follow(response, seq, () => NO_MARK, () => response.end());
	return reply;
}

/** Sends the head of the answer. The body is written to the socket itself, so that one piece of memory serves for all of it. */
function begin(reply: FastifyReply, {opening}: Reading): void {
	reply.hijack();
	reply.raw.writeHead(200, reply.getHeaders() as OutgoingHttpHeaders);
	if (opening.length > 0) reply.raw.write(opening);
}

/** Where a browser's EventSource goes on: what it has seen last counts more than where its address once began. */
function lastEvent(request: FastifyRequest): ReturnType<typeof parseCursor> {
	const id = request.headers['last-event-id'];
	return typeof id === 'string' ? parseCursor(id) : undefined;
}
