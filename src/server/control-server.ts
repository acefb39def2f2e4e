import {MAX_PAUSE_MS} from '../pause.js';
import {httpApp, listen, type ListenOptions, type Routes} from './http-app.js';
import {duration, noParameters, type Query, refuseOthers} from './parameters.js';
import {UNIX_ENTRANCE} from './access/entrance.js';
import {lossesRoute} from './routes/losses.js';
import {type Bounds, resizeRoute} from './routes/resize.js';
import {privacyRoute} from './routes/privacy.js';
import {statsRoute} from './routes/stats.js';
import {type DaemonState, pauseOf, statusOf} from './status.js';

const ROUTES: Routes = {
	'/pause/toggle': 'POST',
	'/pause/on': 'POST',
	'/pause/off': 'POST',
	'/logs/clear': 'POST',
	'/buffer/resize': 'POST',
	'/status': 'GET',
	'/stats': 'GET',
	'/losses': 'GET',
	'/privacy': 'GET',
};

const TAKES_PARAMETERS: readonly (string | undefined)[] = ['/pause/on', '/buffer/resize', '/losses'];

/** What the control socket can have done. */
export interface Controls {
	/** Sets the pause, or turns it over; resolves to whether the daemon is paused now. It ends by itself after `forMs` milliseconds. */
	pause(to: boolean | 'toggle', forMs?: number): Promise<boolean>;
	/** Forgets the log; resolves to how many messages that were. */
	clear(): Promise<number>;
	/** Gives the ring other bounds; see `resizeRoute`. */
	resize(bounds: Bounds): Promise<number>;
}

/** The side of the daemon that changes it. */
export interface ControlServer {
	/** Begins to listen. Rejects with Node's error. */
	listen(where: ListenOptions): Promise<number>;
	/** Ends it and every connection. */
	close(): Promise<void>;
}

/** Serves pause, clear, resize, status, stats and losses. */
export function controlServer(state: DaemonState, controls: Controls): ControlServer {
	const app = httpApp(ROUTES, UNIX_ENTRANCE, state);
	app.addHook('preValidation', async request => {
		if (!request.is404 && !TAKES_PARAMETERS.includes(request.routeOptions.url)) noParameters(request.query as Query);
	});
	app.post('/pause/toggle', async () => ({paused: await controls.pause('toggle')}));
	app.post('/pause/on', async request => {
		const query = request.query as Query;
		refuseOthers(query, ['for']);
		await controls.pause(true, duration(query, 'for', {minMs: 1, maxMs: MAX_PAUSE_MS}));
		return {...pauseOf(state), paused: true};
	});
	app.post('/pause/off', async () => ({paused: await controls.pause(false)}));
	app.post('/logs/clear', async () => ({cleared: await controls.clear()}));
	app.get('/status', async () => statusOf(state));
	privacyRoute(app, state);
	statsRoute(app, state);
	lossesRoute(app, state);
	resizeRoute(app, state, async bounds => controls.resize(bounds));
	return {
		listen: async where => listen(app, where),
		close: async () => {
			await app.close();
		},
	};
}
