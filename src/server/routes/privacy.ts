import type {FastifyInstance} from 'fastify';
import {noParameters, type Query} from '../parameters.js';
import {privacyOf} from '../privacy.js';
import type {DaemonState} from '../status.js';

/** Answers `/privacy`: what keeps the log in memory, and how long. */
export function privacyRoute(app: FastifyInstance, state: DaemonState): void {
	app.get('/privacy', async request => {
		noParameters(request.query as Query);
		return privacyOf(state);
	});
}
