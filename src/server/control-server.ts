import {httpApp, listen, type ListenOptions, type Routes} from './http-app.js';
import {noParameters} from './parameters.js';
import {type DaemonState, statusOf} from './status.js';

const ROUTES: Routes = {
	'/pause/toggle': 'POST',
	'/pause/on': 'POST',
	'/pause/off': 'POST',
	'/logs/clear': 'POST',
	'/status': 'GET',
};

/** What the control socket can have done. */
export interface Controls {
	/** Sets the pause, or turns it over; resolves to whether the daemon is paused now. */
	pause(to: boolean | 'toggle'): Promise<boolean>;
	/** Forgets the log; resolves to how many messages that were. */
	clear(): Promise<number>;
}

/** The side of the daemon that changes it. */
export interface ControlServer {
	/** Begins to listen. Rejects with Node's error. */
	listen(where: ListenOptions): Promise<number>;
	/** Ends it and every connection. */
	close(): Promise<void>;
}

/** Serves pause, clear and status. */
export function controlServer(state: DaemonState, controls: Controls): ControlServer {
	const app = httpApp(ROUTES, undefined, state.onFailure);
	app.addHook('preValidation', async request => {
		if (!request.is404) noParameters(request.query as Record<string, unknown>);
	});
	app.post('/pause/toggle', async () => ({paused: await controls.pause('toggle')}));
	app.post('/pause/on', async () => ({paused: await controls.pause(true)}));
	app.post('/pause/off', async () => ({paused: await controls.pause(false)}));
	app.post('/logs/clear', async () => ({cleared: await controls.clear()}));
	app.get('/status', async () => statusOf(state));
	return {
		listen: async where => listen(app, where),
		close: async () => {
			await app.close();
		},
	};
}
