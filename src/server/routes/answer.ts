import type {FastifyReply, FastifyRequest} from 'fastify';

/** Answers with an object; for people too: laid out, and ended by LF. */
export function json(reply: FastifyReply, value: object): FastifyReply {
	return reply.type('application/json; charset=utf-8').send(`${JSON.stringify(value, null, 2)}\n`);
}

/** Tells, whenever it is asked, whether the client is still there. */
export function isWanted({raw}: FastifyRequest): () => boolean {
	return () => !raw.socket.destroyed;
}
