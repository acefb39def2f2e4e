import type {FastifyInstance} from 'fastify';
import {noParameters, type Query} from '../parameters.js';
import {statsOf} from '../stats.js';
import type {DaemonState} from '../status.js';
import {isWanted, json} from './answer.js';

/** Answers `/stats`: readers may ask it, and who controls the daemon needs no second socket for it. */
export function statsRoute(app: FastifyInstance, state: DaemonState): void {
	app.get('/stats', async (request, reply) => {
		noParameters(request.query as Query);
		return json(reply, await state.queries.run(async () => statsOf(state, isWanted(request))));
	});
}
