import {Writable} from 'node:stream';
import type {FastifyInstance, FastifyReply} from 'fastify';
import {BadRequest} from '../bad-request.js';
import {formatCursor} from '../cursor.js';
import {type FollowParameters, type Query, readFollowing, refuseReverse} from '../parameters.js';
import {Reading} from '../reading.js';
import type {DaemonState} from '../status.js';

const DEFAULT_TIMEOUT_MS = 30_000;
/** The most that is held back until it is complete. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
const PIECE_BYTES = 16 * 1024;
const REQUEST_TIMEOUT = 408;
const NO_MARK = new Uint8Array(0);

/** `/wait`: answers when as many messages have matched as were asked for, or when the time is over. */
export function waitRoute(app: FastifyInstance, state: DaemonState): void {
	app.get('/wait', async (request, reply) => {
		const query = request.query as Query;
		refuseReverse(query);
		const asked = readFollowing(query, state.context);
		return wait(state, reply, {
			...asked,
			count: asked.count === Infinity ? 1 : asked.count,
			timeoutMs: asked.timeoutMs === Infinity ? DEFAULT_TIMEOUT_MS : asked.timeoutMs,
		});
	});
}

async function wait(state: DaemonState, reply: FastifyReply, parameters: FollowParameters): Promise<FastifyReply> {
	const {count, timeoutMs} = parameters;
	const reading = new Reading(state, parameters, 'lines');
	state.followers.admit(reply.raw);
	const seq = await state.queries.run(async () => reading.start(() => !reply.raw.destroyed));
	if (reply.raw.destroyed) return reply.hijack();
	const maker = reading.createMaker(new Uint8Array(2 * PIECE_BYTES));
	const answer = new Answer();
	if (reading.opening.length > 0) answer.write(reading.opening);
	reply.raw.once('close', () => answer.destroy());
	const next = await new Promise<number>(resolve => {
		answer.once('close', () => {
			resolve(seq);
		});
		reading.follow(answer, seq, () => NO_MARK, resolve, maker);
	});
	if (answer.isTooLarge) throw new BadRequest(`count: ${count} messages are more than ${MAX_ANSWER_BYTES} bytes, which is all that is held back; use /?follow=1`);
	reply.header('Circolog-Cursor', formatCursor(state.reader, next));
	if (maker.matched >= count) return reply.type(reading.renderer.contentType).send(answer.takeBytes());
	const came = `${maker.matched} of ${count} ${count === 1 ? 'message' : 'messages'} came within ${timeoutMs / 1000} s`;
	return reply.code(REQUEST_TIMEOUT).type('text/plain; charset=utf-8').send(`${came}\n`);
}

/** Holds output back. */
class Answer extends Writable {
	isTooLarge = false;
	#parts: Uint8Array[] = [];
	#length = 0;

	/** All that was held back, which is no longer held here then. */
	takeBytes(): Buffer {
		const bytes = Buffer.concat(this.#parts);
		for (const part of this.#parts.splice(0)) part.fill(0);
		return bytes;
	}

	override _write(part: Uint8Array, _encoding: string, done: () => void): void {
		// The piece is overwritten when it has been taken.
		this.#parts.push(Uint8Array.from(part));
		this.#length += part.length;
		if (this.#length > MAX_ANSWER_BYTES) {
			this.isTooLarge = true;
			this.destroy();
		}
		done();
	}
}
